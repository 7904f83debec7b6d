import { readSource } from "../encodings/fields.js";
import { readExtension, readKeyed, readScalar, requireNesting, writeScalar, writeTable } from "../encodings/value.js";
import { malformed } from "../errors/storeError.js";
import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import type { SettledState } from "../replicas/settledState.js";
import { ArrayNode } from "../state/array.js";
import type { Live } from "../state/node.js";
import { TableNode } from "../state/table.js";
import { requireKey } from "../values/keys.js";
import { compareOrdinal } from "../values/text.js";
import { OBJECT, SET, type TableKind } from "../values/value.js";
import { Assembly, version } from "./assembly.js";
import { broken, isRemoved, requireRun, runsOf, type Run } from "./runs.js";

/** All of a settled state, whose tree has no overlay on it, as MessagePack. Equal states have equal bytes. */
export function encodeSnapshot(state: SettledState): Uint8Array {
  const names = new Map<string, number>();
  const body = new Writer(1024);
  writeNode(body, state.tree.root, names);
  const writer = new Writer(1024);
  writer.array(8);
  writer.int(version);
  writer.int(state.revision);
  writer.double(state.lastTs);
  writer.int(state.floor);
  writer.int(state.forgottenAt);
  writer.array(names.size);
  for (const name of names.keys()) writer.string(name);
  const sources = state.sources.sorted();
  writer.array(sources.length);
  for (const [source, { lastSeq, lastRevision, lastTs, voids }] of sources) {
    writer.array(5);
    writer.string(source);
    writer.int(lastSeq);
    writer.int(lastRevision);
    writer.double(lastTs);
    writer.array(voids.length);
    for (const { firstSeq, count, revision } of voids) {
      writer.array(3);
      writer.int(firstSeq);
      writer.int(count);
      writer.int(revision);
    }
  }
  writer.raw(body.done());
  return writer.done();
}

/** Reads a snapshot that nobody vouches for. */
export function decodeSnapshot(bytes: Uint8Array): SettledState {
  const reader = new Reader(bytes);
  requireFields(reader, 8);
  const assembly = new Assembly(reader.int(), reader.int(), reader.double(), reader.int(), reader.int());
  const names: string[] = [];
  for (let left = reader.array(); left > 0; left--) names.push(readSource(reader));
  if (new Set(names).size < names.length) broken("a source stands twice");
  let last = "";
  for (let left = reader.array(); left > 0; left--) {
    requireFields(reader, 5);
    const source = readSource(reader);
    if (compareOrdinal(source, last) <= 0) broken(`the source ${source} comes after ${last}`);
    last = source;
    const lastSeq = reader.int();
    const lastRevision = reader.int();
    const lastTs = reader.double();
    const voids: [number, number, number][] = [];
    for (let more = reader.array(); more > 0; more--) {
      requireFields(reader, 3);
      voids.push([reader.int(), reader.int(), reader.int()]);
    }
    assembly.source(source, lastSeq, lastRevision, lastTs, voids);
  }
  if (reader.kind !== "map") broken("its root is no object");
  const root = new NodeReader(assembly, names).read(reader, 1) as TableNode;
  return reader.finish(assembly.finish(root));
}

function writeNode(writer: Writer, live: Live, names: Map<string, number>): void {
  if (live instanceof ArrayNode) {
    writer.array(2);
    const runs = runsOf(live);
    writer.array(runs.length);
    for (const run of runs) {
      if (!names.has(run.source)) names.set(run.source, names.size);
      writer.array(isRemoved(run) ? 6 : 5);
      for (const part of [run.kind, names.get(run.source)!, run.seq, run.ordinal, run.count]) writer.int(part);
      if (!isRemoved(run)) continue;
      writer.array(run.count);
      for (const revision of run.revisions) writer.int(revision);
    }
    writer.array(live.length);
    for (const element of live.live()) writeNode(writer, element.value, names);
  } else if (live instanceof TableNode) {
    writeTable(writer, live.kind, live.size, () => {
      for (const { key, value } of live) {
        writeScalar(writer, key);
        if (live.kind !== SET) writeNode(writer, value, names);
      }
    });
  } else writeScalar(writer, live);
}

/** Adds what is read to a live table. */
class TableReader {
  #last: ReturnType<TableNode["add"]> | undefined;

  constructor(readonly node: TableNode) {}

  key(key: unknown): this {
    const normal = requireKey(key, this.node.kind);
    if (this.node.find(normal)) fail(Code.DuplicateKey, `The key '${String(normal)}' stands twice.`, String(normal));
    this.#last = this.node.add(normal, undefined);
    return this;
  }

  value(value: Live): void {
    this.#last!.value = value;
  }
}

class NodeReader {
  readonly #assembly: Assembly;
  readonly #names: readonly string[];

  constructor(
    assembly: Assembly,
    names: readonly string[],
  ) {
    this.#assembly = assembly;
    this.#names = names;
  }

  read(reader: Reader, depth: number): Live {
    const { kind } = reader;
    const inside = (inner: Reader) => (): Live => this.read(inner, depth + 1);
    const table = (tableKind: TableKind): TableReader => {
      requireNesting(depth);
      return new TableReader(new TableNode(tableKind));
    };
    if (kind === "map") {
      const object = table(OBJECT);
      for (let left = reader.map(); left > 0; left--) object.key(reader.string()).value(this.read(reader, depth + 1));
      return object.node;
    }
    if (kind === "extension") return readExtension(reader, (tableKind, inner) => readKeyed(table(tableKind), tableKind, inner, inside(inner)).node);
    if (kind !== "array") return readScalar(reader);
    requireNesting(depth);
    if (reader.array() !== 2) broken("an array is not written as runs and items");
    const runs = reader.fork();
    reader.skip();
    const items = reader.array();
    return this.#assembly.array(this.#runs(runs), items, inside(reader));
  }

  *#runs(reader: Reader): IterableIterator<Run> {
    for (let left = reader.array(); left > 0; left--) {
      const fields = reader.array();
      const kind = reader.int();
      if (fields !== (kind > 1 ? 6 : 5)) malformed(`a run of kind ${kind} has ${fields} fields`);
      const source = this.#names[reader.int()] ?? broken("the source of a run is not in the list");
      const [seq, ordinal, count] = [reader.int(), reader.int(), reader.int()];
      const revisions: number[] = [];
      if (kind > 1) for (let more = reader.array(); more > 0; more--) revisions.push(reader.int());
      yield requireRun(kind, source, seq, ordinal, count, revisions);
    }
  }
}

function requireFields(reader: Reader, wanted: number): void {
  const fields = reader.array();
  if (fields !== wanted) broken(`${fields} fields stand where ${wanted} should`);
}
