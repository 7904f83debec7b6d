import fc from "fast-check";
import { expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { StoreError } from "../../src/errors/storeError.js";
import { parseJson } from "../../src/json/parse.js";
import { stringify } from "../../src/json/value.js";
import { plain } from "../conformance/vectors.js";

test("it reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), fc.constantFrom("", " ", "\n\t"), (json, space) => {
      const text = space + json.replaceAll(",", `${space},${space}`) + space;
      // which JSON.parse rounds in silence
      fc.pre(!/\d{16}/.test(text));
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expect(() => parseJson(text)).toThrow(StoreError);
        return;
      }
      expect(plain(parseJson(text))).toEqual(expected);
    }),
  );
});

test("damaged text reads as JSON.parse reads it, or is refused", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom(..."\\\"{}[],:0e-. tn\u0000".split("")), (json, at, letter) => {
      const text = json.slice(0, at % json.length) + letter + json.slice((at % json.length) + 1);
      let ours: unknown;
      try {
        ours = plain(parseJson(text));
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        const { code } = error as StoreError;
        // what JSON.parse would lose in silence
        if (code !== Code.DuplicateKey && code !== Code.IntegerOutOfRange) expect(() => JSON.parse(text) as unknown).toThrow();
        return;
      }
      expect(ours).toEqual(JSON.parse(text));
    }),
    { numRuns: 3000 },
  );
});

test("the order of keys is kept, and written again", () => {
  const text = '{"b":1,"10":2,"9":{"1":[],"0":{}}}';
  expect(stringify(parseJson(text))).toBe(text);
});

test.each([
  ['{"a":1,"a":2}', Code.DuplicateKey],
  ["[9007199254740992]", Code.IntegerOutOfRange],
  ["1e999", Code.IntegerOutOfRange],
  ["[".repeat(100_000), Code.TooDeep],
  ['{"a":'.repeat(100_000), Code.TooDeep],
])("%.20s is refused", (text, code) => {
  expect(() => parseJson(text)).toThrow(expect.objectContaining({ code }) as Error);
});
