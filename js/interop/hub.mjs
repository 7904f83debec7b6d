// Drives the hub of StoreHub.Protocol.Tests with the official packages: node hub.mjs <url> <json|messagepack>
import assert from "node:assert/strict";
import { createRequire } from "node:module";

// all by require: an extension must be of the very class that the protocol package loads
const require = createRequire(import.meta.url);
const { HubConnectionBuilder, HttpTransportType, NullLogger, Subject } = require("@microsoft/signalr");
const { MessagePackHubProtocol } = require("@microsoft/signalr-protocol-msgpack");
const { ExtData } = require("@msgpack/msgpack");

const [url, protocol] = process.argv.slice(2);
const binary = protocol === "messagepack";

async function connect(configure) {
  const builder = new HubConnectionBuilder().withUrl(url, { transport: HttpTransportType.WebSockets }).configureLogging(NullLogger.instance);
  if (binary) builder.withHubProtocol(new MessagePackHubProtocol());
  configure?.(builder);
  const connection = builder.build();
  await connection.start();
  return connection;
}

const collect = (stream) =>
  new Promise((resolve, reject) => {
    const items = [];
    stream.subscribe({ next: (item) => items.push(item), complete: () => resolve(items), error: reject });
  });

const next = (connection, target) =>
  new Promise((resolve) => {
    const handler = (...values) => {
      connection.off(target, handler);
      resolve(values);
    };
    connection.on(target, handler);
  });

const cases = {
  async "arguments and results"(hub) {
    assert.equal(await hub.invoke("Add", 2, 40), 42);
    assert.equal(await hub.invoke("None"), null);
    assert.deepEqual(await hub.invoke("EchoNested", [[1.5, 2], [], [-3]]), [[1.5, 2], [], [-3]]);
    assert.deepEqual(await hub.invoke("EchoTexts", ["", "grün 🐦", null]), ["", "grün 🐦", null]);
    assert.equal(await hub.invoke("EchoNullable", null), null);
    assert.equal(await hub.invoke("EchoNullable", 5), 5);
    assert.equal(await hub.invoke("EchoLong", Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  },

  async "server to client"(hub) {
    const called = next(hub, "called");
    await hub.send("CallBack", "hello");
    assert.deepEqual(await called, ["hello", 1, [true, null]]);
    hub.on("ask", (question) => question + "!");
    assert.equal(await hub.invoke("AskCaller", "why"), "why!");
    hub.off("ask");
    hub.on("ask", () => {
      throw new Error("no answer");
    });
    assert.match(await hub.invoke("AskCaller", "why"), /no answer/);
  },

  async "streams both ways"(hub) {
    assert.deepEqual(await collect(hub.stream("CountTo", 5)), [1, 2, 3, 4, 5]);
    const subject = new Subject();
    const sum = hub.invoke("Sum", subject);
    for (const item of [1, 2, 39]) subject.next(item);
    subject.complete();
    assert.equal(await sum, 42);

    const upload = new Subject();
    const doubled = collect(hub.stream("Doubled", upload));
    for (const item of [1, 2]) upload.next(item);
    upload.complete();
    assert.deepEqual(await doubled, [2, 4]);

    const cancelled = next(hub, "cancelled");
    await new Promise((resolve) => {
      const subscription = hub.stream("Forever").subscribe({
        next() {
          subscription.dispose();
          resolve();
        },
        complete() {},
        error() {},
      });
    });
    await cancelled;
    await assert.rejects(collect(hub.stream("FailAfter", 2)), /after 2/);
  },

  async "errors leave the connection alive"(hub) {
    await assert.rejects(hub.invoke("Fail", "this"), /this/);
    await assert.rejects(hub.invoke("NoSuchMethod", 1));
    await assert.rejects(hub.invoke("Add", "two", 40));
    await assert.rejects(hub.invoke("Add", 2));
    assert.equal(await hub.invoke("Add", 2, 40), 42);
  },

  async "large frames"(hub) {
    const text = "0123456789abcdef".repeat(20_000);
    assert.equal((await hub.invoke("EchoTexts", [text]))[0], text);
  },

  async "many calls at once"(hub) {
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => hub.invoke("Add", i, 1)));
    assert.deepEqual(results, Array.from({ length: 500 }, (_, i) => i + 1));
  },

  async "stateful reconnect"() {
    const hub = await connect((builder) => builder.withStatefulReconnect());
    assert.equal(await hub.invoke("Add", 2, 40), 42);

    // an abrupt end of the transport: both sides send Sequence, and Ack what they have
    const waiting = next(hub, "waiting");
    const reply = hub.invoke("AddAfterReconnect", 2, 40);
    await waiting;
    hub.connection.transport._webSocket.terminate();
    assert.equal(await reply, 42);
    assert.equal(await hub.invoke("Add", 1, 1), 2);
    await hub.stop();
  },

  async "requests and results of StoreHub"(hub) {
    const result = await hub.invoke("Open", { protocol: 1, store: "cart", role: "reader", cursor: { epoch: "e0", revision: 3 }, later: [{}] });
    assert.deepEqual(result, {
      epoch: "e0", revision: 3, delta: true, continues: false, expectedSeq: 0, acknowledgedSeq: -1, acknowledgedRevision: 0, forgottenAt: 0, voids: [{ seq: 1, count: 2 }], time: 1000.5,
      limits: {
        maxDepth: 18, maxPathLength: 64, maxKeyBytes: 1024, maxOperationBytes: 262144, maxTransactionOperations: 10000, maxTransactionBytes: 524288,
        maxFrameBytes: 1048576, maxStoresPerConnection: 100,
      },
      server: "test cart reader",
    });

    for (const [request, key] of [
      [{ protocol: "one", store: "cart" }, "protocol"],
      [{ protocol: 1.5, store: "cart" }, "protocol"],
      [{ store: { a: 1 } }, "store"],
      [{ store: "cart", cursor: { epoch: 1, revision: 1 } }, "cursor.epoch"],
      [{ store: "cart", cursor: { epoch: "e" } }, "cursor.revision"],
    ]) {
      const { error } = await hub.invoke("Open", request);
      assert.equal(error.code, 210);
      assert.equal(error.path, key);
      assert.ok(error.message.includes(key));
    }

    for (const request of [null, 1, "x", []]) assert.equal((await hub.invoke("Open", request)).error.code, 210);
  },

  async "transactions and records of StoreHub"(hub) {
    const records = next(hub, "records");
    if (binary) {
      // a void transaction [1, source, firstSeq, ts, base, count] in StoreHub's own encoding
      const { encode, decodeMulti } = require("@msgpack/msgpack");
      const head = encode([1, "me", 0]);
      head[0] = 0x96;
      const data = new Uint8Array([...head, 0xcb, ...new Uint8Array(8), ...encode(0), ...encode(2)]);
      assert.deepEqual(await hub.invoke("Submit", { store: "cart", data }), { sequencedSeq: 1, expectedSeq: 2 });
      const [message] = await records;
      assert.deepEqual(Object.keys(message), ["store", "epoch", "first", "last", "data"]);
      assert.ok(message.data instanceof Uint8Array);
      // the places, a ts to count from, and the record: a void of two seqs
      const [places, ts, record] = decodeMulti(message.data);
      assert.deepEqual([places, record], [[["me", 0]], [0, 0, 2]]);
      assert.equal(ts, 5);
      const { error } = await hub.invoke("Submit", { store: "cart", data: new Uint8Array([1, 2, 3]) });
      assert.equal(error.code, 210);
    } else {
      const ops = [{ ts: 5, source: "me", seq: 0, type: "set", path: ["user", "name"], value: { first: "Alice", born: { $date: 0 } } }];
      assert.deepEqual(await hub.invoke("Submit", { store: "cart", transactions: [{ ops, base: 0 }] }), { sequencedSeq: 0, expectedSeq: 1 });
      assert.deepEqual(await records, [{ store: "cart", epoch: "e0", first: 1, last: 1, records: [{ kind: "transaction", revision: 1, ops }] }]);
      const bad = [{ ops: [{ ...ops[0], path: ["__proto__"] }] }];
      assert.equal((await hub.invoke("Submit", { store: "cart", transactions: bad })).error.code, 106);
    }

    const snapshot = next(hub, "snapshot");
    await hub.send("Snapshot");
    const [{ data, ...chunk }] = await snapshot;
    assert.deepEqual(chunk, { store: "cart", epoch: "e0", revision: 1, index: 0, count: 1 });
    assert.equal(binary ? new TextDecoder().decode(data) : data, '{"text":"grün 🐦"}');
  },
};

