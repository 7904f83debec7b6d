import * as library from "@virtual-frame/store";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hubPort, type HubPort } from "../../src/bridge.js";
import { hasHub, HubProcess } from "../hub/hubProcess.js";

test.skipIf(!hasHub)("the README's way from the other package does what it says", async () => {
  const hub = await new HubProcess().start();
  const page = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
  const code = /```ts\n([\s\S]*?hubPort[\s\S]*?)```/.exec(page)![1]!.replaceAll(/^import .*$/gm, "").replace("http://localhost:5080/hub", hub.url);
  expect(code).toContain(hub.url);
  const run = new Function("connectPort", "createStore", "hubPort", `return (async () => { ${code}\n return [store, port, disconnect]; })();`) as (...parts: unknown[]) => Promise<[library.StoreProxy, HubPort, () => void]>;
  const [store, port, disconnect] = await run(library.connectPort, library.createStore, hubPort);
  store["todos"] = ["milk"];
  expect(port.pendingCount).toBe(0);
  await port.whenAcknowledged();
  expect(port.store.todos[0]).toBe("milk");
  disconnect();
  await port.close();
  expect(port.status.state).toBe("closed");
  await hub.dispose();
});
