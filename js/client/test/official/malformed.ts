import { writeOperations } from "../../src/encodings/operation.js";
import { Writer } from "../../src/msgpack/writer.js";
import type { Operation } from "../../src/operations/operation.js";
import { Entries, MAP, OBJECT } from "../../src/values/value.js";

/** A transaction whose form is wrong, with seqs from 1 on. */
interface Malformed {
  readonly name: string;
  readonly code: number;
  /** If it is another on the MessagePack wire. */
  readonly binaryCode?: number;
  json(source: string): unknown;
  binary(source: string): Uint8Array;
}

type Loose = Partial<Operation> & Pick<Operation, "type">;

/** The binary form of a transaction, around what an action writes as its operations. */
function binary(source: string, operations: (writer: Writer) => void, ts = 1, base = 0): Uint8Array {
  const writer = new Writer();
  writer.array(6);
  writer.int(0);
  writer.string(source);
  writer.int(1);
  writer.double(ts);
  writer.int(base);
  operations(writer);
  return writer.done();
}

/** One wrong operation: as JSON, and as what our encoder, which looks at nothing, makes of it. */
function operation(name: string, code: number, json: object, inner: Loose): Malformed {
  return {
    name,
    code,
    json: (source) => ({ ops: [{ ts: 1, source, seq: 1, path: ["k"], ...json }] }),
    binary: (source) => binary(source, (writer) => writeOperations(writer, [{ ts: 1, source, seq: 1, path: ["k"], ...inner }])),
  };
}

/** A `set` whose value is wrong: as JSON, and as bytes. */
function value(name: string, [code, binaryCode = code]: readonly [number, number?], json: unknown, bytes: readonly number[]): Malformed {
  return {
    name,
    code,
    binaryCode,
    json: (source) => ({ ops: [{ ts: 1, source, seq: 1, type: "set", path: ["k"], value: json }] }),
    binary: (source) => binary(source, (writer) => writer.raw(new Uint8Array([0x91, 0x93, 0x00, 0x91, 0xa1, 0x6b, ...bytes]))),
  };
}

const text = (content: string): number[] => [0xa0 + content.length, ...new TextEncoder().encode(content)];
const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
const own = (key: string, content: unknown): object => Object.defineProperty({}, key, { value: content, enumerable: true });

/** Every way in which a transaction's form can be wrong. */
export const malformed: readonly Malformed[] = [
  value("an unknown tag or extension", [101, 210], { $no: 1 }, [0xd4, 42, 0]),
  value("a whole number beyond 2^53", [103], 2 ** 53, [0xcf, 0, 0x20, 0, 0, 0, 0, 0, 1]),
  value("text without a UTF-8 form", [104, 210], "\ud800", [0xa2, 0xc3, 0x28]),
  value("text that ends within a character", [104, 210], "a\udc00", [0xa3, 0xe2, 0x82, 0x41]),
  value("a key that stands twice", [105], { $map: [["a", 1], ["a", 2]] }, [0x82, ...text("a"), 1, ...text("a"), 2]),
  value("a Set member that stands twice", [105], { $set: [1, 1] }, [0xc7, 3, 2, 0x92, 1, 1]),
  ...["__proto__", "constructor", "prototype"].flatMap((key) => [
    operation(`the path ${key}`, 106, { type: "set", path: [key], value: 1 }, { type: "set", path: [key], value: 1 }),
    operation(`a path through ${key}`, 106, { type: "set", path: ["a", key, "b"], value: 1 }, { type: "set", path: ["a", key, "b"], value: 1 }),
    operation(`a key ${key} in a value`, 106, { type: "set", value: [own(key, 1)] }, { type: "set", value: [new Entries(OBJECT, [key], [1])] }),
    operation(`a Map's key ${key}`, 106, { type: "map-set", key, value: 1 }, { type: "map-set", key, value: 1 }),
    operation(`a key ${key} of a Map in a value`, 106, { type: "set", value: { $map: [[key, 1]] } }, { type: "set", value: new Entries(MAP, [key], [1]) }),
    operation(`the key ${key} to delete`, 106, { type: "map-delete", key }, { type: "map-delete", key }),
  ]),
  operation("a path's step that is no scalar", 109, { type: "set", path: [{ a: 1 }], value: 1 }, { type: "set", path: [undefined as never], value: 1 }),
  value("a Map's key that is no scalar", [109], { $map: [[[], 1]] }, [0xc7, 3, 1, 0x92, 0x90, 1]),
  value("an instant between milliseconds", [110, 210], { $date: 1.5 }, [0xd7, 0xff, 0, 0, 0, 4, 0, 0, 0, 0]),
  value("an instant past the year 9999", [110, 210], { $date: 253402300800000 }, [0xc7, 12, 0xff, 0, 0, 0, 0, 0, 0, 0, 0x3a, 0xff, 0xf4, 0x41, 0x80]),
  {
    name: "a timestamp that is not finite",
    code: 113,
    binaryCode: 111,
    json: (source) => ({ ops: [{ ts: { $number: "NaN" }, source, seq: 1, type: "set", path: ["k"], value: 1 }] }),
    binary: (source) => binary(source, (writer) => writer.raw(new Uint8Array([0x90])), NaN),
  },
  ...(["set", "delete", "increment"] as const).map((type) => operation(`an empty path for '${type}'`, 112, { type, path: [], value: 1 }, { type, path: [], value: 1 })),
  operation("an unknown type", 113, { type: "explode" }, { type: "explode" as never }),
  operation("an increment by text", 113, { type: "increment", value: "1" }, { type: "increment", value: "1" }),
  operation("a negative index", 113, { type: "splice", index: -1, deleteCount: 0, items: [] }, { type: "splice", index: -1 }),
  {
    name: "a fraction of an index",
    code: 113,
    binaryCode: 210,
    json: (source) => ({ ops: [{ ts: 1, source, seq: 1, type: "splice", path: ["k"], index: 0.5, deleteCount: 0, items: [] }] }),
    binary: (source) => binary(source, (writer) => writer.raw(new Uint8Array([0x91, 0x96, 0x02, 0x91, ...text("k"), 0xca, 0x3f, 0, 0, 0, 0, 0x90, 0xc0]))),
  },
  {
    name: "no operation",
    code: 114,
    json: () => ({ ops: [] }),
    binary: (source) => binary(source, (writer) => writer.array(0)),
  },
  {
    name: "a void of nothing",
    code: 114,
    json: (source) => ({ void: true, source, seq: 1, count: 0, ts: 1, base: 0 }),
    binary: (source) => voidOf(source, 0),
  },
  {
    name: "a void that covers too many",
    code: 115,
    json: (source) => ({ void: true, source, seq: 1, count: 10_001, ts: 1, base: 0 }),
    binary: (source) => voidOf(source, 10_001),
  },
  {
    // JSON of so many levels does not come this far: SignalR reads no more than 64
    name: "a path deeper than the format's own bound",
    code: 107,
    json: (source) => ({ ops: [{ ts: 1, source, seq: 1, type: "set", path: Array.from({ length: 521 }, () => "p"), value: 1 }] }),
    binary: (source) => binary(source, (writer) => writeOperations(writer, [{ ts: 1, source, seq: 1, type: "set", path: Array.from({ length: 521 }, () => "p"), value: nested(1) as never }])),
  },
];

function voidOf(source: string, count: number): Uint8Array {
  const writer = new Writer();
  writer.array(6);
  writer.int(1);
  writer.string(source);
  writer.int(1);
  writer.double(1);
  writer.int(0);
  writer.int(count);
  return writer.done();
}
