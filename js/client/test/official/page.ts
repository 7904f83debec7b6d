import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The wires that the page describes. */
export type WireName = "json" | "messagepack";

/** The documented fields of one message, by name, and of what type each is. */
export type DocumentedFields = ReadonlyMap<string, string>;

/** A method of the hub, as documented. */
export interface DocumentedMethod {
  readonly request: DocumentedFields;
  readonly result: DocumentedFields;
}

const page = readFileSync(join(import.meta.dirname, "../../../../docs/protocol.md"), "utf8");

/** One section of the page, from its heading to the next of the same level. */
function section(title: RegExp): string {
  const parts = page.split(/^## /m).filter((part) => title.test(part));
  if (parts.length !== 1) throw new Error(`${parts.length} sections of docs/protocol.md match ${title}.`);
  return parts[0]!;
}

/** The rows of all tables in a text, as cells. */
function rows(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[\s|-]+$/.test(line))
    .map((line) => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()));
}

const names = (cell: string): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), (found) => found[1]!);

/** A field's row: `` `code`, `message` `` may have the types `integer, string`. */
function addFields(fields: Map<string, string>, cell: string, types: string): void {
  const each = names(cell);
  const split = types.split(", ");
  each.forEach((name, i) => fields.set(name, split.length === each.length ? split[i]! : types));
}

/** The fields of the table whose first column has a heading. */
function tableOf(text: string, heading: string): DocumentedFields | undefined {
  const found = rows(text);
  const start = found.findIndex(([first]) => first === heading);
  if (start < 0) return undefined;
  const fields = new Map<string, string>();
  for (const [cell, types] of found.slice(start + 1)) {
    if (!cell!.startsWith("`")) break;
    addFields(fields, cell!, types!);
  }
  return fields;
}

/** The fields of a message that is written out, such as `{store, hash?}`. */
function writtenOut(text: string | undefined): DocumentedFields {
  return new Map((text?.match(/[a-z]+\??/gi) ?? []).map((name) => [name.replace("?", ""), name.endsWith("?") ? "any or missing" : "any"]));
}

/** The hub's methods, by name: the headings of section 3. */
export const methods: ReadonlyMap<string, DocumentedMethod> = new Map(
  section(/^3 /)
    .split(/^### /m)
    .slice(1)
    .map((text) => {
      const [, name] = /^(\w+)/.exec(text)!;
      const [, request, result] = /`\{([^}]*)\}` → (?:`\{([^}]*)\}`)?/.exec(text) ?? [];
      return [name!, { request: tableOf(text, "request") ?? writtenOut(request), result: tableOf(text, "result") ?? writtenOut(result) }];
    }),
);

/** The clients' targets, by name: the table of section 4. */
export const targets: ReadonlyMap<string, DocumentedFields> = (() => {
  const found = new Map<string, Map<string, string>>();
  let fields: Map<string, string> | undefined;
  for (const [target, cell, types] of rows(section(/^4 /)).slice(1)) {
    const [name] = names(target!);
    if (name) found.set(name, (fields = new Map()));
    addFields(fields!, cell!, types!);
  }
  return found;
})();

/** The limits and their defaults. */
export const limits: Readonly<Record<string, number>> = Object.fromEntries(
  rows(section(/^14 /))
    .filter(([cell]) => cell!.startsWith("`"))
    .map(([cell, value]) => [names(cell!)[0], Number(value)]),
);

/** The numbers of errors, each with the ways in which it comes: call, void, closed, local. */
export const errors: ReadonlyMap<number, string> = new Map(
  rows(section(/^12 /))
    .filter(([code]) => /^\d+$/.test(code!))
    .map(([code, , , ways]) => [Number(code), ways!]),
);

/** The kinds of records on the JSON wire. */
export const recordKinds: readonly string[] = Array.from(section(/^7 /).matchAll(/\{"kind":"(\w+)"/g), (found) => found[1]!);
