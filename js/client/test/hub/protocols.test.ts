import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { HubMessage, IHubProtocol } from "@microsoft/signalr";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StoreHubJsonProtocol } from "../../src/hub/jsonProtocol.js";
import { StoreHubMessagePackProtocol } from "../../src/hub/messagePackProtocol.js";
import { StoreError } from "../../src/index.js";
import type { Json } from "../../src/json/parse.js";
import { plain } from "../conformance/vectors.js";

// by require, as the protocol packages load each other
const require = createRequire(join(import.meta.dirname, "../../../interop/package.json"));
const { NullLogger, JsonHubProtocol } = require("@microsoft/signalr") as { NullLogger: { instance: never }; JsonHubProtocol: new () => IHubProtocol };
const { MessagePackHubProtocol } = require("@microsoft/signalr-protocol-msgpack") as { MessagePackHubProtocol: new () => IHubProtocol };
const logger = NullLogger.instance;

const binary = new StoreHubMessagePackProtocol();
const json = new StoreHubJsonProtocol();

const messages: HubMessage[] = [
  { type: 1, invocationId: "7", target: "Open", arguments: [{ store: "s", protocol: 1, cursor: { epoch: "é", revision: 2 ** 40 }, list: [1.5, -3, null, true] }] },
  { type: 1, target: "ack", arguments: [] },
  { type: 3, invocationId: "1", result: { sequencedSeq: -1, voids: [] } },
  { type: 3, invocationId: "2", error: "no" },
  { type: 3, invocationId: "3" },
  { type: 6 },
] as unknown as HubMessage[];

/** What a message says, whatever fields its protocol adds. */
function said(message: HubMessage): unknown {
  const { type, invocationId, target, arguments: list, result, error } = message as unknown as Record<string, Json>;
  return JSON.parse(JSON.stringify(plain({ type, invocationId, target, arguments: list, result: result ?? null, error } as Json))) as unknown;
}

describe.each<[string, IHubProtocol, IHubProtocol]>([
  ["messagepack", binary, new MessagePackHubProtocol()],
  ["json", json, new JsonHubProtocol()],
])("the protocol %s", (_, ours, official) => {
  test("reads what the official one writes, and the other way round", () => {
    for (const message of messages) {
      for (const [from, to] of [[official, ours], [ours, official], [ours, ours]] as const) {
        const [read, ...more] = to.parseMessages(from.writeMessage(message), logger);
        expect(said(read!)).toEqual(said(message));
        expect(more).toEqual([]);
      }
    }
  });

  test("reads several messages of one frame, and a close", () => {
    const frames = messages.map((message) => official.writeMessage(message));
    const together = typeof frames[0] === "string" ? frames.join("") : Buffer.concat(frames.map((one) => new Uint8Array(one as ArrayBuffer)));
    const input = typeof together === "string" ? together : together.buffer.slice(together.byteOffset, together.byteOffset + together.length);
    expect(ours.parseMessages(input as ArrayBuffer, logger).map(said)).toEqual(messages.map(said));
  });
});

test("the frames of the protocol's page are read and written byte by byte", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/protocol.md"), "utf8");
  const hex = (name: string): Buffer => Buffer.from(new RegExp(`\`\`\`hex ${name}\n([0-9a-f\\s]+)\`\`\``).exec(page)![1]!.replaceAll(/\s/g, ""), "hex");
  for (const name of ["Open", "Submit", "records"]) {
    const bytes = hex(name);
    const [message] = binary.parseMessages(new Uint8Array(bytes).buffer);
    const text = new RegExp(`\`\`\`json ${name}\n(.*)\n\`\`\``).exec(page)![1]!;
    const [same] = json.parseMessages(`${text}\u001e`);
    expect((message as { target: string }).target).toBe((same as { target: string }).target);
    expect(Buffer.from(binary.writeMessage(message!)).toString("hex")).toBe(bytes.toString("hex"));
    expect(json.writeMessage(same!)).toBe(`${text}\u001e`);
  }
});

test("a close says whether to come back", () => {
  expect(binary.parseMessages(new Uint8Array([4, 0x93, 7, 0xc0, 0xc3]).buffer)).toEqual([{ type: 7, allowReconnect: true }]);
  expect(binary.parseMessages(new Uint8Array([5, 0x92, 7, 0xa2, 0x6e, 0x6f]).buffer)).toEqual([{ type: 7, error: "no", allowReconnect: false }]);
});

test("bytes travel as they are, and numbers lose nothing", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.oneof(fc.double({ noNaN: true }), fc.maxSafeInteger()), (bytes, number) => {
      const [message] = binary.parseMessages(binary.writeMessage({ type: 1, target: "t", arguments: [{ bytes, number }] } as HubMessage));
      expect((message as { arguments: unknown[] }).arguments).toEqual([{ bytes, number }]);
    }),
  );
});

test("keys such as 7 keep their place on the JSON wire", () => {
  const [message] = json.parseMessages('{"type":1,"target":"t","arguments":[{"b":1,"7":2}]}\u001e');
  const [argument] = (message as unknown as { arguments: ReadonlyMap<string, number>[] }).arguments;
  expect([...argument!.keys()]).toEqual(["b", "7"]);
  expect(json.writeMessage(message!)).toBe('{"type":1,"target":"t","arguments":[{"b":1,"7":2}]}\u001e');
});

test("whatever bytes come, what does not read is refused and nothing else happens", () => {
  const valid = Buffer.concat(messages.slice(0, 3).map((message) => new Uint8Array(binary.writeMessage(message))));
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
      const bytes = new Uint8Array(cut ? valid.subarray(0, at) : valid);
      if (!cut) bytes[at] = byte;
      try {
        binary.parseMessages(bytes.buffer);
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        refused++;
      }
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(500);
  for (const text of ["", "{}", "x\u001e", "[1]\u001e", '{"type":1,"type":2}\u001e']) expect(() => json.parseMessages(text)).toThrow(StoreError);
  expect(() => binary.writeMessage({ type: 5, invocationId: "1" })).toThrow(StoreError);
});
