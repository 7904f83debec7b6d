import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { StoreError } from "../../src/errors/storeError.js";
import { copyIn } from "../../src/values/copyIn.js";
import { defaultLimits } from "../../src/values/limits.js";
import { toPlain } from "../../src/values/plain.js";
import type { Entries } from "../../src/values/value.js";
import { data } from "../generators/arbitraries.js";

function refusal(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

test("plain data comes back as it was", () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(toPlain(copyIn(value))).toEqual(value);
    }),
  );
});

test("later changes to the caller's value change nothing", () => {
  const bytes = new Uint8Array([1, 2]);
  const date = new Date(5);
  const given = { list: [1, { deep: bytes }], when: date, map: new Map([["k", date]]), set: new Set([1]) };
  const copy = copyIn(given);
  given.list.push(2);
  bytes[0] = 9;
  date.setTime(9);
  given.map.clear();
  given.set.add(2);
  expect(toPlain(copy)).toEqual({ list: [1, { deep: new Uint8Array([1, 2]) }], when: new Date(5), map: new Map([["k", new Date(5)]]), set: new Set([1]) });
  const out = toPlain(copy) as { when: Date; list: [number, { deep: Uint8Array }] };
  out.when.setTime(7);
  out.list[1].deep[0] = 7;
  expect(toPlain(copy)).toMatchObject({ when: new Date(5), list: [1, { deep: new Uint8Array([1, 2]) }] });
});

test("a Buffer's bytes are copied, not shared", () => {
  const buffer = Buffer.from([1, 2, 3]);
  const copy = copyIn(buffer) as Uint8Array;
  buffer[0] = 9;
  expect(copy).toEqual(new Uint8Array([1, 2, 3]));
  expect(copy.constructor).toBe(Uint8Array);
});

test("objects without a prototype and of other realms are plain", () => {
  const foreign: unknown = Object.create(Object.assign(Object.create(null), {}));
  expect(toPlain(copyIn(Object.assign(Object.create(null), { a: 1 })))).toEqual({ a: 1 });
  expect(toPlain(copyIn(Object.assign(foreign as object, { a: 1 })))).toEqual({ a: 1 });
});

const cyclic: unknown[] = [];
cyclic.push({ again: cyclic });
class Custom {
  a = 1;
}

test.each<[string, unknown, number, string]>([
  ["a function", { a: [() => 1] }, Code.UnsupportedType, "a[0]"],
  ["a symbol", [Symbol("s")], Code.UnsupportedType, "[0]"],
  ["an instance of a class", { a: new Custom() }, Code.UnsupportedType, "a"],
  ["a promise", { a: Promise.resolve(1) }, Code.UnsupportedType, "a"],
  ["another typed array", new Float64Array(1), Code.UnsupportedType, "$"],
  ["a boxed number", Object(1), Code.UnsupportedType, "$"],
  ["an error", { a: new Error("x") }, Code.UnsupportedType, "a"],
  ["a cycle", cyclic, Code.Cycle, "[0].again"],
  ["a bigint too far", [2n ** 53n], Code.IntegerOutOfRange, "[0]"],
  ["a bigint too far below", [-(2n ** 53n)], Code.IntegerOutOfRange, "[0]"],
  ["a lone surrogate", { a: ["\ud800"] }, Code.LoneSurrogate, "a[0]"],
  ["a lone surrogate in a key", { a: { "\udc00": 1 } }, Code.LoneSurrogate, "a"],
  ["__proto__", JSON.parse('{"a":{"__proto__":1}}'), Code.ForbiddenKey, "a.__proto__"],
  ["constructor", { constructor: 1 }, Code.ForbiddenKey, "constructor"],
  ["prototype in a Map", { m: new Map([["prototype", 1]]) }, Code.ForbiddenKey, "m.prototype"],
  ["an invalid date", { a: new Date(NaN) }, Code.InvalidInstant, "a"],
  ["a date too early", new Date(-62135596800001), Code.InvalidInstant, "$"],
  ["a date too late", new Date(253402300800000), Code.InvalidInstant, "$"],
  ["a Map keyed by an object", { m: new Map([[{}, 1]]) }, Code.InvalidKey, "m"],
  ["a Map keyed by undefined", { m: new Map([[undefined, 1]]) }, Code.InvalidKey, "m"],
  ["a Set of arrays", { s: new Set([[1]]) }, Code.InvalidKey, "s"],
  ["equal dates in a Set", new Set([new Date(1), new Date(1)]), Code.DuplicateKey, "[1]"],
  ["equal bytes in a Map", new Map([[new Uint8Array([1]), 1], [new Uint8Array([1]), 2]]), Code.DuplicateKey, "[bytes]"],
])("%s is refused", (_, value, code, path) => {
  const error = refusal(() => copyIn(value));
  expect(error.code).toBe(code);
  expect(error.path).toBe(path);
  expect(error.message).toContain(path);
});

