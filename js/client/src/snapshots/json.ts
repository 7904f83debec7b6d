import { parseJson, jsonArray, jsonFields, type Json } from "../json/parse.js";
import { fromJson, stringify, toJson } from "../json/value.js";
import { requireSource } from "../operations/source.js";
import type { SettledState } from "../replicas/settledState.js";
import { ArrayNode } from "../state/array.js";
import { toValue, type Live } from "../state/node.js";
import { TableNode } from "../state/table.js";
import { Entries, isArray, OBJECT, type Value } from "../values/value.js";
import { Assembly, version } from "./assembly.js";
import { broken, isRemoved, requireRun, runsOf, type Run } from "./runs.js";

/** All of a settled state, whose tree has no overlay on it, as JSON text; its `state` is the visible state. */
export function snapshotToJson(state: SettledState): string {
  const arrays: Json[] = [];
  const collect = (live: Live): void => {
    if (live instanceof ArrayNode) {
      arrays.push({ runs: runsOf(live).map((run) => [run.kind, run.source, run.seq, run.ordinal, run.count, ...(isRemoved(run) ? [run.revisions] : [])]) });
      for (const element of live.live()) collect(element.value);
    } else if (live instanceof TableNode) for (const slot of live) collect(slot.value);
  };
  collect(state.tree.root);
  const sources = state.sources
    .sorted()
    .map(([name, { lastSeq: seq, lastRevision: revision, lastTs: ts, voids }]): [string, Json] => [
      name,
      { seq, revision, ts, voids: voids.map((range) => [range.firstSeq, range.count, range.revision]) },
    ]);
  return stringify({
    version,
    revision: state.revision,
    ts: state.lastTs,
    floor: state.floor,
    forgottenAt: state.forgottenAt,
    state: toJson(toValue(state.tree.root), true),
    arrays,
    sources: new Map(sources),
  });
}

/** Reads a snapshot from JSON text that nobody vouches for. */
export function snapshotFromJson(text: string): SettledState {
  const fields = exactly(parseJson(text), ["version", "revision", "ts", "floor", "forgottenAt", "state", "arrays", "sources"]);
  const assembly = new Assembly(
    fields.get("version"),
    whole(fields.get("revision")),
    timestamp(fields.get("ts")),
    whole(fields.get("floor")),
    whole(fields.get("forgottenAt")),
  );
  for (const [name, entry] of object(fields.get("sources"))) {
    const parts = exactly(entry, ["seq", "revision", "ts", "voids"]);
    const voids = array(parts.get("voids")).map((range) => array(range).map(whole));
    if (voids.some((range) => range.length !== 3)) broken("a void has three parts");
    assembly.source(requireSource(name), whole(parts.get("seq")), whole(parts.get("revision")), timestamp(parts.get("ts")), voids as [number, number, number][]);
  }
  const runs = array(fields.get("arrays")).map((one) => array(exactly(one, ["runs"]).get("runs")).map(readRun));
  let used = 0;
  const graft = (value: Value): Live => {
    if (isArray(value)) {
      let item = 0;
      return assembly.array(runs[used++] ?? broken(`its state has more than ${runs.length} arrays`), value.length, () => graft(value[item++]));
    }
    if (!(value instanceof Entries)) return value;
    const node = new TableNode(value.kind);
    value.keys.forEach((key, i) => node.add(key, graft(value.values[i])));
    return node;
  };
  const state = fromJson(fields.get("state"));
  if (!(state instanceof Entries) || state.kind !== OBJECT) broken("its state is no object");
  const root = graft(state) as TableNode;
  if (used !== runs.length) broken(`it has ${runs.length} arrays and its state ${used}`);
  return assembly.finish(root);
}

function readRun(json: Json): Run {
  const parts = array(json);
  const [kind, source, seq, ordinal, count, revisions = []] = parts;
  if (parts.length < 5 || parts.length !== (whole(kind) > 1 ? 6 : 5)) broken(`a run of kind ${String(kind)} has ${parts.length} fields`);
  return requireRun(whole(kind), requireSource(source), whole(seq), whole(ordinal), whole(count), array(revisions).map(whole));
}

function exactly(json: Json | undefined, names: readonly string[]): ReadonlyMap<string, Json> {
  const fields = object(json);
  return fields.size === names.length && names.every((name) => fields.has(name)) ? fields : broken(`its fields are ${names.join(", ")}`);
}

function object(json: Json | undefined): ReadonlyMap<string, Json> {
  return json instanceof Map ? jsonFields(json, "snapshot") : broken("an object was expected");
}

function array(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? jsonArray(json, "snapshot") : broken("an array was expected");
}

function timestamp(json: Json | undefined): number {
  return typeof json === "number" ? json : broken("'ts' is no number");
}

function whole(json: Json | undefined): number {
  return typeof json === "number" && Number.isInteger(json) ? json : broken("a whole number was expected");
}
