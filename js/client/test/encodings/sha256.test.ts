import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "../../src/encodings/sha256.js";

test("hashes are those of Node's own implementation", () => {
  for (let length = 0; length < 200; length++) expectSame(new Uint8Array(length).fill(length));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000, size: "max" }), expectSame));
});

function expectSame(bytes: Uint8Array): void {
  expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
}
