import { keyId, type KeyId } from "../values/keys.js";
import type { Scalar, TableKind } from "../values/value.js";
import type { Live } from "./node.js";

/** A live table's entry; linked in the order of insertion. */
export interface Slot {
  readonly key: Scalar;
  value: Live;
  /** The generation in which the overlay wrote this slot or walked through it. */
  stamp: number;
  before: Slot;
  after: Slot;
}

/** A live object, Map or Set: keeps insertion order, and puts a removed entry back where it stood, both in constant time. */
export class TableNode {
  /** The generation in which a pending operation made this; 0: it is settled. */
  born = 0;
  /** The generation in which the overlay walked through or changed it. Object: in which it added or removed keys, or relied on a key's absence. */
  touched = 0;
  readonly #slots = new Map<KeyId, Slot>();
  readonly #ends: Slot;

  constructor(readonly kind: TableKind) {
    const ends = { key: null, value: undefined, stamp: 0 } as unknown as Slot;
    this.#ends = ends.before = ends.after = ends;
  }

  get size(): number {
    return this.#slots.size;
  }

  find(key: Scalar): Slot | undefined {
    return this.#slots.get(keyId(key));
  }

  /** Adds an entry that is not there yet, after all others. */
  add(key: Scalar, value: Live): Slot {
    const slot = { key: key === 0 ? 0 : key, value, stamp: 0, before: this.#ends.before, after: this.#ends };
    this.restore(slot);
    return slot;
  }

  /** Takes an entry out; it remembers its place. */
  remove(slot: Slot): void {
    slot.before.after = slot.after;
    slot.after.before = slot.before;
    this.#slots.delete(keyId(slot.key));
  }

  /** Puts an entry back that was taken out, if all that was done since was undone. */
  restore(slot: Slot): void {
    slot.before.after = slot.after.before = slot;
    this.#slots.set(keyId(slot.key), slot);
  }

  /** The entries in order; one may be removed when it has come. */
  *[Symbol.iterator](): IterableIterator<Slot> {
    for (let slot = this.#ends.after; slot !== this.#ends; slot = slot.after) yield slot;
  }
}
