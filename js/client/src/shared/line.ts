/** What a participant gets to know through its line. */
export interface LineEvents {
  /** There is a connection to the hub. */
  connected(): void;
  /** There is none any more. */
  lost(reason: string): void;
  /** A message of the hub. */
  frame(target: string, message: object): void;
}

/** A participant's way to the hub. */
export interface Line {
  /** Calls the hub. Fails if there is no connection, or it ends first. */
  call(method: string, request: Record<string, unknown>): Promise<unknown>;
  /** Ends the way; nothing comes through it any more. */
  end(reason: string): Promise<void>;
}
