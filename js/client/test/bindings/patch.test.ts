import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patch } from "../../src/bindings.js";
import { createStore, getStore, StoreError, type Operation, type StoreProxy } from "../../src/index.js";
import * as Code from "../../src/errors/codes.js";
import { plainData } from "./plainData.js";

/** The operations that make one state of `at` into another, and what the store then has. */
function patched(previous: unknown, next: unknown): { operations: Operation[]; now: unknown } {
  const store = createStore();
  store.at = previous;
  getStore(store).flush();
  const operations: Operation[] = [];
  getStore(store).onOperation((operation) => operations.push(operation));
  patch(store, ["at"], previous, next);
  return { operations, now: getStore(store).readPath(["at"]) };
}

function briefly(previous: unknown, next: unknown): unknown[] {
  const { operations, now } = patched(previous, next);
  expect(now).toEqual(next);
  return operations.map(({ type, path, value, key, index, deleteCount, items, anchors }) => {
    const at = path.slice(1).join(".");
    if (type !== "splice") return [type, key === undefined ? at : [at, key], ...(value === undefined ? [] : [value])];
    return anchors?.order ? ["order", at] : ["splice", at, index, deleteCount, items ?? []];
  });
}

describe("what is written", () => {
  const [a, b, c] = [{ id: "a", n: 1 }, { id: "b", n: 2 }, { id: "c", n: 3 }];

  test.each<[name: string, previous: unknown, next: unknown, written: unknown[]]>([
    ["nothing for what is equal", { x: [1, { y: new Date(1) }], z: new Set([1]) }, { x: [1, { y: new Date(1) }], z: new Set([1]) }, []],
    ["only keys that differ", { x: 1, y: { z: 2, w: 3 }, v: 4 }, { x: 1, y: { z: 5, w: 3 }, u: 6 }, [["delete", "v"], ["set", "y.z", 5], ["set", "u", 6]]],
    ["all of what is of another kind", { x: [1] }, { x: { 0: 1 } }, [["set", "x", { 0: 1 }]]],
    ["undefined is not absence", { x: 1 }, { x: undefined, y: undefined }, [["set", "x"], ["set", "y"]]],
    ["an element that is pushed", [1, 2], [1, 2, 3], [["splice", "", 2, 0, [3]]]],
    ["an element that is taken out", [1, 2, 3, 2], [1, 3, 2], [["splice", "", 1, 1, []]]],
    ["elements on several sides", [1, 2, 3], [0, 1, 3, 4, 5], [["splice", "", 1, 1, []], ["splice", "", 0, 0, [0]], ["splice", "", 3, 0, [4, 5]]]],
    ["an element that is replaced by another scalar", [1, 2, 3], [1, 5, 3], [["set", "1", 5]]],
    ["a change inside an element known by its id", [a, b], [a, { ...b, n: 5 }], [["set", "1.n", 5]]],
    ["a change inside an element that moved", [a, b, c], [{ ...c, n: 9 }, a, b], [["order", ""], ["set", "0.n", 9]]],
    ["an element with another id is another element", [a, b], [a, c], [["splice", "", 1, 1, []], ["splice", "", 1, 0, [c]]]],
    ["a change inside an element known by its place", [{ t: 1 }, { t: 2 }], [{ t: 1 }, { t: 3 }], [["set", "1.t", 3]]],
    ["a reversal", [1, 2, 3], [3, 2, 1], [["order", ""]]],
    ["a swap of equals", [1, 1, 2], [1, 2, 1], [["order", ""]]],
    ["entries of a Map", new Map<unknown, unknown>([["x", { y: 1 }], ["z", 1]]), new Map<unknown, unknown>([["x", { y: 2 }], [3, 4]]), [["map-delete", ["", "z"]], ["set", "x.y", 2], ["map-set", ["", 3], 4]]],
    ["a Map's order", new Map([["x", 1], ["y", 2]]), new Map([["y", 2], ["x", 1]]), [["map-delete", ["", "x"]], ["map-set", ["", "x"], 1]]],
    ["members of a Set", new Set([1, 2]), new Set([2, 3]), [["set-delete", "", 1], ["set-add", "", 3]]],
    ["instants as keys, by value", new Map([[new Date(1), 1]]), new Map([[new Date(1), 2]]), [["map-set", ["", new Date(1)], 2]]],
  ])("%s", (_, previous, next, written) => {
    expect(briefly(previous, next)).toEqual(written);
  });
});

test("all that a patch writes is one transaction, or nothing if something is refused", () => {
  const store = createStore();
  const previous = { a: 1, list: [1, 2] };
  store.at = previous;
  getStore(store).flush();
  const before = getStore(store).log.length;
  expect(() => patch(store, ["at"], previous, { a: 2, list: [2, () => undefined] })).toThrow(StoreError);
  expect(getStore(store).snapshot()).toEqual({ at: previous });
  patch(store, ["at"], previous, { a: 2, list: [2, 3] });
  const log = getStore(store).log.slice(before);
  expect(new Set(log.map(({ ts }) => ts)).size).toBe(1);
  expect(store.at).toEqual({ a: 2, list: [2, 3] });
});

