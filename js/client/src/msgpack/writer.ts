const utf8 = /* @__PURE__ */ new TextEncoder();

/** Writes MessagePack in its shortest forms into a buffer that grows. */
export class Writer {
  #bytes: Uint8Array;
  #view: DataView;
  #size = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** How many bytes are written. */
  get length(): number {
    return this.#size;
  }

  /** Forgets what is written and keeps the buffer. */
  clear(): void {
    this.#size = 0;
  }

  /** A copy of what is written. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  nil(): void {
    this.#byte(0xc0);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** Writes an integer within ±(2^53−1). */
  int(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value);
      else if (value < 0x100) this.#head(0xcc, 1, value);
      else if (value < 0x10000) this.#head(0xcd, 2, value);
      else if (value < 0x100000000) this.#head(0xce, 4, value);
      else this.#long(0xcf, value);
    } else if (value >= -0x20) this.#byte(value);
    else if (value >= -0x80) this.#head(0xd0, 1, value);
    else if (value >= -0x8000) this.#head(0xd1, 2, value);
    else if (value >= -0x80000000) this.#head(0xd2, 4, value);
    else this.#long(0xd3, value);
  }

  /** Writes a float 64; every NaN as `7ff8000000000000`. */
  double(value: number): void {
    const at = this.#take(9);
    this.#bytes[at] = 0xcb;
    // engines may keep the payload of a NaN
    if (value !== value) this.#view.setUint32(at + 1, 0x7ff80000), this.#view.setUint32(at + 5, 0);
    else this.#view.setFloat64(at + 1, value);
  }

  /** Writes an int where integral, safe and not −0, else a float 64. */
  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.int(value);
    else this.double(value);
  }

  string(value: string): void {
    const { length } = value;
    // at most 3 bytes a unit: written in place behind the shortest header it can have, and moved where that was too short
    const header = length < 32 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5;
    const start = this.#take(header + length * 3);
    const bytes = this.#bytes;
    let written = 0;
    // most strings are short and ASCII, and the encoder's call is what they would cost
    for (let unit: number; written < length && (unit = value.charCodeAt(written)) < 0x80 && length < 64; ) bytes[start + header + written++] = unit;
    if (written < length) ({ written } = utf8.encodeInto(value, bytes.subarray(start + header)));
    this.#size = start;
    const needed = written < 32 ? 1 : written < 0x100 ? 2 : written < 0x10000 ? 3 : 5;
    if (needed !== header) {
      this.#reserve(needed + written);
      this.#bytes.copyWithin(start + needed, start + header, start + header + written);
    }
    if (written < 32) this.#byte(0xa0 | written);
    else this.#sized(written, 0xd9, 0xda, 0xdb);
    this.#size = start + needed + written;
  }

  binary(value: Uint8Array): void {
    this.#sized(value.length, 0xc4, 0xc5, 0xc6);
    this.raw(value);
  }

  array(count: number): void {
    if (count < 16) this.#byte(0x90 | count);
    else this.#wide(count, 0xdc);
  }

  map(count: number): void {
    if (count < 16) this.#byte(0x80 | count);
    else this.#wide(count, 0xde);
  }

  /** Makes an extension of all that was written since a length. */
  endExtension(start: number, type: number): void {
    const length = this.#size - start;
    const fixed = [1, 2, 4, 8, 16].indexOf(length);
    const header = fixed >= 0 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 6;
    this.#take(header);
    this.#bytes.copyWithin(start + header, start, start + length);
    this.#size = start;
    if (fixed >= 0) this.#byte(0xd4 + fixed);
    else this.#sized(length, 0xc7, 0xc8, 0xc9);
    this.#byte(type);
    this.#size += length;
  }

  timestamp(ms: number): void {
    const start = this.#size;
    const seconds = Math.floor(ms / 1000);
    const nanoseconds = (ms - seconds * 1000) * 1000000;
    if (seconds >= 0 && seconds < 0x400000000) {
      const high = Math.floor(seconds / 0x100000000);
      // 30 bits of nanoseconds and 34 of seconds
      if (nanoseconds || high) this.#put(4, nanoseconds * 4 + high);
    } else {
      this.#put(4, nanoseconds);
      this.#put(4, Math.floor(seconds / 0x100000000));
    }
    this.#put(4, seconds);
    this.endExtension(start, -1);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  #byte(value: number): void {
    // the buffer may be another one afterwards
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  #put(bytes: 1 | 2 | 4, value: number): void {
    const at = this.#take(bytes);
    if (bytes === 1) this.#bytes[at] = value;
    else if (bytes === 2) this.#view.setUint16(at, value);
    else this.#view.setUint32(at, value);
  }

  #head(head: number, bytes: 1 | 2 | 4, value: number): void {
    this.#byte(head);
    this.#put(bytes, value);
  }

  #long(head: number, value: number): void {
    this.#head(head, 4, Math.floor(value / 0x100000000));
    this.#put(4, value);
  }

  #sized(length: number, head8: number, head16: number, head32: number): void {
    if (length < 0x100) this.#head(head8, 1, length);
    else if (length < 0x10000) this.#head(head16, 2, length);
    else this.#head(head32, 4, length);
  }

  #wide(count: number, head16: number): void {
    if (count < 0x10000) this.#head(head16, 2, count);
    else this.#head(head16 + 1, 4, count);
  }

  #take(count: number): number {
    this.#reserve(count);
    const at = this.#size;
    this.#size += count;
    return at;
  }

  #reserve(count: number): void {
    const needed = this.#size + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
