export { StoreError, type StoreErrorNumber } from "./errors/storeError.js";
export type { OperationType } from "./operations/operation.js";
export { connectPort, type PortLike } from "./port/connectPort.js";
export { createStore, getStore, isStoreProxy, type StoreOptions, type StoreProxy } from "./store/createStore.js";
export type { StoreListener } from "./store/observers.js";
export type { Operation } from "./store/publicOperation.js";
export type { StoreHandle } from "./store/storeHandle.js";
export { defaultLimits, type StoreLimits } from "./values/limits.js";
export type { Scalar, StoreData } from "./values/value.js";
