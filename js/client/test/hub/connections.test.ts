import { createRequire } from "node:module";
import { join } from "node:path";
import { HubConnectionBuilder, HubConnectionState, HttpTransportType, LogLevel, type HubConnection, type IHubProtocol } from "@microsoft/signalr";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectHub } from "../../src/hub.js";
import { createStore, getStore, StoreError } from "../../src/index.js";
import { CuttableProxy } from "./cuttableProxy.js";
import { hasHub, HubProcess } from "./hubProcess.js";
import { whenStatus, whenPlaced } from "./waiting.js";

const require = createRequire(join(import.meta.dirname, "../../../interop/package.json"));
const { MessagePackHubProtocol } = require("@microsoft/signalr-protocol-msgpack") as { MessagePackHubProtocol: new () => IHubProtocol };

describe.skipIf(!hasHub)("connections of the application's own", () => {
  const hub = new HubProcess();
  let proxy: CuttableProxy;

  beforeAll(async () => {
    await hub.start();
    proxy = await CuttableProxy.start(() => hub.port);
  });

  afterAll(async () => {
    await proxy.dispose();
    await hub.dispose();
  });

  function build(configure: (builder: HubConnectionBuilder) => unknown = () => undefined): HubConnection {
    const builder = new HubConnectionBuilder().withUrl(proxy.url, { transport: HttpTransportType.WebSockets, skipNegotiation: true }).configureLogging(LogLevel.None);
    configure(builder);
    return builder.build();
  }

  test.each<["json" | "messagepack", (builder: HubConnectionBuilder) => unknown]>([
    ["json", () => undefined],
    ["messagepack", (builder) => builder.withHubProtocol(new MessagePackHubProtocol())],
    ["json", (builder) => builder.withAutomaticReconnect([10, 10, 20, 50])],
  ])("with the official %s protocol serve several stores, through cuts, and live on", async (protocol, configure) => {
    const connection = build(configure);
    const name = `own/${Math.random()}`;
    const stores = [createStore(), createStore()] as const;
    const options = { protocol, reconnectDelay: 20, maxReconnectDelay: 100 };
    const [a, b] = [connectHub(stores[0], connection, { store: `${name}/a`, ...options }), connectHub(stores[1], connection, { store: `${name}/b`, ...options })];
    const fresh = createStore();
    expect(() => connectHub(fresh, connection, { store: `${name}/a`, ...options })).toThrow(StoreError);
    expect(getStore(fresh).batch(() => (fresh.ok = 1))).toBe(1);
    await Promise.all([a.ready, b.ready]);
    for (let i = 0; i < 3; i++) {
      stores[0][`k${i}`] = new Map([[i, [undefined, -0]]]);
      stores[1][`k${i}`] = i;
      const offline = whenStatus(a, "offline");
      proxy.cut();
      await offline;
      await Promise.all([whenStatus(a, "live"), whenStatus(b, "live")]);
    }
    await Promise.all([a.whenAcknowledged(), b.whenAcknowledged()]);
    const other = createStore();
    const seen = connectHub(other, hub.url, { store: `${name}/a`, role: "reader" });
    await seen.ready;
    await Promise.all([a, seen].map((one) => one.whenSettled(a.acknowledgedRevision)));
    expect(seen.stateHash()).toBe(a.stateHash());
    await a.close();
    expect(connection.state).toBe(HubConnectionState.Connected);
    stores[1].still = true;
    await whenPlaced(b);
    await b.close();
    expect(connection.state).toBe(HubConnectionState.Connected);
    await Promise.all([seen.close(), connection.stop()]);
  });

  test("one that is connected already is used as it is", async () => {
    const connection = build();
    await connection.start();
    const before = proxy.connections;
    const store = createStore();
    const handle = connectHub(store, connection, { store: "connected" });
    store.x = 1;
    await handle.ready;
    await whenPlaced(handle);
    expect(proxy.connections).toBe(before);
    await handle.close();
    await connection.stop();
  });

  test("with an address, each connection brings a token of its own", async () => {
    let tokens = 0;
    const store = createStore();
    const options = { store: "token", accessTokenFactory: () => `secret-${++tokens}`, reconnectDelay: 10, maxReconnectDelay: 20 };
    const handle = connectHub(store, proxy.url, options);
    await handle.ready;
    expect(proxy.requests.at(-1)).toMatch(/authorization: bearer secret-1\r\n|access_token=secret-1/i);
    const offline = whenStatus(handle, "offline");
    proxy.cut();
    await offline;
    await whenStatus(handle, "live");
    expect(proxy.requests.at(-1)).toMatch(/secret-2/);
    await handle.close();
  });

  test("destroying a store closes its connection", async () => {
    const store = createStore();
    const handle = connectHub(store, hub.url, { store: "destroyed" });
    await handle.ready;
    store.x = 1;
    getStore(store).destroy();
    await whenStatus(handle, "closed");
    expect(handle.pendingCount).toBe(0);
  });
});
