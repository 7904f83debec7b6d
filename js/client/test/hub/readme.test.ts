import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectHub } from "../../src/hub.js";
import { createStore, getStore } from "../../src/index.js";
import { hasHub, HubProcess } from "./hubProcess.js";

test.skipIf(!hasHub)("the ten lines of the README do what they say", async () => {
  const hub = await new HubProcess().start();
  const page = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const code = /```js\n([\s\S]*?)```/.exec(page)![1]!;
  const lines = code.split("\n").filter((line) => line.trim() !== "");
  expect(lines).toHaveLength(10);
  expect(lines.slice(0, 2).every((line) => line.startsWith("import"))).toBe(true);
  const shown: string[] = [];
  const body = lines.slice(2).join("\n").replace("http://localhost:5080/hub", hub.url);
  expect(body).toContain(hub.url);
  const run = new Function("createStore", "getStore", "connectHub", "console", `return (async () => { ${body}\n return [store, hub]; })();`) as (...parts: unknown[]) => Promise<[object, ReturnType<typeof connectHub>]>;
  const [store, handle] = await run(createStore, getStore, connectHub, { log: (text: string) => shown.push(text) });
  expect(getStore(store).snapshot()).toEqual({ todos: [{ text: "milk", done: true }] });
  expect(shown.at(-1)).toBe('[{"text":"milk","done":true}]');
  expect(handle.pendingCount).toBe(0);
  await handle.close();
  await hub.dispose();
});
