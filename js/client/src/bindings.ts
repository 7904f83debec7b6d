export { watchPendingCount, watchStatus } from "./bindings/hubWatch.js";
export { patch } from "./bindings/patch.js";
export { pathId } from "./values/keys.js";
export type { ElementKey } from "./bindings/plainKinds.js";
export { share } from "./bindings/share.js";
export type { Snapshot, StorePath, ValueAt } from "./bindings/valueAt.js";
export { watch, type Watch } from "./bindings/watch.js";
