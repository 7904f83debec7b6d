import type { OperationType } from "../operations/operation.js";
import { ArrayNode } from "../state/array.js";
import { isNode, type Live } from "../state/node.js";
import type { TableNode } from "../state/table.js";
import { OBJECT, type Scalar } from "../values/value.js";
import { forbiddenStep } from "./foreignOperation.js";
import { kindOfLive, matches, plainOf } from "./live.js";
import { absent, kindOf, stepInto, type Plain } from "./plain.js";

/** What an operation of the other library does, without its name. */
export interface Correction {
  readonly type: OperationType;
  readonly path: readonly unknown[];
  readonly value?: unknown;
  readonly key?: unknown;
  readonly index?: number;
  readonly deleteCount?: number;
  readonly items?: readonly unknown[];
}

/** From how many changed elements on, an array is corrected by one splice instead of one by one. */
const spliceFrom = 8;

/**
 * Makes what the library has at a place what stands there in ours.
 * @param from What it has. Objects, arrays, Maps and Sets are changed with it.
 * @param into Where to note how.
 * @returns What it has then.
 */
export function correct(path: readonly unknown[], from: unknown, to: Live | typeof absent, into: Correction[]): unknown {
  if (to === absent) {
    if (from !== absent) into.push({ type: "delete", path });
    return absent;
  }
  if (!isNode(to) || kindOf(from) !== kindOfLive(to)) return matches(from, to) ? from : replace(path, to, into);
  // these are compared as they are corrected
  if (to instanceof ArrayNode) correctArray(path, from as unknown[], to, into);
  else if (to.kind === OBJECT) correctObject(path, from as Plain, to, into);
  else if (matches(from, to)) return from;
  // the library finds dates and bytes by reference only
  else if (![...(from as Table).keys()].every(isFound) || !Array.from(to, ({ key }) => key).every(isFound)) return replace(path, to, into);
  else if (from instanceof Map) correctMap(path, from, to, into);
  else correctSet(path, from as Set<unknown>, to, into);
  return from;
}

function replace(path: readonly unknown[], to: Live, into: Correction[]): unknown {
  const value = plainOf(to);
  into.push({ type: "set", path, value });
  return value;
}

function correctObject(path: readonly unknown[], from: Plain, to: TableNode, into: Correction[]): void {
  for (const key of Object.keys(from)) {
    if (to.find(key)) continue;
    correct([...path, key], from[key], absent, into);
    delete from[key];
  }
  for (const { key, value } of to) from[key as string] = correct([...path, key], stepInto(from, key), value, into);
}

function correctArray(path: readonly unknown[], from: unknown[], array: ArrayNode, into: Correction[]): void {
  const to = Array.from(array.live(), ({ value }) => value);
  const agrees = (at: number, other: number): boolean => at in from && matches(from[at], to[other]);
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && agrees(start, start)) start++;
  let end = 0;
  while (end < shorter - start && agrees(from.length - 1 - end, to.length - 1 - end)) end++;
  const deleteCount = from.length - start - end;
  const wanted = to.slice(start, to.length - end);
  if (deleteCount === wanted.length && deleteCount < spliceFrom) {
    // an index as text, as the library's own paths have it: its subscriptions compare paths as JSON
    wanted.forEach((item, i) => (from[start + i] = correct([...path, String(start + i)], stepInto(from, start + i), item, into)));
  } else {
    const items = wanted.map(plainOf);
    from.splice(start, deleteCount, ...items);
    into.push({ type: "splice", path, index: start, deleteCount, items });
  }
}

type Table = Map<unknown, unknown> | Set<unknown>;

/** Which keys must go, so that the rest is where it must be, and how many stay. */
function difference(from: Table, to: TableNode): [gone: unknown[], agree: number] {
  const wanted = Array.from(to, ({ key }) => key as unknown);
  const kept = [...from.keys()].filter((key) => to.find(key as Scalar));
  let agree = 0;
  while (agree < kept.length && Object.is(kept[agree], wanted[agree])) agree++;
  return [[...[...from.keys()].filter((key) => !to.find(key as Scalar)), ...kept.slice(agree)], agree];
}

function correctSet(path: readonly unknown[], from: Set<unknown>, to: TableNode, into: Correction[]): void {
  const [gone, agree] = difference(from, to);
  for (const value of gone) {
    from.delete(value);
    into.push({ type: "set-delete", path, value });
  }
  for (const { key: value } of [...to].slice(agree)) {
    from.add(value);
    into.push({ type: "set-add", path, value });
  }
}

function correctMap(path: readonly unknown[], from: Map<unknown, unknown>, to: TableNode, into: Correction[]): void {
  for (const key of difference(from, to)[0]) {
    from.delete(key);
    into.push({ type: "map-delete", path, key });
  }
  for (const { key, value: live } of to) {
    if (from.has(key) && matches(from.get(key), live)) continue;
    const value = plainOf(live);
    from.set(key, value);
    into.push({ type: "map-set", path, key, value });
  }
}

function isFound(key: unknown): boolean {
  return typeof key !== "symbol" && key !== undefined && (typeof key !== "object" || key === null);
}

/** Takes back what a forbidden step of a path may have done in the other library, which follows it to prototypes. */
export function correctForbidden(path: readonly string[], into: Correction[]): void {
  const at = forbiddenStep(path);
  const inside = path[at + 1];
  if (at < 0) return;
  if (path[at] !== "__proto__") {
    if (at === 0) into.push({ type: "delete", path: path.slice(0, 1) });
  } else if (inside === undefined) {
    // an empty prototype is as good as none; elsewhere than at the root the whole object is set anew
    if (at === 0) into.push({ type: "set", path, value: {} });
  } else if (path.length === at + 2 && !(inside in Object.prototype)) into.push({ type: "delete", path });
}
