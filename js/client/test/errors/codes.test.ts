import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";

test("the numbers and names are those of the protocol", () => {
  const protocol = readFileSync(join(import.meta.dirname, "../../../../docs/protocol.md"), "utf8");
  const table = Object.fromEntries(Array.from(protocol.matchAll(/^\| (\d{3}) \| ([A-Z]\w+) \|/gm), ([, code, name]) => [name, Number(code)]));
  expect(Object.keys(table).length).toBeGreaterThan(30);
  expect({ ...Code }).toEqual(table);
});
