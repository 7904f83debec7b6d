import type { DocumentedFields, WireName } from "./page.js";

/** A message as the official packages give it. */
export type Message = Record<string, unknown>;

/** The error of a result; section 12 names its fields in a line. */
const errorFields: DocumentedFields = new Map([
  ["code", "integer"],
  ["message", "string"],
  ["path", "string or missing"],
  ["limit", "integer or missing"],
  ["expectedSeq", "integer or missing"],
]);

const isObject = (value: unknown): value is Message => typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The type that a field has on a wire; undefined if it has none there. */
function typeOn(types: string, wire: WireName): string | undefined {
  const here = wire === "json" ? "(JSON wire)" : "(MessagePack wire)";
  const each = types.split(", ");
  return types.includes(" wire)") ? each.find((type) => type.endsWith(here))?.slice(0, -here.length).trim() : types;
}

/** The fields that a message may have on a wire. */
export function fieldsOn(fields: DocumentedFields, wire: WireName): Map<string, string> {
  return new Map([...fields].flatMap(([name, types]) => (typeOn(types, wire) === undefined ? [] : [[name, typeOn(types, wire)!] as const])));
}

/** What is wrong with a value of a documented type; empty if nothing is. */
function wrong(value: unknown, type: string): string {
  const [, listed] = /^array of `\{(.*)\}`$/.exec(type) ?? [];
  if (type.endsWith(" or missing")) return value === undefined ? "" : wrong(value, type.slice(0, -" or missing".length));
  if (listed !== undefined) {
    if (!Array.isArray(value)) return "is no array";
    const inner = new Map(listed.split(", ").map((name) => [name.replace("?", ""), (name.startsWith("reason") ? "string" : "integer") + (name.endsWith("?") ? " or missing" : "")]));
    return value.map((item) => misfit(item, inner)).find((what) => what !== "") ?? "";
  }
  const fits: Record<string, boolean> = {
    any: value !== undefined,
    array: Array.isArray(value),
    bin: value instanceof Uint8Array,
    boolean: typeof value === "boolean",
    integer: Number.isSafeInteger(value) && (value as number) >= 0,
    "integer from 0": Number.isSafeInteger(value) && (value as number) >= 0,
    "integer from −1": Number.isSafeInteger(value) && (value as number) >= -1,
    number: typeof value === "number" && Number.isFinite(value),
    object: isObject(value),
    string: typeof value === "string",
  };
  const fit = fits[type];
  if (fit === undefined) return `has the type '${type}', which nobody here can check: add it to shape.ts`;
  return fit ? "" : `is ${JSON.stringify(value)}, and should be ${type}`;
}

/** What a message has that is not documented, lacks, or has of another type; empty if it fits exactly. */
export function misfit(message: unknown, fields: DocumentedFields): string {
  if (!isObject(message)) return `${JSON.stringify(message)} is no object`;
  const unknown = Object.keys(message).filter((name) => !fields.has(name));
  if (unknown.length > 0) return `has ${unknown.join(", ")}, which is not documented`;
  for (const [name, type] of fields) {
    const what = wrong(message[name], type);
    if (what !== "") return `'${name}' ${what}`;
  }
  return "";
}

/** The same of a call's result: with an error the other fields mean nothing. */
export function resultMisfit(result: unknown, fields: DocumentedFields): string {
  const { error, ...rest } = isObject(result) ? result : {};
  if (error === undefined) return misfit(result, fields);
  const unknown = Object.keys(rest).filter((name) => !fields.has(name));
  return unknown.length > 0 ? `has ${unknown.join(", ")}, which is not documented` : misfit(error, errorFields);
}
