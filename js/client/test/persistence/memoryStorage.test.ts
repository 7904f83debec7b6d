import { describe, test } from "vitest";
import { contract } from "./contract.js";
import { Device, MemoryStorage } from "./memoryStorage.js";

describe("the storage in memory that tests use", () => {
  test.each(Object.entries(contract))("%s", async (_, check) => {
    const device = new Device();
    await check(() => new MemoryStorage(device));
  });
});
