import { toPlain } from "../values/plain.js";
import { readHeader, type ForeignOperation } from "./foreignOperation.js";
import { same } from "./plain.js";

/**
 * The operations of the library's log that make its state, and whether each may be in it already. The values in a log are the state's own
 * objects: what was done to them since is in them, and would be done twice. All but the last operation inside of a value are so, since the
 * library applies what it has before it writes below the root.
 */
export function stateOf(log: readonly unknown[]): { operation: unknown; maybeApplied: boolean }[] {
  const known = log.filter((operation) => readHeader(operation));
  const inside = known.filter(isInside);
  return known.filter((operation) => !isInside(operation) || operation === inside.at(-1)).map((operation) => ({ operation, maybeApplied: isInside(operation) }));
}

function isInside(operation: unknown): boolean {
  const { type } = operation as { type?: unknown };
  return readHeader(operation)!.path.length > 1 || (type !== "set" && type !== "delete");
}

/** Whether an array, by what it has, went through a splice already. Where that is not to be told it did: twice would lose more. */
export function wentThrough(array: readonly unknown[], { index, deleteCount, items }: ForeignOperation): boolean {
  if (index + deleteCount > array.length) return true;
  // a push finds the length that it left behind
  if (deleteCount === 0 && index === array.length) return false;
  return same(array.slice(index, index + items.length), items.map(toPlain));
}
