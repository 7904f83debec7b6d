import fc from "fast-check";
import { expect, test } from "vitest";
import { TableNode, type Slot } from "../../src/state/table.js";
import { MAP } from "../../src/values/value.js";

const keys = ["a", "1", 1, 0, NaN, true, null, new Uint8Array([1]), new Uint8Array([1, 0]), new Uint8Array(0), new Date(1), new Date(2 ** 40)];

test("a table keeps the order of insertion, and undoing in reverse order restores it exactly", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(keys.length - 1), fc.boolean()), { maxLength: 40 }), fc.nat(40), (steps, mark) => {
      const table = new TableNode(MAP);
      const model: [unknown, unknown][] = [];
      const undo: (() => void)[] = [];
      const entries = (): [unknown, unknown][] => Array.from(table, ({ key, value }) => [key, value]);
      let before: [unknown, unknown][] = [];
      steps.forEach(([index, put], i) => {
        if (i === mark) before = entries();
        const key = keys[index]!;
        const slot = table.find(key);
        expect(!!slot).toBe(model.some(([known]) => Object.is(known, key)));
        if (put && !slot) {
          const added: Slot = table.add(key, i);
          model.push([key, i]);
          if (i >= mark) undo.push(() => table.remove(added));
        } else if (!put && slot) {
          table.remove(slot);
          model.splice(model.findIndex(([known]) => Object.is(known, key)), 1);
          if (i >= mark) undo.push(() => table.restore(slot));
        }
        expect(entries()).toEqual(model);
        expect(table.size).toBe(model.length);
      });
      for (const back of undo.reverse()) back();
      if (mark < steps.length) expect(entries()).toEqual(before);
    }),
  );
});

test("keys are compared by value, with one zero, and kinds are kept apart", () => {
  const table = new TableNode(MAP);
  for (const key of keys) table.add(key, 0);
  expect(table.size).toBe(keys.length);
  expect(table.find(-0)?.key).toBe(0);
  expect(table.find(new Date(1))?.key).toEqual(new Date(1));
  expect(table.find(new Uint8Array([1, 0]))?.key).toEqual(new Uint8Array([1, 0]));
  for (const missing of ["0", false, new Date(0), new Uint8Array([0, 1]), new Uint8Array([0])]) expect(table.find(missing)).toBeUndefined();
  expect(Object.is(new TableNode(MAP).add(-0, 1).key, 0)).toBe(true);
});

test("all entries can be removed while they come", () => {
  const table = new TableNode(MAP);
  for (const key of keys) table.add(key, 0);
  for (const slot of table) table.remove(slot);
  expect(table.size).toBe(0);
  expect([...table]).toEqual([]);
});
