import * as Code from "../errors/codes.js";
import { StoreError } from "../errors/storeError.js";

/** What a storage failed with, as an error that applications know. */
export function toStorageError(error: unknown): StoreError {
  return error instanceof StoreError ? error : new StoreError(Code.StorageFailed, `What the device keeps cannot be read or written: ${String(error)}`);
}

export function deleted(): StoreError {
  return new StoreError(Code.StorageFailed, "What the device kept was deleted.");
}

export function notKept(): StoreError {
  return new StoreError(Code.StorageFailed, "The store was closed before all that was written could be kept.");
}
