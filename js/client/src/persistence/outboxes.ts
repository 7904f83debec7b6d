import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";
import { randomSource } from "../operations/source.js";
import { readOutbox, type EarlierOutbox } from "./kept.js";
import type { KeptOutboxContent, StoreStorage } from "./storage.js";

/** An outbox that this client alone has, and what an earlier one left in it. */
export interface HeldOutbox {
  readonly id: string;
  readonly release: () => void;
  readonly content?: KeptOutboxContent;
  readonly earlier?: EarlierOutbox;
}

/** Takes the first outbox that nobody has, or a new one. What is damaged is passed over, and told of. */
export async function takeOutbox(storage: StoreStorage, damaged: (why: StoreError) => void): Promise<HeldOutbox> {
  for (const id of await storage.outboxes()) {
    const held = await hold(storage, id, damaged);
    if (held) return held;
  }
  const id = randomSource();
  return { id, release: (await storage.lock(id))! };
}

/**
 * Takes every outbox whose owner ends, now and later, and hands it to who has it sent: one after the other, since each has a connection of its own.
 * @param own The outbox of the client itself.
 * @returns Completes when the signal is aborted and all that was handed on is done.
 */
export async function watchOutboxes(storage: StoreStorage, own: string, signal: AbortSignal, send: (outbox: HeldOutbox) => Promise<void>): Promise<void> {
  const waiting = new Map<string, Promise<void>>();
  let last: Promise<void> = Promise.resolve();
  const wait = (id: string): void => {
    if (id !== own && !waiting.has(id) && !signal.aborted) waiting.set(id, waitFor(id));
  };
  const waitFor = async (id: string): Promise<void> => {
    const held = await hold(storage, id, () => undefined, signal).catch(() => undefined);
    // one that fails is left to others, and does not hinder the next
    if (held) await (last = last.then(() => (signal.aborted ? held.release() : send(held))).catch(held.release));
    waiting.delete(id);
  };
  const stop = storage.watch((id) => id !== undefined && wait(id));
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  for (const id of await storage.outboxes().catch(() => [])) wait(id);
  if (!signal.aborted) await aborted;
  stop();
  await Promise.all(waiting.values());
}

async function hold(storage: StoreStorage, id: string, damaged: (why: StoreError) => void, signal?: AbortSignal): Promise<HeldOutbox | undefined> {
  const release = await storage.lock(id, signal);
  if (!release) return undefined;
  try {
    const content = await storage.read(id);
    if (content) return { id, release, content, earlier: readOutbox(content) };
  } catch (error) {
    if (!(error instanceof StoreError && error.code === Code.StorageDamaged)) {
      release();
      throw error;
    }
    damaged(error);
  }
  release();
  return undefined;
}
