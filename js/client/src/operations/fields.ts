import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireCount, requireCounter, requireTimestamp } from "../encodings/fields.js";
import { requireAmount } from "../encodings/operation.js";
import { jsonArray, jsonFields, type Json } from "../json/parse.js";
import { requireKey } from "../values/keys.js";
import { shown } from "../values/text.js";
import { MAP, SET, type Scalar, type Value } from "../values/value.js";
import { ElementStep, operationTypes, type Anchors, type ElementId, type Operation, type OperationType, type Step } from "./operation.js";
import { atPath, requirePathLength, requireSlot } from "./rules.js";
import { requireElementId, requireSource } from "./source.js";

/** How values are written where an operation stands as an object with fields: in JSON, or as plain data. */
export interface FieldForm {
  /** Reads a value that nobody vouches for. */
  value(field: unknown): Value;
  /** Reads a path's step or a Map's key. */
  key(field: unknown): Scalar;
}

/** An operation as an object; identities stand in `anchors`. */
export function operationToFields(operation: Operation, form: (value: Value) => unknown): Record<string, unknown> {
  const { ts, source, seq, type, path, key, value, index = 0, deleteCount = 0, items = [], anchors } = operation;
  const ids = path.map((step) => (step instanceof ElementStep ? step.id : null));
  const hasIds = ids.some((id) => id !== null);
  return {
    ts,
    source,
    seq,
    type,
    path: path.map((step) => form(step instanceof ElementStep ? step.key : step)),
    ...((type === "map-set" || type === "map-delete") && { key: form(key) }),
    ...(!/splice|clear|^(map-)?delete/.test(type) && { value: form(value) }),
    ...(type === "splice" && { index, deleteCount, items: items.map((item) => form(item)) }),
    ...((anchors || hasIds) && { anchors: { ...anchors, ...(hasIds && { path: ids }) }}),
  };
}

/** Reads and checks an operation. */
export function operationFromFields(operation: unknown, form: FieldForm): Operation {
  const fields = jsonFields(operation as Json, "operation");
  const type = fields.get("type") as OperationType;
  if (!operationTypes.includes(type)) fail(Code.MalformedOperation, `The type '${shown(type)}' is not known.`);
  const source = requireSource(fields.get("source"));
  const seq = requireCounter(fields.get("seq"), "seq");
  const ts = requireTimestamp(fields.get("ts"));
  const keys = jsonArray(fields.get("path"), "path").map((step) => {
    const key = form.key(step);
    requireKey(key, MAP);
    return key;
  });
  requirePathLength(keys.length);
  const [anchors, ids] = readAnchors(fields.get("anchors"));
  if (ids && ids.length !== keys.length) fail(Code.MalformedOperation, `'anchors.path' has ${ids.length} entries for ${keys.length} steps.`);
  const path = keys.map((key, i): Step => {
    const id = ids?.[i];
    return id ? new ElementStep(key, id) : key;
  });
  requireSlot(type, path);
  return atPath(path, () => ({ source, seq, ts, type, path, ...readFields(type, fields, anchors, form) }));
}

function readFields(type: OperationType, fields: ReadonlyMap<string, Json>, anchors: Anchors | undefined, form: FieldForm): Partial<Operation> {
  const value = fields.get("value");
  const key = (): Pick<Operation, "key"> => ({ key: requireKey(form.key(fields.get("key")), MAP) });
  switch (type) {
    case "set":
      return { value: form.value(value) };
    case "splice":
      return {
        index: requireCount(fields.get("index") ?? 0, "index"),
        deleteCount: requireCount(fields.get("deleteCount") ?? 0, "deleteCount"),
        items: jsonArray(fields.get("items") ?? [], "items").map((item) => form.value(item)),
        ...(anchors && { anchors }),
      };
    case "map-set":
      return { ...key(), value: form.value(value) };
    case "map-delete":
      return key();
    case "set-add":
    case "set-delete":
      return { value: requireKey(form.value(value), SET) };
    case "increment":
      return { value: requireAmount(form.value(value)) };
    default:
      return {};
  }
}

function readAnchors(json: Json | undefined): [anchors?: Anchors, ids?: readonly (ElementId | null)[]] {
  if (json === undefined || json === null) return [];
  const fields = jsonFields(json, "anchors");
  const one = (id: Json | undefined): ElementId | null => (id === undefined || id === null ? null : requireElementId(id));
  const all = (name: string): ElementId[] => jsonArray(fields.get(name) ?? [], name).map(requireElementId);
  const path = fields.get("path");
  const ids = path === undefined ? undefined : jsonArray(path, "anchors.path").map(one);
  if (!["after", "before", "removed", "order"].some((name) => fields.has(name))) return [undefined, ids];
  const order = fields.get("order") ?? null;
  return [{ after: one(fields.get("after")), before: one(fields.get("before")), removed: all("removed"), ...(order !== null && { order: all("order") }) }, ids];
}
