import { createStore, getStore } from "@virtual-frame/store";
import * as Y from "yjs";
import { byOperations } from "./operations.mjs";
import { empty } from "./workload.mjs";

/** `@virtual-frame/store`, by its own API. */
export const virtualFrame = {
  name: "@virtual-frame/store",
  ...byOperations({ createStore, getStore }),
  local(writes) {
    const store = Object.assign(createStore(), empty());
    for (const { object, key, value } of writes) {
      store[object][key] = value;
      void store[object][key];
    }
    return store;
  },
  record(writes) {
    const store = Object.assign(createStore(), empty());
    for (const { object, key, value } of writes) store[object][key] = value;
    return structuredClone([...getStore(store).log]);
  },
};

function document_() {
  const document = new Y.Doc();
  const root = document.getMap("state");
  document.transact(() => {
    for (const name of Object.keys(empty())) root.set(name, new Y.Map());
  });
  return { document, root };
}

/** Yjs: a Y.Map of Y.Maps. */
export const yjs = {
  name: "Yjs",
  plain: (document) => document.getMap("state").toJSON(),
  local(writes) {
    const { document, root } = document_();
    for (const { object, key, value } of writes) {
      root.get(object).set(key, value);
      void root.get(object).get(key);
    }
    return document;
  },
  record(writes) {
    const { document, root } = document_();
    const updates = [Y.encodeStateAsUpdate(document)];
    document.on("update", (update) => updates.push(update));
    for (const { object, key, value } of writes) root.get(object).set(key, value);
    return updates;
  },
  apply(updates, writes) {
    const document = new Y.Doc();
    const root = document.getMap("state");
    Y.applyUpdate(document, updates[0]);
    writes.forEach(({ object, key }, i) => {
      Y.applyUpdate(document, updates[i + 1]);
      void root.get(object).get(key);
    });
    return document;
  },
  pack(updates) {
    const document = new Y.Doc();
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update);
    });
    return Buffer.from(Y.encodeStateAsUpdate(document));
  },
  join(bytes) {
    const document = new Y.Doc();
    Y.applyUpdate(document, bytes);
    return document;
  },
};
