import { bindingContract, hubContract } from "@storehub/testing";
import { createMemo, createRenderEffect, createRoot, createSignal } from "solid-js";
import { useHubStatus, usePendingCount, useStore } from "../src/index.js";

bindingContract("Solid", {
  writes: false,
  mount: (store, path) =>
    createRoot((unmount) => {
      const [at, show] = createSignal({ store, path });
      const shownStore = createMemo(() => at().store);
      // a store is given to a component once; another one makes another component of it
      const value = createMemo(() => useStore<unknown>(shownStore(), () => at().path));
      let shown: unknown;
      let renders = 0;
      createRenderEffect(() => {
        shown = value()();
        renders++;
      });
      return {
        get shown() {
          return shown;
        },
        get renders() {
          return renders;
        },
        show: (store, path) => void show({ store, path }),
        unmount,
      };
    }),
  rendered: () => undefined,
});

hubContract("Solid", {
  mount: (hub) =>
    createRoot((unmount) => {
      const [status, pending] = [useHubStatus(hub), usePendingCount(hub)];
      let shown = [status(), pending()] as const;
      createRenderEffect(() => (shown = [status(), pending()]));
      return {
        get shown() {
          return shown;
        },
        unmount,
      };
    }),
  rendered: () => undefined,
});
