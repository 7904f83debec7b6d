export { hubEnhancer, type HubEnhancerOptions } from "./hubEnhancer.js";
export { isRemoteChange, remoteChange, type RemoteChange } from "./remoteChange.js";
