import { reissued, type Transaction } from "../operations/transaction.js";
import { idParts, type ElementId, type Operation } from "../operations/operation.js";
import { elementId } from "../state/node.js";

/** Gives operations other names: their own, and those of the elements that they made and refer to. */
export class Reissue {
  readonly #seqs = new Map<string, number>();
  readonly #source: string;
  /** The seq of the next operation. */
  next = 0;

  /** @param source Who writes them from now on. */
  constructor(source: string) {
    this.#source = source;
  }

  /** Reserves as many names as an old transaction has, in order. */
  reserve(source: string, firstSeq: number, count: number): number {
    const first = this.next;
    for (let i = 0; i < count; i++) this.#seqs.set(`${source}:${firstSeq + i}`, first + i);
    this.next += count;
    return first;
  }

  /** The same transaction, with its names from a seq on. */
  transaction(old: Transaction, firstSeq: number): Transaction {
    const { operations } = old;
    return { ...old, source: this.#source, firstSeq, operations: operations && this.operations(operations, firstSeq, old.ts) };
  }

  /** The same operations, with one timestamp. */
  operations(old: readonly Operation[], firstSeq: number, ts: number): Operation[] {
    return old.map((operation, i) => reissued(operation, this.#source, firstSeq + i, ts, this.#remap));
  }

  readonly #remap = (id: ElementId): ElementId => {
    const [source, seq, ordinal] = idParts(id);
    const moved = this.#seqs.get(`${source}:${seq}`);
    return moved === undefined ? id : elementId(this.#source, moved, ordinal);
  };
}