test("a place that nothing holds is refused, and so is another kind of root", () => {
  const store = createStore();
  const code = (action: () => void): number | undefined => {
    try {
      action();
    } catch (error) {
      return (error as StoreError).code;
    }
    return undefined;
  };
  expect(code(() => patch(store, ["a", "b"], undefined, 1))).toBe(Code.ParentMissing);
  expect(code(() => patch(store, [], {}, [1]))).toBe(Code.ParentMissing);
  expect(code(() => patch(store, ["__proto__"], undefined, 1))).toBe(Code.ForbiddenKey);
  expect(code(() => patch(store, [], {}, JSON.parse('{"__proto__":{"x":1}}')))).toBe(Code.ForbiddenKey);
  expect(({} as { x?: number }).x).toBeUndefined();
  patch(store, [], {}, { a: { b: 1 } });
  expect(store).toEqual({ a: { b: 1 } });
});

test("where the store has moved on, what does not fit any more is assigned whole", () => {
  const store = createStore();
  store.at = { list: [1, 2, 3], n: 1 };
  patch(store, ["at"], { list: [1], n: 1 }, { list: [1, 9], n: 1 });
  expect(store.at).toEqual({ list: [1, 9], n: 1 });
});

test("what does not differ is not written, whatever the store has there", () => {
  const store = createStore();
  store.at = { kind: 7, list: [1, 2, 3], n: 1 };
  getStore(store).flush();
  const before = getStore(store).log.length;
  const state = (n: number): unknown => ({ kind: { x: [1, new Map([["y", 2]])] }, list: [1], n });
  patch(store, ["at"], state(1), state(1));
  expect(getStore(store).log).toHaveLength(before);
  patch(store, ["at"], state(1), state(2));
  expect(store.at).toEqual({ kind: 7, list: [1, 2, 3], n: 2 });
});

/** Orders of Maps and Sets count, which `toEqual` does not see. */
function ordered(data: unknown): unknown {
  if (data instanceof Map) return ["map", ...Array.from(data, ([key, one]) => [key, ordered(one)])];
  if (data instanceof Set) return ["set", ...data];
  if (Array.isArray(data)) return data.map(ordered);
  if (typeof data !== "object" || data === null || data instanceof Date) return data;
  return Object.fromEntries(Object.entries(data).map(([key, one]) => [key, ordered(one)]));
}

function sizeOf(data: unknown): number {
  if (typeof data !== "object" || data === null || data instanceof Date) return 1;
  const inside = data instanceof Map || data instanceof Set ? [...data.values()] : Object.values(data);
  return inside.reduce<number>((sum, one) => sum + sizeOf(one), 1);
}

test("whatever two states are, the patch leads from one to the other, with no more operations than there are values", () => {
  fc.assert(
    fc.property(plainData, plainData, (previous, next) => {
      const { operations, now } = patched(previous, next);
      expect(ordered(now)).toStrictEqual(ordered(next));
      // an entry that moves is taken out and put back
      expect(operations.length).toBeLessThanOrEqual(2 * (sizeOf(previous) + sizeOf(next)));
      expect(patched(next, structuredClone(next)).operations).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("patches of two replicas to different keys and elements merge", () => {
  const make = (sourceId: string): StoreProxy => createStore({ sourceId });
  const [left, right] = [make("left"), make("right")];
  const base = { user: { name: "Ada", age: 36 }, todos: [{ id: 1, text: "a", done: false }, { id: 2, text: "b", done: false }, { id: 3, text: "c", done: false }] };
  left.at = base;
  getStore(left).flush();
  getStore(right).applyBatch(getStore(left).log);
  patch(left, ["at"], base, { user: { name: "Grace", age: 36 }, todos: [base.todos[2], base.todos[0], { ...base.todos[1], done: true }] });
  patch(right, ["at"], base, { user: { name: "Ada", age: 37 }, todos: [{ id: 0, text: "new" }, { ...base.todos[0], text: "A" }, { ...base.todos[1], text: "B" }] });
  getStore(left).applyBatch(getStore(right).log);
  getStore(right).applyBatch(getStore(left).log);
  expect(getStore(left).snapshot()).toEqual(getStore(right).snapshot());
  expect(left.at.user).toEqual({ name: "Grace", age: 37 });
  // moved and changed there, renamed and removed here, one inserted
  const byId = new Map(left.at.todos.map((todo: { id: number }) => [todo.id, JSON.parse(JSON.stringify(todo))]));
  expect(byId.size).toBe(3);
  expect(left.at.todos).toHaveLength(3);
  expect(byId.get(1)).toEqual({ id: 1, text: "A", done: false });
  expect(byId.get(2)).toEqual({ id: 2, text: "B", done: true });
  expect(byId.get(0)).toEqual({ id: 0, text: "new" });
});
