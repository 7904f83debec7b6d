export { useHubStatus, usePendingCount } from "./useHub.js";
export { useStore } from "./useStore.js";
