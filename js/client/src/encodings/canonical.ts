import { Writer } from "../msgpack/writer.js";
import { ArrayNode } from "../state/array.js";
import type { Live } from "../state/node.js";
import { TableNode } from "../state/table.js";
import { compareUtf8 } from "../values/text.js";
import { OBJECT, SET } from "../values/value.js";
import { sha256 } from "./sha256.js";
import { writeScalar, writeTable } from "./value.js";

/** The canonical encoding of what stands in a tree: object keys sorted by their UTF-8 bytes, no identities. */
export function canonicalBytes(live: Live): Uint8Array {
  const writer = new Writer(256);
  write(writer, live);
  return writer.done();
}

/** The SHA-256 of the canonical encoding, as 64 lower-case hexadecimal digits. */
export function stateHash(live: Live): string {
  return sha256(canonicalBytes(live));
}

function write(writer: Writer, live: Live): void {
  if (live instanceof ArrayNode) {
    writer.array(live.length);
    for (const element of live.live()) write(writer, element.value);
  } else if (live instanceof TableNode) {
    const { kind } = live;
    const slots = [...live];
    if (kind === OBJECT) slots.sort((left, right) => compareUtf8(left.key as string, right.key as string));
    writeTable(writer, kind, slots.length, () => {
      for (const { key, value } of slots) {
        writeScalar(writer, key);
        if (kind !== SET) write(writer, value);
      }
    });
  } else writeScalar(writer, live);
}
