import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HubProcess } from "../../client/test/hub/hubProcess.js";
import { hasSample, startBackend } from "./sample.js";

describe.skipIf(!hasSample)("the backend", () => {
  const hub = new HubProcess();
  beforeAll(async () => void (await hub.start()));
  afterAll(() => hub.dispose());

  test("says what is wrong with a line, goes on, and ends with 1", async () => {
    const backend = startBackend("--hub", hub.url);
    for (const line of ["9x http://localhost:1/a", "analytics javascript:alert(1)", "analytics http://a b", "constructor http://localhost:1/a", "", "analytics http://localhost:1/a"]) backend.say(line);
    await backend.hear(/^analytics is at http:\/\/localhost:1\/a \(revision \d+\)$/);
    expect(await backend.finish()).toBe(1);
    expect(backend.errors.trim().split("\n")).toEqual([
      expect.stringContaining("'9x' is no remote's name"),
      expect.stringContaining("'javascript:alert(1)' is no address"),
      expect.stringContaining("more than a remote and an address"),
      expect.stringContaining("constructor"),
    ]);
  });

  test("ends with 0 at the end of its input, and when it is told to stop", async () => {
    const fed = startBackend("--hub", hub.url, "--store", "other");
    fed.say("orders https://example.org/mf-manifest.json");
    fed.say("orders");
    await fed.hear(/^orders is gone/);
    expect(await fed.finish()).toBe(0);

    const stopped = startBackend("--hub", hub.url);
    stopped.say("orders http://localhost:1/a");
    await stopped.hear(/^orders is at/);
    expect(await stopped.stop()).toBe(0);
  });

  test("ends with 2 if its arguments are wrong, and with 1 if it may not use the store", async () => {
    for (const wrong of [["--hub", "nowhere"], ["--speed"]]) {
      const backend = startBackend(...wrong);
      expect(await backend.finish()).toBe(2);
      expect(backend.errors).toMatch(/nowhere|--speed/);
    }
    const refused = startBackend("--hub", hub.url, "--store", "no name");
    expect(await refused.finish()).toBe(1);
    expect(refused.errors).toContain("no store name");
  });
});
