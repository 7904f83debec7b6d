import type { StoreErrorNumber } from "../errors/storeError.js";
import { StoreError, malformed } from "../errors/storeError.js";
import { isObject, jsonFields, type Json } from "../json/parse.js";
import { defaultLimits, type StoreLimits } from "../values/limits.js";

/** A message's fields, however its protocol reads objects. A field that is null counts as missing. */
export class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;

  constructor(message: unknown) {
    this.#fields = isObject(message) ? jsonFields(message as Json, "message") : malformed("a message is an object");
  }

  get(name: string): unknown {
    return this.#fields.get(name) ?? undefined;
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === "string" ? value : malformed(`'${name}' is text`);
  }

  optionalText(name: string): string | undefined {
    const value = this.get(name);
    return typeof value === "string" ? value : undefined;
  }

  /** A whole number that a double holds exactly. */
  number(name: string, missing?: number): number {
    const value = this.get(name) ?? missing;
    return Number.isSafeInteger(value) ? (value as number) : malformed(`'${name}' is a whole number`);
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name) ?? [];
    return Array.isArray(value) ? (value as unknown[]) : malformed(`'${name}' is a list`);
  }

  inner(name: string): Fields | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : new Fields(value);
  }
}

/** What a call's result says went wrong. */
export interface CallError {
  readonly code: StoreErrorNumber;
  readonly message: string;
  readonly path?: string;
  readonly limit?: number;
  readonly expectedSeq?: number;
}

/** The error of a result, if it has one. */
export function errorOf(result: Fields): CallError | undefined {
  const error = result.inner("error");
  const optional = (name: string): number | undefined => (error?.get(name) === undefined ? undefined : error.number(name));
  return (
    error && {
      code: error.number("code") as StoreErrorNumber,
      message: error.optionalText("message") ?? "",
      path: error.optionalText("path"),
      limit: optional("limit"),
      expectedSeq: optional("expectedSeq"),
    }
  );
}

/** The same as an exception. */
export function toError({ code, message, path, limit }: CallError): StoreError {
  return new StoreError(code, message, path, limit);
}

/** Seqs that are void, and perhaps why. */
export interface VoidSeqs {
  readonly seq: number;
  readonly reason?: string;
}

/** Reads a list of void seqs. */
export function voidsOf(message: Fields): VoidSeqs[] {
  return message.list("voids").map((one) => {
    const fields = new Fields(one);
    return { seq: fields.number("seq"), reason: fields.optionalText("reason") };
  });
}

/** The hub's clock. One that is far off would make timestamps that nobody takes. */
function timeOf(result: Fields): number {
  const time = result.get("time") as number;
  return Math.abs(time) <= Number.MAX_SAFE_INTEGER ? +time : malformed("'time' is the time");
}

/** What the hub answered to Open. */
export interface OpenResult {
  readonly epoch: string;
  readonly revision: number;
  readonly delta: boolean;
  readonly continues: boolean;
  readonly expectedSeq: number;
  readonly acknowledgedSeq: number;
  readonly acknowledgedRevision: number;
  readonly forgottenAt: number;
  readonly voids: readonly VoidSeqs[];
  readonly time: number;
  readonly limits: StoreLimits;
  readonly maxFrameBytes: number;
}

/** Reads the answer to Open. */
export function openResultOf(result: Fields): OpenResult {
  const limits = result.inner("limits") ?? new Fields({});
  const names = Object.keys(defaultLimits) as (keyof StoreLimits)[];
  return {
    epoch: result.text("epoch"),
    revision: result.number("revision"),
    delta: result.get("delta") === true,
    continues: result.get("continues") === true,
    expectedSeq: result.number("expectedSeq", 0),
    acknowledgedSeq: result.number("acknowledgedSeq", -1),
    acknowledgedRevision: result.number("acknowledgedRevision", 0),
    forgottenAt: result.number("forgottenAt", 0),
    voids: voidsOf(result),
    time: timeOf(result),
    limits: Object.fromEntries(names.map((name) => [name, limits.number(name, defaultLimits[name])])) as unknown as StoreLimits,
    maxFrameBytes: limits.number("maxFrameBytes", 1048576),
  };
}
