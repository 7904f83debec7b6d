export { bindingContract, type Binding, type Mounted } from "./bindingContract.js";
export { hubContract, type HubBinding } from "./hubContract.js";
export { hasHub, HubProcess } from "../../client/test/hub/hubProcess.js";
export { whenStatus, whenStore } from "../../client/test/hub/waiting.js";
export { addedSize } from "./addedSize.js";
export { joined } from "./joined.js";
export { subscriptionsOf } from "./subscriptions.js";
