import fc from "fast-check";
import { expect, test } from "vitest";
import { read, type Message } from "../../src/shared/messages.js";

const all: Message[] = [
  { kind: "leader", leader: "a" },
  { kind: "who" },
  { kind: "join", from: "a" },
  { kind: "call", from: "a", connection: 1, id: 0, method: "Open", request: {} },
  { kind: "connected", connection: 1 },
  { kind: "lost", reason: "" },
  { kind: "result", id: 0, result: undefined },
  { kind: "frame", connection: 1, target: "records", message: new Map() },
];

test("every message reads, where its kind is heard", () => {
  for (const message of all) {
    expect(read(message, message.kind)).toBe(message);
    for (const other of all) if (other.kind !== message.kind) expect(read(message, other.kind)).toBeUndefined();
  }
});

test("a message without one of its fields, or with another type there, is none", () => {
  for (const message of all)
    for (const field of Object.keys(message).filter((name) => name !== "kind" && name !== "result"))
      for (const wrong of [undefined, null, true, Symbol()]) expect(read({ ...message, [field]: wrong }, message.kind)).toBeUndefined();
});

test("nothing that can be posted does harm", () => {
  const kinds = all.map(({ kind }) => kind);
  const posted = fc.oneof(fc.anything(), fc.record({ kind: fc.oneof(fc.constantFrom<unknown>(...kinds, "__proto__", "toString"), fc.anything()) }, { requiredKeys: [] }));
  fc.assert(fc.property(posted, (data) => [undefined, data].includes(read(data, ...kinds))));
});
