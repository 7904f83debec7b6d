export { useHubStatus, usePendingCount } from "./useHub.js";
export { useStore, type StoreValue } from "./useStore.js";
export type { Current } from "./readableOf.js";
