import { operationFromFields, operationToFields } from "../operations/fields.js";
import type { Operation } from "../operations/operation.js";
import type { Json } from "./parse.js";
import { fromJson, scalarFromJson, toJson } from "./value.js";

/**
 * An operation as a JSON object.
 * @param ordered Whether objects in it become Maps, for `stringify`; without it `JSON.stringify` can write it.
 */
export function operationToJson(operation: Operation, ordered = false): Json {
  return operationToFields(operation, (value) => toJson(value, ordered)) as { [key: string]: Json };
}

/** Reads and checks an operation. */
export function operationFromJson(json: Json): Operation {
  return operationFromFields(json, form);
}

const form = { value: (json: unknown) => fromJson(json as Json | undefined), key: (json: unknown) => scalarFromJson(json as Json | undefined) };
