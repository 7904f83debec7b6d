export { bindingContract, type Binding, type Mounted } from "./bindingContract.js";
export { hubContract, type HubBinding } from "./hubContract.js";
export { hasHub, HubProcess } from "../../client/test/hub/hubProcess.js";
export { whenStatus, whenStore } from "../../client/test/hub/waiting.js";
export { sizesOf } from "./sizesOf.js";
export { joined, type Joined } from "./joined.js";
export { subscriptionsOf } from "./subscriptions.js";
