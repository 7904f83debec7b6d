import { sizesOf } from "@storehub/testing";
import { join } from "node:path";
import { expect, test } from "vitest";

test("stays within its budget", async () => {
  const { own, added } = await sizesOf(join(import.meta.dirname, ".."), ["redux"]);
  expect(own).toBeGreaterThan(200);
  expect(own).toBeLessThan(1_500);
  expect(added).toBeGreaterThan(own);
  expect(added).toBeLessThan(2_850);
});
