import fc from "fast-check";
import type { Scalar, StoreData } from "../../src/values/value.js";

const forbidden = ["__proto__", "constructor", "prototype"];

/** Strings that have a UTF-8 form, with the awkward ones far more often than chance would give them. */
export const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "a", "$", "$$", "$date", "0", "10", "9", "length", "\uffff", "\ue000", "😀", "\u0000", "x".repeat(31), "é".repeat(16), "y".repeat(256)),
);

export const key = text.filter((name) => !forbidden.includes(name));

export const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 127, 128, 255, 256, 65535, 65536, 4294967295, 4294967296, -32, -33, -128, -129, -32769, -2147483649, 2 ** 53, 1e20, 1e21),
);

export const date = fc.oneof(
  fc.integer({ min: -62135596800000, max: 253402300799999 }).map((ms) => new Date(ms)),
  fc.constantFrom(0, -1, 4294967295000, 4294967296000, 17179869183999, 17179869184000).map((ms) => new Date(ms)),
);

export const scalar: fc.Arbitrary<Scalar> = fc.oneof(fc.constant(null), fc.boolean(), number, text, fc.uint8Array({ maxLength: 20 }), date);

export const mapKey = scalar.filter((one) => !forbidden.includes(one as string));

/** Scalars that differ by value, as a store compares them. */
function distinct<T>(items: T[], of: (item: T) => Scalar): T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const one = of(item);
    const id = one instanceof Date ? `d${one.getTime()}` : one instanceof Uint8Array ? `b${String(one)}` : `${typeof one} ${String(one)}`;
    return !seen.has(id) && seen.add(id);
  });
}

/** Plain data of every kind. */
export const data: fc.Arbitrary<StoreData> = fc.letrec<{ data: StoreData }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.oneof(fc.constant(undefined), scalar),
    fc.array(tie("data"), { maxLength: 4 }),
    fc.dictionary(key, tie("data"), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(mapKey, tie("data")), { maxLength: 4 }).map((pairs) => new Map(distinct(pairs, ([one]) => one))),
    fc.array(scalar, { maxLength: 4 }).map((members) => new Set(distinct(members, (one) => one))),
  ),
})).data;
