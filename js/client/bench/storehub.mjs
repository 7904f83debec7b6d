import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { byOperations } from "./operations.mjs";
import { empty } from "./workload.mjs";

const source = `
  export { createStore, getStore } from "./src/index.js";
  export { encodeRecords } from "./src/encodings/recordBatch.js";
  export { Fields } from "./src/hub/messages.js";
  export { Session } from "./src/hub/session.js";
  export { Span } from "./src/hub/backoff.js";
  export { binaryWire } from "./src/hub/wire.js";
  export { recordOf } from "./src/operations/record.js";
  export { SettledState } from "./src/replicas/settledState.js";
  export { encodeSnapshot } from "./src/snapshots/binary.js";
`;

/** The client of this folder, as a bundler gives it to applications. */
async function bundled() {
  const folder = mkdtempSync(join(tmpdir(), "storehub-bench-"));
  try {
    const outfile = join(folder, "storehub.mjs");
    await build({ stdin: { contents: source, resolveDir: join(import.meta.dirname, ".."), loader: "ts" }, bundle: true, minify: true, format: "esm", target: "es2022", outfile });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** StoreHub without a hub and with one. */
export async function storeHub() {
  const { createStore, getStore, encodeRecords, Fields, Session, Span, binaryWire, recordOf, SettledState, encodeSnapshot } = await bundled();
  const begun = () => Object.assign(createStore(), empty());

  /** Writes, each a transaction of its own. */
  const write = (store, writes) => {
    const handle = getStore(store);
    handle.flush();
    let sum = 0;
    for (const { object, key, value } of writes) {
      store[object][key] = value;
      handle.flush();
      sum += store[object][key];
    }
    return sum;
  };

  const alone = {
    name: "StoreHub, no hub",
    ...byOperations({ createStore, getStore }),
    local(writes) {
      const store = begun();
      write(store, writes);
      return store;
    },
    record(writes) {
      const store = begun();
      write(store, writes);
      return getStore(store).log;
    },
  };

  /** A store that is open at a hub of which only the answer to Open is there. */
  const opened = async (delta, revision) => {
    const store = createStore();
    const answer = { epoch: "e", revision, delta, continues: false, expectedSeq: 0, acknowledgedSeq: -1, forgottenAt: 0, time: Date.now() };
    const connection = { invoke: async (method) => new Fields(method === "Open" ? answer : {}), reopen: () => undefined, forget: async () => undefined };
    const session = new Session(getStore(store).core, connection, { store: "s", role: "reader" }, binaryWire);
    await session.open(new Span());
    return { store, session };
  };

  /** History, one record for each transaction. */
  const history = (operations) =>
    operations.map((operation, i) => recordOf({ source: operation.source, firstSeq: operation.seq, count: 1, ts: operation.ts, base: 0, operations: [operation] }, i + 1, operation.ts + i * 1e-3));

  const withHub = {
    ...alone,
    name: "StoreHub with a hub",
    local: undefined,
    record(writes) {
      const store = begun();
      write(store, writes);
      // the inner form: what the decoder of the other side gives
      const records = history(getStore(store).core.peer.log);
      return records.map((record) => ({ epoch: "e", first: record.firstRevision, last: record.firstRevision, data: encodeRecords([record]), record }));
    },
    async apply(frames, writes) {
      const { store, session } = await opened(true, 0);
      const head = frames.length - writes.length;
      const receive = ({ record: _, ...frame }) => session.receive("records", new Fields({ store: "s", ...frame }));
      frames.slice(0, head).forEach(receive);
      writes.forEach(({ object, key }, i) => {
        receive(frames[head + i]);
        void store[object][key];
      });
      return store;
    },
    pack(frames) {
      const state = new SettledState();
      for (const { record } of frames) state.apply(record);
      return Buffer.from(encodeSnapshot(state));
    },
    async join(bytes, count) {
      const { store, session } = await opened(false, count);
      session.receive("snapshot", new Fields({ store: "s", epoch: "e", revision: count, index: 0, count: 1, data: new Uint8Array(bytes) }));
      return store;
    },
  };
  return [alone, withHub];
}
