import * as Code from "../errors/codes.js";
import { fail, malformed } from "../errors/storeError.js";
import { Reader } from "../msgpack/reader.js";
import { Writer } from "../msgpack/writer.js";
import { floorRecord, hasAuthor, lastRevision, type HistoryRecord } from "../operations/record.js";
import { lastSeq } from "../operations/transaction.js";
import { stepsAbove, stepsBetween } from "../ordering/steps.js";
import { readCounter, readSource, requireTimestamp } from "./fields.js";
import { readBody, readForget, writeBody } from "./record.js";

interface Place {
  readonly source: string;
  nextSeq: number;
}

/** Writes records without a gap between them, at least one, as they travel together. */
export function encodeRecords(records: readonly HistoryRecord[]): Uint8Array {
  const writer = new Writer(256);
  const places: { source: string; firstSeq: number }[] = [];
  const known = new Map<string, { place: number; nextSeq: number }>();
  const placeOf = records.map((record) => {
    if (!hasAuthor(record)) return null;
    const { source, firstSeq } = record;
    const entry = known.get(source);
    const place = entry?.nextSeq === firstSeq ? entry.place : places.push({ source, firstSeq }) - 1;
    known.set(source, { place, nextSeq: lastSeq(record) + 1 });
    return place;
  });
  writer.array(places.length);
  for (const { source, firstSeq } of places) {
    writer.array(2);
    writer.string(source);
    writer.int(firstSeq);
  }
  let ts = records[0]!.ts;
  writer.double(ts);
  records.forEach((record, i) => {
    writer.array(3);
    const place = placeOf[i]!;
    if (place === null) writer.nil();
    else writer.int(place);
    const steps = stepsBetween(ts, record.ts);
    if (steps === undefined) writer.double(record.ts);
    else writer.int(steps);
    ts = record.ts;
    writeBody(writer, record);
  });
  return writer.done();
}

/** Reads and checks records; the first has a revision that stands beside the bytes. */
export function decodeRecords(bytes: Uint8Array, firstRevision: number): HistoryRecord[] {
  const reader = new Reader(bytes);
  const places: Place[] = [];
  for (let left = reader.array(); left > 0; left--) {
    if (reader.array() !== 2) malformed("a source stands with its seq");
    places.push({ source: readSource(reader), nextSeq: readCounter(reader, "seq") });
  }
  let ts = requireTimestamp(reader.double());
  let revision = firstRevision;
  const records: HistoryRecord[] = [];
  while (!reader.end) {
    const fields = reader.array();
    if (fields !== 3) fail(Code.MalformedTransaction, `A record has 3 fields, not ${fields}.`);
    const place = reader.tryNil() ? null : (places[reader.int()] ?? malformed("a record's source is not in the list"));
    const next = reader.kind === "float" ? reader.double() : stepsAbove(ts, readCounter(reader, "steps"));
    requireTimestamp(next);
    if (records.length > 0 && next <= ts) fail(Code.InvalidTimestamp, `The timestamp ${next} of a record does not rise above ${ts}.`);
    ts = next;
    const record = place
      ? readBody(reader, place.source, place.nextSeq, revision, ts, reader.kind !== "array")
      : reader.kind === "array"
        ? readForget(reader, revision, ts)
        : floorRecord(readCounter(reader, "floor"), revision, ts);
    if (place) place.nextSeq = lastSeq(record) + 1;
    revision = lastRevision(record) + 1;
    records.push(record);
  }
  return records.length > 0 ? records : malformed("there is no record");
}
