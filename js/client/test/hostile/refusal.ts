import { StoreError } from "../../src/index.js";

/** The error that an action is refused with. */
export function refusal(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}
