import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalBytes } from "../../src/encodings/canonical.js";
import { readValue, writeValue } from "../../src/encodings/value.js";
import { StoreError } from "../../src/errors/storeError.js";
import { parseJson, type Json } from "../../src/json/parse.js";
import { fromJson, stringify, toJson } from "../../src/json/value.js";
import { Reader } from "../../src/msgpack/reader.js";
import { Writer } from "../../src/msgpack/writer.js";
import { build, toValue } from "../../src/state/node.js";
import { copyIn } from "../../src/values/copyIn.js";
import { toPlain } from "../../src/values/plain.js";
import type { Value } from "../../src/values/value.js";
import { data, text } from "../generators/arbitraries.js";

function bytesOf(value: Value): Uint8Array {
  const writer = new Writer(1);
  writeValue(writer, value);
  return writer.done();
}

function valueOf(bytes: Uint8Array): Value {
  const reader = new Reader(bytes);
  return reader.finish(readValue(reader));
}

test("values survive each form and the live tree", () => {
  fc.assert(
    fc.property(data, (plain) => {
      const value = copyIn(plain);
      expect(valueOf(bytesOf(value))).toEqual(value);
      expect(fromJson(parseJson(stringify(toJson(value, true))))).toEqual(value);
      expect(toPlain(fromJson(JSON.parse(JSON.stringify(toJson(value))) as Json))).toEqual(plain);
      expect(toValue(build(value, "a", 0))).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

test("bytes that are cut off or damaged read or are refused, and never throw anything else", () => {
  fc.assert(
    fc.property(data, fc.nat(), fc.nat(255), fc.boolean(), (plain, at, byte, cut) => {
      const bytes = bytesOf(copyIn(plain));
      const place = at % bytes.length;
      const damaged = cut ? bytes.slice(0, place) : bytes.slice();
      if (!cut) damaged[place] = byte;
      try {
        const value = valueOf(damaged);
        expect(valueOf(bytesOf(value))).toEqual(value);
        expect(cut).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("headers that ask for more than there is cost nothing", () => {
  for (const hostile of ["ddffffffff", "dfffffffff", "c6ffffffff", "dbffffffff", "c9ffffffff01", "dd7fffffff9191"]) {
    expect(() => valueOf(new Uint8Array(Buffer.from(hostile, "hex")))).toThrow(StoreError);
  }
  const deep = new Uint8Array(100_000).fill(0x91);
  expect(() => valueOf(deep)).toThrow("nested deeper");
});

test("canonical bytes do not depend on the order of an object's keys, and all else does", () => {
  fc.assert(
    fc.property(fc.uniqueArray(text, { minLength: 2, maxLength: 6 }), (names) => {
      const keys = names.filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
      const of = (order: string[]): string => Buffer.from(canonicalBytes(build(copyIn(Object.fromEntries(order.map((key) => [key, key.length]))), "a", 0))).toString("hex");
      expect(of([...keys].reverse())).toBe(of(keys));
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const reader = new Reader(new Uint8Array(Buffer.from(of(keys), "hex")));
      expect(Array.from({ length: reader.map() }, () => [reader.string(), reader.int()][0])).toEqual(sorted);
    }),
  );
});
