import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";

/** What is wrong with a string that is not {@link isWellFormed}. */
export const noUtf8 = "The string has a lone surrogate and so no UTF-8 form.";

/** Whether a string has a UTF-8 form. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text) || !/\p{Cs}/u.test(text);
}

/** Gives a string back if it has a UTF-8 form. */
export function wellFormed(text: string, path?: string): string {
  return isWellFormed(text) ? text : fail(Code.LoneSurrogate, noUtf8, path);
}

/** How many bytes a string has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // each half of a pair stands for two of its four bytes
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}

/** Names what nobody vouches for in a message: an object might throw when it is shown. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : typeof value;
}

/** Whether a key would reach JavaScript's prototypes, so that every store refuses it. */
export function isForbidden(key: unknown): boolean {
  return key === "__proto__" || key === "constructor" || key === "prototype";
}

/** Orders strings by their UTF-8 bytes: as UTF-16 does, but that surrogates stand for what comes after U+FFFF. */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Orders strings by ordinal, as sources are. */
export function compareOrdinal(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