const binaryCases = {
  async "bytes, dates and extensions"(hub) {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => i * 7);
    assert.deepEqual(await hub.invoke("EchoBytes", bytes), bytes);
    for (const date of [new Date(0), new Date("2026-11-21T01:02:03.456Z"), new Date(-1), new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z")]) {
      assert.deepEqual(await hub.invoke("EchoDate", date), date);
      assert.deepEqual(await hub.invoke("EchoOffset", date), date);
      assert.deepEqual(await hub.invoke("Echo", date), date);
    }

    const extension = new ExtData(42, new Uint8Array([1, 2, 3]));
    assert.deepEqual(await hub.invoke("Echo", extension), extension);
    const undefinedValue = new ExtData(0, new Uint8Array(0));
    const map = new ExtData(1, new Uint8Array([0x92, 0x01, 0xa1, 0x61]));
    assert.deepEqual(await hub.invoke("EchoStoreValue", { a: undefinedValue, m: map, list: [1, -0.5] }), { a: undefinedValue, m: map, list: [1, -0.5] });
  },

  async "values of no declared type"(hub) {
    const value = { text: "x", list: [1, [2.5, null]], yes: true, bytes: new Uint8Array([1]), nested: { deep: { deeper: -1 } } };
    assert.deepEqual(await hub.invoke("Echo", value), value);
  },
};

const hub = await connect();
for (const [name, run] of Object.entries(binary ? { ...cases, ...binaryCases } : cases)) {
  await run(hub);
  console.log(`ok ${name}`);
}

await hub.stop();
console.log("done");
