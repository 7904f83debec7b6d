import fc from "fast-check";
import { expect, test } from "vitest";
import { share } from "../../src/bindings.js";
import { plainData } from "./plainData.js";

test("equal data is the same object, and in other data what is equal is", () => {
  const previous = { a: { b: [1, { c: new Date(1) }] }, m: new Map([["k", { v: 1 }]]), s: new Set([1, 2]) };
  expect(share(previous, structuredClone(previous))).toBe(previous);
  const next = { ...structuredClone(previous), n: 1 };
  const shared = share(previous, next) as typeof next;
  expect(shared).toEqual(next);
  for (const name of ["a", "m", "s"] as const) expect(shared[name]).toBe(previous[name]);
});

test("elements are known by their ids, and by their places from either end", () => {
  const [a, b, c] = [{ id: 1, x: {} }, { id: 2, x: {} }, { id: 3, x: {} }];
  const shared = share([a, b, c], [{ id: 3, x: {} }, { id: 9 }, { id: 2, x: { y: 1 } }, { id: 1, x: {} }]) as unknown[];
  expect(shared[0]).toBe(c);
  expect(shared[3]).toBe(a);
  expect(shared[2]).not.toBe(b);
  const [d, e, f] = [{ t: 1 }, { t: 2 }, { t: 3 }];
  const moved = share([d, e, f], [{ t: 1 }, { t: 9 }, { t: 8 }, { t: 3 }]) as unknown[];
  expect(moved).toEqual([{ t: 1 }, { t: 9 }, { t: 8 }, { t: 3 }]);
  expect([moved[0], moved[3]]).toEqual([d, f]);
  expect(moved[0]).toBe(d);
  expect(moved[3]).toBe(f);
});

test("the order of a Map or Set counts, that of an object does not; neither is anything else mistaken for equal", () => {
  for (const [left, right, same] of [
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [new Set([1, 2]), new Set([2, 1]), false],
    [new Map([[1, 1], [2, 2]]), new Map([[2, 2], [1, 1]]), false],
    [{ a: undefined }, {}, false],
    [{ a: undefined }, { b: undefined }, false],
    [[1], [1, undefined], false],
    [new Date(1), new Date(1), true],
    [new Date(1), 1, false],
    [new Uint8Array([1]), new Uint8Array([1]), true],
    [0, -0, false],
    [Number.NaN, Number.NaN, true],
    [[], {}, false],
    [new Map([[new Date(1), 1]]), new Map([[new Date(1), 1]]), true],
  ] as const) {
    expect([left, right, Object.is(share(left, right), left)]).toEqual([left, right, same]);
  }
});

test("whatever is shared with whatever, the result is equal to the next state, and shares what did not change", () => {
  fc.assert(
    fc.property(plainData, plainData, (previous, next) => {
      expect(share(previous, next)).toStrictEqual(next);
      expect(share(next, structuredClone(next))).toBe(next);
    }),
    { numRuns: 1000 },
  );
});
