import { ArrayNode } from "../state/array.js";
import { isNode, toValue, type Live } from "../state/node.js";
import { toPlain } from "../values/plain.js";
import { MAP, OBJECT } from "../values/value.js";
import { kindOf, same, stepInto } from "./plain.js";

/** What stands in our tree as plain data of its own. */
export function plainOf(live: Live): unknown {
  return toPlain(toValue(live));
}

/** The same as {@link kindOf} for what stands in our tree. */
export function kindOfLive(live: Live): string {
  if (!isNode(live)) return kindOf(live);
  return live instanceof ArrayNode ? "array" : live.kind === OBJECT ? "object" : live.kind === MAP ? "map" : "set";
}

/** Whether plain data is the same as what stands in our tree; without a copy, since most of it mostly is. */
export function matches(plain: unknown, live: Live): boolean {
  if (!isNode(live)) return same(plain, live);
  if (kindOf(plain) !== kindOfLive(live)) return false;
  if (live instanceof ArrayNode) {
    const items = plain as unknown[];
    if (items.length !== live.length) return false;
    let i = 0;
    for (const { value } of live.live()) {
      if (!(i in items) || !matches(items[i], value)) return false;
      i++;
    }
    return true;
  }
  if (live.kind === OBJECT) {
    if (Object.keys(plain as object).length !== live.size) return false;
    for (const { key, value } of live) if (!matches(stepInto(plain, key), value)) return false;
    return true;
  }
  const entries = (plain as Map<unknown, unknown> | Set<unknown>).entries();
  if ((plain as Set<unknown>).size !== live.size) return false;
  for (const slot of live) {
    const [key, value] = entries.next().value as [unknown, unknown];
    if (!same(key, slot.key) || (live.kind === MAP && !matches(value, slot.value))) return false;
  }
  return true;
}
