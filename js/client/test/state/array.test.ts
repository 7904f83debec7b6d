import fc from "fast-check";
import { expect, test } from "vitest";
import { ArrayNode } from "../../src/state/array.js";
import { Branch, Element } from "../../src/state/sequence.js";

/** How many branches lie above an element. */
function depthOf(element: Element): number {
  let depth = 0;
  for (let branch = element.parent; branch; branch = branch.parent) depth++;
  return depth;
}

/** All branches of an array, checked: counts of what is live, parents, sizes. */
function checkBranches(array: ArrayNode): void {
  const [first] = array.all();
  let root = first?.parent;
  while (root?.parent) root = root.parent;
  const visit = (branch: Branch): number => {
    expect(branch.children.length).toBeGreaterThan(0);
    expect(branch.children.length).toBeLessThanOrEqual(48);
    let live = 0;
    for (const child of branch.children) {
      expect(child.parent).toBe(branch);
      live += child instanceof Branch ? visit(child) : child.live;
    }
    expect(branch.live).toBe(live);
    return live;
  };
  if (root) visit(root);
}

const edits = fc.array(fc.tuple(fc.nat(9), fc.nat(0xffff), fc.nat(60)), { maxLength: 60, size: "max" });

test("an array is what a plain list is, whatever is done to it", () => {
  fc.assert(
    fc.property(edits, (steps) => {
      const array = new ArrayNode();
      const model: Element[] = [];
      let next = 0;
      for (const [kind, where, count] of steps) {
        for (let i = 0; i < count; i++) {
          const at = model.length === 0 ? 0 : (where + (kind === 1 ? i : 0)) % model.length;
          const element = model[at];
          if (kind < 5 || !element) {
            const inserted = new Element(`s:${next++}:0`, next);
            expect(array.insertAfter(kind === 0 ? model.at(-1) : element, inserted)).toBe(inserted);
            model.splice(kind === 0 ? model.length : element ? at + 1 : 0, 0, inserted);
          } else if (kind < 7) array.mark(element, element.live);
          else {
            array.remove(element);
            model.splice(at, 1);
            expect(array.find(element.id)).toBeUndefined();
          }
        }
        const live = model.filter((element) => element.live);
        expect(Array.from(array.all())).toEqual(model);
        expect(Array.from(array.live())).toEqual(live);
        expect(array.length).toBe(live.length);
        const from = where % (live.length + 1);
        expect(Array.from(array.live(from))).toEqual(live.slice(from));
        expect(array.at(from)).toBe(live[from]);
        const some = model[where % Math.max(1, model.length)];
        if (some) {
          expect(array.previous(some)).toBe(model[model.indexOf(some) - 1]);
          expect(array.indexOf(some)).toBe(model.slice(0, model.indexOf(some)).filter((element) => element.live).length);
          expect(array.find(some.id)).toBe(some);
          expect(array.findLive(some.id)).toBe(some.live ? some : undefined);
        }
      }
      checkBranches(array);
    }),
    { numRuns: 200 },
  );
});

test("a hundred thousand elements stand four branches deep, and an edit touches few", () => {
  const array = new ArrayNode();
  let last: Element | undefined;
  for (let i = 0; i < 100_000; i++) last = array.insertAfter(last, new Element(`s:0:${i}`, i));
  checkBranches(array);
  expect(depthOf(last!)).toBeLessThanOrEqual(4);
  for (let i = 0; i < 20_000; i++) array.insertAfter(array.at((i * 7919) % array.length), new Element(`s:1:${i}`, i));
  for (let i = 0; i < 100_000; i++) array.remove(array.at((i * 7919) % array.length)!);
  checkBranches(array);
  for (const element of array.all()) expect(depthOf(element)).toBeLessThanOrEqual(4);
  expect(array.length).toBe(20_000);
});

test("an array that lost all can grow again", () => {
  const array = new ArrayNode();
  const fill = (): void => {
    for (let i = 0; i < 5000; i++) array.insertAfter(undefined, new Element(`s:${i}:0`, i));
  };
  fill();
  for (const element of [...array.all()]) array.remove(element);
  expect([...array.all()]).toEqual([]);
  expect(array.at(0)).toBeUndefined();
  fill();
  expect(array.length).toBe(5000);
  expect(array.at(0)?.value).toBe(4999);
});
