import type { Scalar } from "../values/value.js";
import { ElementStep, type Step } from "./operation.js";

/** A path as text for people, such as `user.items[3]`; the root is `$`. */
export function pathText(path: readonly Step[]): string {
  let text = "";
  for (const step of path) {
    const key: Scalar = step instanceof ElementStep ? step.key : step;
    if (typeof key === "string") text += (text && ".") + key;
    else text += `[${key instanceof Uint8Array ? "bytes" : key instanceof Date ? key.getTime() : key}]`;
  }
  return text || "$";
}
