export { StoreError, type StoreErrorNumber } from "./errors/storeError.js";
export { defaultLimits, type StoreLimits } from "./values/limits.js";
export type { Scalar, StoreData } from "./values/value.js";
