import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { requireCount, requireCounter, requireTimestamp } from "../encodings/fields.js";
import { requireAmount } from "../encodings/operation.js";
import { ElementStep, operationTypes, type Anchors, type ElementId, type Operation, type OperationType, type Step } from "../operations/operation.js";
import { atPath, requirePathLength, requireSlot } from "../operations/rules.js";
import { requireElementId, requireSource } from "../operations/source.js";
import { requireKey } from "../values/keys.js";
import { MAP, SET } from "../values/value.js";
import { jsonArray, jsonFields, type Json } from "./parse.js";
import { fromJson, scalarFromJson, toJson } from "./value.js";

/** An operation as a JSON object, for `JSON.stringify`. */
export function operationToJson(operation: Operation): Json {
  const { ts, source, seq, type, path, key, value, index = 0, deleteCount = 0, items = [], anchors } = operation;
  const ids = path.map((step) => (step instanceof ElementStep ? step.id : null));
  const hasIds = ids.some((id) => id !== null);
  return {
    ts,
    source,
    seq,
    type,
    path: path.map((step) => toJson(step instanceof ElementStep ? step.key : step)),
    ...((type === "map-set" || type === "map-delete") && { key: toJson(key) }),
    ...(/^(set|map-set|set-add|set-delete|increment)$/.test(type) && { value: toJson(value) }),
    ...(type === "splice" && { index, deleteCount, items: items.map((item) => toJson(item)) }),
    ...((anchors || hasIds) && { anchors: { ...anchors, ...(hasIds && { path: ids }) } as { [key: string]: Json } }),
  };
}

/** Reads and checks an operation. */
export function operationFromJson(json: Json): Operation {
  const fields = jsonFields(json, "operation");
  const type = fields.get("type") as OperationType;
  if (!operationTypes.includes(type)) fail(Code.MalformedOperation, `The type '${String(type)}' is not known.`);
  const source = requireSource(fields.get("source"));
  const seq = requireCounter(fields.get("seq"), "seq");
  const ts = requireTimestamp(fields.get("ts"));
  const keys = jsonArray(fields.get("path"), "path").map((step) => {
    const key = scalarFromJson(step);
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
  return atPath(path, () => ({ source, seq, ts, type, path, ...readFields(type, fields, anchors) }));
}

function readFields(type: OperationType, fields: ReadonlyMap<string, Json>, anchors: Anchors | undefined): Partial<Operation> {
  const value = fields.get("value");
  const key = (): Pick<Operation, "key"> => ({ key: requireKey(scalarFromJson(fields.get("key")), MAP) });
  switch (type) {
    case "set":
      return { value: fromJson(value) };
    case "splice":
      return {
        index: requireCount(fields.get("index") ?? 0, "index"),
        deleteCount: requireCount(fields.get("deleteCount") ?? 0, "deleteCount"),
        items: jsonArray(fields.get("items") ?? [], "items").map((item) => fromJson(item)),
        ...(anchors && { anchors }),
      };
    case "map-set":
      return { ...key(), value: fromJson(value) };
    case "map-delete":
      return key();
    case "set-add":
    case "set-delete":
      return { value: requireKey(fromJson(value), SET) };
    case "increment":
      return { value: requireAmount(fromJson(value)) };
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
