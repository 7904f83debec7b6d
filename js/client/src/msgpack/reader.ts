import { malformed } from "../errors/storeError.js";

/** What stands next in MessagePack. */
export type Kind = "nil" | "boolean" | "integer" | "float" | "string" | "binary" | "array" | "map" | "extension";

const utf8 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads MessagePack that nobody vouches for. Every length is held against the bytes that are there before anything is made from it.
 */
export class Reader {
  readonly #view: DataView;
  #at = 0;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get end(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  /** A reader of its own that stands at the same place. */
  fork(): Reader {
    const copy = new Reader(this.#bytes);
    copy.#at = this.#at;
    return copy;
  }

  /** What stands next. */
  get kind(): Kind {
    const head = this.#bytes[this.#at] ?? malformed("the data ends where a value was expected");
    if (head < 0x80 || head >= 0xe0) return "integer";
    if (head < 0x90 || head >= 0xde) return "map";
    if (head < 0xa0 || head >= 0xdc) return "array";
    if (head < 0xc0 || head >= 0xd9) return "string";
    if (head >= 0xd4) return "extension";
    if (head >= 0xcc) return "integer";
    if (head >= 0xca) return "float";
    if (head >= 0xc7) return "extension";
    if (head >= 0xc4) return "binary";
    if (head === 0xc1) malformed("0xc1 starts no MessagePack value");
    return head === 0xc0 ? "nil" : "boolean";
  }

  /** Passes over nil if it stands next. */
  tryNil(): boolean {
    if (this.end || this.#bytes[this.#at] !== 0xc0) return false;
    this.#at++;
    return true;
  }

  boolean(): boolean {
    const head = this.#expect("boolean");
    return head === 0xc3;
  }

  /** Reads an integer, which loses digits beyond ±(2^53−1): callers refuse it there. */
  int(): number {
    const head = this.#expect("integer");
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    const view = this.#view;
    const at = this.#take(1 << (head & 3));
    switch (head) {
      case 0xcc:
        return view.getUint8(at);
      case 0xcd:
        return view.getUint16(at);
      case 0xce:
        return view.getUint32(at);
      case 0xd0:
        return view.getInt8(at);
      case 0xd1:
        return view.getInt16(at);
      case 0xd2:
        return view.getInt32(at);
    }
    return (head === 0xcf ? view.getUint32(at) : view.getInt32(at)) * 0x100000000 + view.getUint32(at + 4);
  }

  /** Reads an integer or a float. */
  double(): number {
    if (this.kind !== "float") return this.int();
    return this.#bytes[this.#at++] === 0xca ? this.#view.getFloat32(this.#take(4)) : this.#view.getFloat64(this.#take(8));
  }

  string(): string {
    const head = this.#expect("string");
    const length = head < 0xc0 ? head & 0x1f : this.#length(head - 0xd9);
    const at = this.#take(length);
    // most strings are short and ASCII, and the decoder's call is what they would cost
    if (length < 24) {
      let text = "";
      for (let i = at; i < at + length && this.#bytes[i]! < 0x80; i++) text += String.fromCharCode(this.#bytes[i]!);
      if (text.length === length) return text;
    }
    try {
      return utf8.decode(this.#bytes.subarray(at, at + length));
    } catch {
      malformed("a string is not valid UTF-8");
    }
  }

  /** Reads binary data; it lies in the data that is read. */
  binary(): Uint8Array {
    return this.#part(this.#length(this.#expect("binary") - 0xc4));
  }

  /** Reads an array's header. The count never exceeds the bytes that are left. */
  array(): number {
    const head = this.#expect("array");
    return this.#count(head < 0xa0 ? head & 0xf : this.#length(head - 0xdb), 1);
  }

  /** Reads a map's header: the number of pairs. */
  map(): number {
    const head = this.#expect("map");
    return this.#count(head < 0x90 ? head & 0xf : this.#length(head - 0xdd), 2);
  }

  /** Reads an extension; its data lies in the data that is read. */
  extension(): [type: number, data: Uint8Array] {
    const head = this.#expect("extension");
    const length = head >= 0xd4 ? 1 << (head - 0xd4) : this.#length(head - 0xc7);
    const type = this.#view.getInt8(this.#take(1));
    return [type, this.#part(length)];
  }

  /** Passes over one value, however deep. */
  skip(): void {
    for (let left = 1; left > 0; left--) {
      const { kind } = this;
      if (kind === "array") left += this.array();
      else if (kind === "map") left += 2 * this.map();
      else if (kind === "extension") this.extension();
      else if (kind === "binary") this.binary();
      else if (kind === "string") this.string();
      else if (kind === "nil") this.tryNil();
      else if (kind === "boolean") this.boolean();
      else this.double();
    }
  }

  /** Refuses bytes that follow. */
  finish<T>(value: T): T {
    return this.end ? value : malformed(`${this.remaining} bytes follow`);
  }

  #expect(kind: Kind): number {
    if (this.kind !== kind) malformed(`at byte ${this.#at}: ${kind} was expected`);
    return this.#bytes[this.#at++]!;
  }

  /** A length of 1, 2 or 4 bytes. */
  #length(power: number): number {
    const at = this.#take(1 << power);
    return power === 0 ? this.#view.getUint8(at) : power === 1 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #count(count: number, bytes: number): number {
    return count * bytes <= this.remaining ? count : malformed(`${count} items cannot fit the ${this.remaining} bytes that are left`);
  }

  #part(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #take(count: number): number {
    if (count > this.remaining) malformed("the data ends too early");
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

/** Reads the data of a timestamp extension as milliseconds since the Unix epoch. */
export function readTimestamp(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  let seconds = 0;
  let nanoseconds = 0;
  if (data.length === 4) seconds = view.getUint32(0);
  else if (data.length === 8) {
    nanoseconds = view.getUint32(0) >>> 2;
    seconds = (view.getUint32(0) & 3) * 0x100000000 + view.getUint32(4);
  } else if (data.length === 12) {
    nanoseconds = view.getUint32(0);
    seconds = view.getInt32(4) * 0x100000000 + view.getUint32(8);
  } else malformed("a timestamp has 4, 8 or 12 bytes");
  if (nanoseconds >= 1e9 || nanoseconds % 1e6 !== 0) malformed("a timestamp is not in whole milliseconds");
  if (seconds < -62135596800 || seconds > 253402300799) malformed("a timestamp lies outside the years 1 to 9999");
  return seconds * 1000 + nanoseconds / 1e6;
}
