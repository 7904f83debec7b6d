import type { HubHandle } from "./connectHub.js";
import type { Session } from "./session.js";

/** The sessions behind handles: what entries of their own, which nobody else must pay for, build on. */
export const sessions = new WeakMap<HubHandle, Session>();