test("what is allowed though it looks odd", () => {
  expect(copyIn(9007199254740991n)).toBe(9007199254740991);
  expect(copyIn(1e300)).toBe(1e300);
  expect(toPlain(copyIn([, 1]))).toEqual([undefined, 1]);
  expect(toPlain(copyIn(new Set(["constructor"])))).toEqual(new Set(["constructor"]));
  expect(toPlain(copyIn(new Set([1, "1", true, null])))).toEqual(new Set([1, "1", true, null]));
  const shared = { a: 1 };
  expect(toPlain(copyIn([shared, shared]))).toEqual([{ a: 1 }, { a: 1 }]);
});

test("the order of an object's keys is the caller's", () => {
  expect((copyIn({ b: 1, a: 2 }) as Entries).keys).toEqual(["b", "a"]);
});

test("a live view stands for its value", () => {
  const view = { secret: () => 1 };
  expect(toPlain(copyIn({ a: view }, defaultLimits, (one) => (one === view ? [1, 2] : undefined)))).toEqual({ a: [1, 2] });
});

describe("limits are exact", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  test("depth", () => {
    copyIn(nested(18));
    const error = refusal(() => copyIn(nested(19)));
    expect([error.code, error.limit]).toEqual([Code.TooDeep, 18]);
    copyIn(new Map([[1, { a: 1 }]]), { ...defaultLimits, maxDepth: 2 });
    expect(refusal(() => copyIn(new Map([[1, { a: new Set() }]]), { ...defaultLimits, maxDepth: 2 })).code).toBe(Code.TooDeep);
  });

  test("keys, in UTF-8", () => {
    const limits = { ...defaultLimits, maxKeyBytes: 4 };
    copyIn({ ää: 1 }, limits);
    copyIn(new Map([[new Uint8Array(4), 1]]), limits);
    expect(refusal(() => copyIn({ a: { ääa: 1 } }, limits))).toMatchObject({ code: Code.TooLarge, limit: 4, path: "a.ääa" });
    expect(refusal(() => copyIn(new Map([[new Uint8Array(5), 1]]), limits)).code).toBe(Code.TooLarge);
  });

  test("what is endless, enormous or refers to one part again and again ends soon", () => {
    let wide: unknown = 1;
    for (let i = 0; i < 17; i++) wide = Array.from({ length: 50 }, () => wide);
    function* endless(): Iterable<number> {
      for (let i = 0; ; i++) yield i;
    }
    class Endless extends Set<number> {
      override [Symbol.iterator](): SetIterator<number> {
        return endless()[Symbol.iterator]() as SetIterator<number>;
      }
    }
    for (const value of [wide, new Array(2 ** 31), new Uint8Array(300_000), "x".repeat(300_000), new Endless()]) {
      expect(refusal(() => copyIn(value))).toMatchObject({ code: Code.TooLarge, limit: 262144 });
    }
  });
});
