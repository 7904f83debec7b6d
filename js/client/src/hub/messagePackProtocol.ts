import type { HubMessage, IHubProtocol, TransferFormat } from "@microsoft/signalr";
import { malformed } from "../errors/storeError.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import { readPlain, writePlain } from "./plainMessagePack.js";

const [INVOCATION, COMPLETION, PING, CLOSE] = [1, 3, 6, 7];
/** The forms of a completion's result. */
const [FAILED, NOTHING] = [1, 2];

/** SignalR's `messagepack` protocol, as far as StoreHub needs it: calls and their results both ways, pings, the end; no streams. */
export class StoreHubMessagePackProtocol implements IHubProtocol {
  readonly name = "messagepack";
  readonly version = 1;
  /** The enumeration's value for binary data, without a dependency on the package at run time. */
  readonly transferFormat: TransferFormat = 2;

  parseMessages(input: string | ArrayBuffer): HubMessage[] {
    if (typeof input === "string") malformed("a frame of MessagePack is binary");
    const bytes = new Uint8Array(input);
    const messages: HubMessage[] = [];
    for (let at = 0; at < bytes.length; ) {
      let length = 0;
      for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
        byte = bytes[at++] ?? malformed("a frame ends within its length");
        if (shift > 28) malformed("a frame's length has more than five bytes");
        length += (byte & 0x7f) * 2 ** shift;
      }
      if (length > bytes.length - at) malformed("a frame ends too early");
      const message = read(new Reader(bytes.subarray(at, (at += length))));
      if (message) messages.push(message);
    }
    return messages;
  }

  writeMessage(message: HubMessage): ArrayBuffer {
    const writer = new Writer(256);
    write(writer, message);
    const body = writer.done();
    const head: number[] = [];
    let left = body.length;
    do head.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    while ((left >>>= 7) > 0);
    const frame = new Uint8Array(head.length + body.length);
    frame.set(head);
    frame.set(body, head.length);
    return frame.buffer;
  }
}

function read(reader: Reader): HubMessage | undefined {
  const fields = readPlain(reader);
  if (!Array.isArray(fields)) malformed("a message is an array");
  const [type, , id, third, fourth] = fields as unknown[];
  switch (type) {
    case INVOCATION:
      if (typeof third !== "string" || !Array.isArray(fourth)) malformed("a call names its target and has arguments");
      return { type, target: third, arguments: fourth as unknown[], ...(typeof id === "string" && { invocationId: id }) };
    case COMPLETION:
      if (typeof id !== "string") malformed("a completion names its call");
      return { type, invocationId: id, ...(third === FAILED ? { error: String(fourth) } : third === NOTHING ? {} : { result: fourth }) };
    case PING:
      return { type };
    case CLOSE:
      return { type, ...(typeof fields[1] === "string" && { error: fields[1] }), allowReconnect: fields[2] === true };
    default:
      // later versions may have more
      return undefined;
  }
}

function write(writer: Writer, message: HubMessage): void {
  switch (message.type as number) {
    case INVOCATION: {
      const { invocationId = null, target, arguments: list } = message as { invocationId?: string; target: string; arguments: unknown[] };
      writePlain(writer, [INVOCATION, {}, invocationId, target, list, []]);
      break;
    }
    case COMPLETION: {
      const { invocationId, error, result } = message as { invocationId: string; error?: string; result?: unknown };
      const end = error !== undefined ? [FAILED, error] : result === undefined ? [NOTHING] : [3, result];
      writePlain(writer, [COMPLETION, {}, invocationId, ...end]);
      break;
    }
    case PING:
      writePlain(writer, [PING]);
      break;
    case CLOSE:
      writePlain(writer, [CLOSE, null]);
      break;
    default:
      malformed(`messages of type ${message.type} are not spoken here: StoreHub has no streams`);
  }
}
