import type { OperationType } from "../operations/operation.js";
import { forbiddenStep } from "./foreignOperation.js";
import { absent, kindOf, same, stepInto, type Plain } from "./plain.js";

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

/** What makes of something that the other library has at a place what stands there in ours. */
export function correct(path: readonly unknown[], from: unknown, to: unknown, into: Correction[]): void {
  const kind = kindOf(from);
  if (to === absent) {
    if (from !== absent) into.push({ type: "delete", path });
  } else if (kind !== kindOf(to) || kind === "date" || kind === "bytes" || kind === "scalar") {
    if (!same(from, to)) into.push({ type: "set", path, value: to });
  } else if (kind === "object") correctObject(path, from as Plain, to as Plain, into);
  else if (kind === "array") correctArray(path, from as unknown[], to as unknown[], into);
  else correctTable(path, from as Table, to as Table, into);
}

function correctObject(path: readonly unknown[], from: Plain, to: Plain, into: Correction[]): void {
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) correct([...path, key], from[key], absent, into);
  for (const key of Object.keys(to)) correct([...path, key], stepInto(from, key), to[key], into);
}

function correctArray(path: readonly unknown[], from: unknown[], to: unknown[], into: Correction[]): void {
  const agrees = (at: number, other: number): boolean => at in from && same(from[at], to[other]);
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && agrees(start, start)) start++;
  let end = 0;
  while (end < shorter - start && agrees(from.length - 1 - end, to.length - 1 - end)) end++;
  const deleteCount = from.length - start - end;
  const items = to.slice(start, to.length - end);
  if (deleteCount === items.length && deleteCount < spliceFrom) {
    // an index as text, as the library's own paths have it: its subscriptions compare paths as JSON
    items.forEach((item, i) => correct([...path, String(start + i)], stepInto(from, start + i), item, into));
  } else into.push({ type: "splice", path, index: start, deleteCount, items });
}

type Table = Map<unknown, unknown> | Set<unknown>;

function correctTable(path: readonly unknown[], from: Table, to: Table, into: Correction[]): void {
  const has = [...from.keys()];
  const wanted = [...to.keys()];
  // the library finds dates and bytes by reference only
  if (!has.every(isFound) || !wanted.every(isFound)) {
    if (!same(from, to)) into.push({ type: "set", path, value: to });
    return;
  }
  const kept = has.filter((key) => to.has(key));
  let agree = 0;
  while (agree < kept.length && Object.is(kept[agree], wanted[agree])) agree++;
  const gone = [...has.filter((key) => !to.has(key)), ...kept.slice(agree)];
  if (from instanceof Set || to instanceof Set) {
    for (const value of gone) into.push({ type: "set-delete", path, value });
    for (const value of wanted.slice(agree)) into.push({ type: "set-add", path, value });
    return;
  }
  for (const key of gone) into.push({ type: "map-delete", path, key });
  wanted.forEach((key, i) => {
    if (i >= agree || !same(from.get(key), to.get(key))) into.push({ type: "map-set", path, key, value: to.get(key) });
  });
}

function isFound(key: unknown): boolean {
  return typeof key !== "symbol" && (typeof key !== "object" || key === null);
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
