import fc from "fast-check";
import { expect, test } from "vitest";
import { writeOperation } from "../../src/encodings/operation.js";
import { operationBytes, valueBytes } from "../../src/encodings/size.js";
import { writeValue } from "../../src/encodings/value.js";
import { transactionFromJson } from "../../src/json/transaction.js";
import { Writer } from "../../src/msgpack/writer.js";
import { copyIn } from "../../src/values/copyIn.js";
import { utf8Length } from "../../src/values/text.js";
import { casesOf } from "../conformance/vectors.js";
import { data, text } from "../generators/arbitraries.js";

test("sizes are those of what is written", () => {
  const sizeOf = (value: unknown): [number, number] => {
    const copy = copyIn(value);
    const writer = new Writer();
    writeValue(writer, copy);
    return [valueBytes(copy), writer.length];
  };
  fc.assert(fc.property(data, (value) => void expect(new Set(sizeOf(value)).size).toBe(1)), { numRuns: 5000 });
  const edges = [0x1f, 0x20, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, Number.MAX_SAFE_INTEGER];
  for (const edge of [0, -0, ...edges.flatMap((one) => [one, -one, -one - 1])]) expect(new Set(sizeOf(edge)).size, String(edge)).toBe(1);
  for (const length of [0, 15, 16, 31, 32, 255, 256, 65535, 65536]) {
    for (const value of ["x".repeat(length), new Uint8Array(length), new Array(length).fill(0), new Set(Array.from({ length }, (_, i) => i))]) {
      expect(new Set(sizeOf(value)).size, `${length}`).toBe(1);
    }
  }
});

test("operations of every kind too", () => {
  let seen = 0;
  for (const one of casesOf("transactions")) {
    for (const operation of transactionFromJson(one.get("json")!).operations ?? []) {
      const writer = new Writer();
      writeOperation(writer, operation);
      expect(operationBytes(operation), JSON.stringify(operation)).toBe(writer.length);
      seen++;
    }
  }
  expect(seen).toBeGreaterThan(500);
});

test("strings have as many bytes as their UTF-8", () => {
  fc.assert(fc.property(text, (one) => void expect(utf8Length(one)).toBe(new TextEncoder().encode(one).length)));
});
