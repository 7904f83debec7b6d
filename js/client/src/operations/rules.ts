import * as Code from "../errors/codes.js";
import { fail, StoreError } from "../errors/storeError.js";
import { maxNesting } from "../values/limits.js";
import { namesSlot, type OperationType, type Path } from "./operation.js";
import { pathText } from "./pathText.js";

/** Refuses to write the root itself. */
export function requireSlot(type: OperationType, path: Path): void {
  if (path.length === 0 && namesSlot(type)) fail(Code.InvalidPath, `The path of '${type}' is empty: the root itself cannot be written.`, "$");
}

/** Refuses a path with too many steps. */
export function requirePathLength(count: number, limit = maxNesting, path?: Path): void {
  if (count > limit) fail(Code.TooDeep, `The path has ${count} steps; the limit is ${limit}.`, path && pathText(path), limit);
}

/** Lets refusals that name no place name a path. */
export function atPath<T>(path: Path, action: () => T): T {
  try {
    return action();
  } catch (refusal) {
    if (!(refusal instanceof StoreError) || refusal.path !== undefined) throw refusal;
    fail(refusal.code, `${refusal.message} (At ${pathText(path)}.)`, pathText(path), refusal.limit);
  }
}
