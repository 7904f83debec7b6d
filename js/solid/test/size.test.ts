import { sizesOf } from "@storehub/testing";
import { join } from "node:path";
import { expect, test } from "vitest";

test("stays within its budget", async () => {
  const { own, added } = await sizesOf(join(import.meta.dirname, ".."), ["solid-js"]);
  expect(own).toBeGreaterThan(200);
  expect(own).toBeLessThan(500);
  expect(added).toBeGreaterThan(own);
  expect(added).toBeLessThan(1_000);
});
