import { errors, methods, recordKinds, targets, type DocumentedFields, type WireName } from "./page.js";
import { fieldsOn, type Message } from "./shape.js";

/** What the tests on one wire sent and received, held against what the page lists. */
export class Coverage {
  readonly #seen = new Set<string>();

  constructor(readonly wire: WireName) {}

  called(method: string, request: Message, result: Message): void {
    const { error, ...fields } = result as { readonly error?: { readonly code: number } };
    this.#note(`request ${method}`, request);
    if (!error) this.#note(`result ${method}`, fields);
    if (error) this.#seen.add(`call ${error.code}`);
  }

  received(target: string, message: Message): void {
    this.#note(target, message);
    if (target === "closed") this.#seen.add(`closed ${String(message["code"])}`);
    const voids = message["voids"] as readonly { readonly reason?: string }[] | undefined;
    if (voids?.some(({ reason }) => reason !== undefined)) this.#seen.add(`${target} reason`);
  }

  record(kind: string): void {
    this.#seen.add(`record ${kind}`);
  }

  /**
   * What the page lists and no test has seen.
   * @param exceptions What cannot be had of a hub from outside, and why.
   */
  missing(exceptions: Readonly<Record<string, string>>): string[] {
    const wanted = [
      ...[...methods].flatMap(([name, { request, result }]) => [...this.#names(`request ${name}`, request), ...this.#names(`result ${name}`, result)]),
      ...[...targets].flatMap(([name, fields]) => this.#names(name, fields)),
      ...[...errors].flatMap(([code, ways]) => ["call", "closed"].filter((way) => ways.split(/[,;] /).some((one) => one.startsWith(way))).map((way) => `${way} ${code}`)),
      ...recordKinds.map((kind) => `record ${kind}`),
      "ack reason",
    ];
    const unneeded = Object.keys(exceptions).filter((name) => !wanted.includes(name) || this.#seen.has(name));
    return [...wanted.filter((name) => !this.#seen.has(name) && !(name in exceptions)), ...unneeded.map((name) => `an exception for '${name}' that is needed no more`)];
  }

  #note(what: string, message: Message): void {
    this.#seen.add(what);
    for (const name of Object.keys(message)) this.#seen.add(`${what}: ${name}`);
  }

  #names(what: string, fields: DocumentedFields): string[] {
    return [what, ...[...fieldsOn(fields, this.wire).keys()].map((name) => `${what}: ${name}`)];
  }
}
