import * as Code from "../errors/codes.js";
import { fail } from "../errors/storeError.js";
import type { Transaction } from "../operations/transaction.js";
import type { PeerReplica } from "./peerReplica.js";
import type { Draft } from "./storeReplica.js";

/** Adds an own transaction to a replica without a hub, at the end of its log. */
export function writeTransaction(replica: PeerReplica, transaction: Transaction): void {
  const draft: Draft = { undo: [], effects: [] };
  for (const operation of transaction.operations ?? fail(Code.MalformedTransaction, "Without a hub nothing is refused: a transaction cannot be void.")) {
    if (replica.writeDraft(operation, draft)) replica.changes?.changed(operation);
  }
  replica.commitDraft(transaction, draft);
}
