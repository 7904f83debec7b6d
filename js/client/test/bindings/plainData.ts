import fc from "fast-check";

const scalar = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom("", "a", null, undefined, true, Number.NaN, -0), fc.integer({ min: 0, max: 3 }).map((ms) => new Date(ms)));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.record({ id: fc.integer({ min: 0, max: 6 }), v: tie("value") }, { noNullPrototype: true }), { maxLength: 6 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "id"), tie("value"), { noNullPrototype: true }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }).map((members) => new Set(members)),
  ),
}));

/** Data of every kind that a store can hold, small enough for two to have much in common. */
export const plainData: fc.Arbitrary<unknown> = value;
