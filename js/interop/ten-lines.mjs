// Joins a store, writes and listens with nothing but the official SignalR package: node ten-lines.mjs <hub address> <store>
const [url, store] = process.argv.slice(2);

// begin (docs/protocol.md shows these lines)
import { HubConnectionBuilder, HttpTransportType } from "@microsoft/signalr";
const [source, token] = [crypto.randomUUID(), crypto.randomUUID()];
const hub = new HubConnectionBuilder().withUrl(url, { transport: HttpTransportType.WebSockets, skipNegotiation: true }).build();
let text = "";
hub.on("snapshot", ({ index, count, data }) => (text = index ? text + data : data) && index + 1 === count && console.log("state", JSON.parse(text).state));
hub.on("records", ({ records }) => records.flatMap((record) => record.ops ?? []).forEach((op) => console.log(op.source, op.type, op.path, op.value)));
await hub.start();
const opened = await hub.invoke("Open", { protocol: 1, store, role: "remote", source, token });
const ops = [{ ts: opened.time, source, seq: 0, type: "set", path: ["greeting"], value: "hello from JavaScript" }];
console.log("submitted", await hub.invoke("Submit", { store, transactions: [{ ops }] }));
// end

// for its test: says that it listens, and ends when somebody sets "stop"
const stopped = new Promise((resolve) => hub.on("records", ({ records }) => records.some((record) => record.ops?.some((op) => op.path[0] === "stop")) && resolve()));
await hub.invoke("Submit", { store, transactions: [{ ops: [{ ts: opened.time, source, seq: 1, type: "set", path: ["listening"], value: true }] }] });
await stopped;
await hub.stop();
