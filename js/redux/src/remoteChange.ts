import type { Action } from "redux";

/** The type of the action by which slices change otherwise than by a dispatch of this application. */
export const remoteChange = "storehub/remoteChange";

/** Slices changed at the store; reducers get it after the slices have changed, and need not do anything. */
export interface RemoteChange extends Action<typeof remoteChange> {
  /** The slices that changed, as they are now. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Whether an action is a {@link RemoteChange}. */
export function isRemoteChange(action: unknown): action is RemoteChange {
  return typeof action === "object" && action !== null && (action as Partial<Action>).type === remoteChange;
}
