export { bridgePort } from "./bridge/bridgePort.js";
export type { BridgeOptions, HubBridge } from "./bridge/hubBridge.js";
export { hubPort, type HubPort } from "./bridge/hubPort.js";
