export { connectHub, type HubHandle } from "./hub/connectHub.js";
export type { HubEvents, HubStatus, LostEvent, RefusedEvent } from "./hub/events.js";
export { StoreHubJsonProtocol } from "./hub/jsonProtocol.js";
export { StoreHubMessagePackProtocol } from "./hub/messagePackProtocol.js";
export type { HubOptions } from "./hub/options.js";
export type { SharedHub } from "./hub/route.js";
