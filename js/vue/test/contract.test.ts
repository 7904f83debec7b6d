import { bindingContract, hubContract } from "@storehub/testing";
import { createApp, h, nextTick, shallowReactive, type Component } from "vue";
import { useHubStatus, usePendingCount, useStore } from "../src/index.js";

/** Puts a component on a page. */
function page(component: Component): () => void {
  const app = createApp(component);
  // by default what a component throws goes to the console in production and is thrown in development
  app.config.errorHandler = (error) => {
    throw error;
  };
  app.mount(document.createElement("div"));
  return () => app.unmount();
}

bindingContract("Vue", {
  writes: true,
  mount(store, path) {
    const at = shallowReactive({ store, path });
    let shown: unknown;
    let renders = 0;
    let set!: (value: unknown) => void;
    const Place = {
      props: ["store"],
      setup({ store }: { store: object }) {
        const value = useStore<unknown>(store, () => at.path);
        set = (next) => (value.value = next);
        return () => {
          renders++;
          shown = value.value;
          return h("p");
        };
      },
    };
    // a store is given to a component once; another one makes another component of it
    const keys = new Map<object, number>();
    const keyOf = (store: object): number => keys.get(store) ?? (keys.set(store, keys.size), keys.size);
    const unmount = page({ render: () => h(Place, { store: at.store, key: keyOf(at.store) }) });
    return {
      get shown() {
        return shown;
      },
      get renders() {
        return renders;
      },
      show: (store, path) => void Object.assign(at, { store, path }),
      set: (value) => set(value),
      unmount,
    };
  },
  rendered: () => nextTick(),
});

hubContract("Vue", {
  mount(hub) {
    let shown!: [ReturnType<typeof useHubStatus>["value"], number];
    const unmount = page({
      setup() {
        const [status, pending] = [useHubStatus(hub), usePendingCount(hub)];
        return () => {
          shown = [status.value, pending.value];
          return h("p");
        };
      },
    });
    return {
      get shown() {
        return shown;
      },
      unmount,
    };
  },
  rendered: () => nextTick(),
});
