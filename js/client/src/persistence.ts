export { indexedDb, Persistence, type IndexedDbOptions } from "./persistence/persistence.js";
export type { Cursor, DeviceStorage, KeptOutbox, KeptOutboxContent, KeptRefusal, KeptState, KeptTransaction, OutboxChange, StoreStorage } from "./persistence/storage.js";
