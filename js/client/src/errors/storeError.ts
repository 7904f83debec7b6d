import * as Code from "./codes.js";

/** One of the numbers of the protocol's error table; `@storehub/client/errors` has them by name. */
export type StoreErrorNumber = (typeof Code)[keyof typeof Code];

/** Every refusal: a number for programs, a message for people, and where and which limit if it is about either. */
export class StoreError extends Error {
  /**
   * @param code The number.
   * @param message What is wrong.
   * @param path Where, as text such as `user.items[3]`.
   * @param limit The limit that was passed.
   */
  constructor(
    readonly code: StoreErrorNumber,
    message: string,
    readonly path?: string,
    readonly limit?: number,
  ) {
    super(message);
    this.name = "StoreError";
  }
}

/** Throws a {@link StoreError}. */
export function fail(code: StoreErrorNumber, message: string, path?: string, limit?: number): never {
  throw new StoreError(code, message, path, limit);
}

/** Throws for bytes or JSON that are not of their documented form. */
export function malformed(what: string): never {
  fail(Code.MalformedMessage, `Malformed: ${what}.`);
}
