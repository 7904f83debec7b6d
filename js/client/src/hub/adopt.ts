import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import { transactionOf } from "../operations/transaction.js";
import type { Replica } from "../replicas/replica.js";
import { TransactionWriter } from "../replicas/writer.js";
import type { StoreCore } from "../store/storeCore.js";
import { Reissue } from "./reissue.js";
import type { Sending } from "./sending.js";

/**
 * Gives a store a replica that has a hub. What was written to it before is pending, under a name that nobody has used: that of the store
 * may have gone to others through a port, and a hub knows nothing of what they have.
 * @param writes Whether the store may write to the hub.
 */
export function adopt(store: StoreCore, replica: Replica, sending: Sending, writes: boolean): void {
  store.flush();
  const { log } = store.peer;
  if (log.length > 0 && !writes) fail(Code.ReaderCannotWrite, "The store has been written to, and readers do not write: connect an empty one.");
  if (store.relays.size > 0) fail(Code.MalformedMessage, "The store is joined to others by a port; a hub takes the place of ports.");
  const writer = new TransactionWriter(replica, store.clock, () => sending.base);
  writer.limits = store.limits;
  const reissue = new Reissue(replica.source);
  for (let at = 0, end = 0; at < log.length; at = end) {
    const { source, seq, ts } = log[at]!;
    while (log[end]?.source === source && log[end]!.ts === ts) end++;
    const first = reissue.reserve(source, seq, end - at);
    const transaction = transactionOf(reissue.operations(log.slice(at, end), first, ts), 0);
    replica.write(transaction);
    sending.add(transaction);
  }
  writer.nextSeq = reissue.next;
  store.replace(replica, writer);
  store.version++;
}
