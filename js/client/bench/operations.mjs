import { serialize, deserialize } from "node:v8";

/** Applying and joining by a log of operations, which both libraries do by the same names. */
export function byOperations({ createStore, getStore }) {
  return {
    plain: (store) => getStore(store).snapshot(),
    apply(operations, writes) {
      const store = createStore();
      const handle = getStore(store);
      const head = operations.length - writes.length;
      handle.applyBatch(operations.slice(0, head));
      writes.forEach(({ object, key }, i) => {
        handle.apply(operations[head + i]);
        void store[object][key];
      });
      return store;
    },
    pack: (operations) => serialize(operations),
    join(bytes) {
      const store = createStore();
      getStore(store).applyBatch(deserialize(bytes));
      return store;
    },
  };
}
