import { ArrayNode } from "../../src/state/array.js";
import type { Live } from "../../src/state/node.js";
import { TableNode } from "../../src/state/table.js";
import type { Scalar } from "../../src/values/value.js";

/** A scalar as text that tells it from any other. */
export function scalarText(value: undefined | Scalar): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Date) return `d${value.getTime()}`;
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** The whole structure of a live tree as text, as the reference prints its own. */
export function structureText(live: Live): string {
  if (live instanceof ArrayNode) {
    const elements = Array.from(live.all(), ({ id, value, live: isLive, removedAt }) =>
      isLive ? `${id}=${structureText(value)}` : `${id}†${removedAt === Infinity ? "pending" : removedAt}`,
    );
    return `[${elements.join()}]`;
  }
  if (!(live instanceof TableNode)) return scalarText(live);
  const entries = Array.from(live, ({ key, value }) => scalarText(key) + (live.kind === 2 ? "" : `:${structureText(value)}`));
  return `${["", "M", "S"][live.kind]}{${entries.join()}}`;
}
