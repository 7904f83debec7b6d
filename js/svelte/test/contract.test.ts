import { bindingContract, hubContract } from "@storehub/testing";
import { flushSync, mount, tick, unmount } from "svelte";
import { writable } from "svelte/store";
import type { StoreValue } from "../src/index.js";
import Rune from "./Rune.svelte";
import Status from "./Status.svelte";
import Store from "./Store.svelte";

const rendered = async (): Promise<void> => {
  flushSync();
  await tick();
};

/** Puts a component on a page. What subscribes by runes ends a microtask after the component. */
function page(component: typeof Store, props: Record<string, unknown>): () => Promise<void> {
  const mounted = mount(component, { target: document.createElement("div"), props });
  flushSync();
  return async () => {
    await unmount(mounted);
    await rendered();
  };
}

for (const [name, component] of [["Svelte's stores", Store], ["Svelte's runes", Rune]] as const) {
  bindingContract(name, {
    writes: true,
    mount(store, path) {
      const at = writable({ store, path });
      let shown: unknown;
      let renders = 0;
      let place!: StoreValue<unknown>;
      const seen = (value: unknown, from: StoreValue<unknown>): void => {
        shown = value;
        place = from;
        renders++;
      };
      return {
        get shown() {
          return shown;
        },
        get renders() {
          return renders;
        },
        show: (store, path) => at.set({ store, path }),
        set: (value) => (component === Store ? place.set(value) : (place.current = value)),
        unmount: page(component, { at, seen }),
      };
    },
    rendered,
  });
}

hubContract("Svelte", {
  mount(hub) {
    let shown!: [StatusOf, number];
    const close = page(Status, { hub, seen: (now: typeof shown) => void (shown = now) });
    return {
      get shown() {
        return shown;
      },
      unmount: close,
    };
  },
  rendered,
});

type StatusOf = Parameters<Parameters<typeof hubContract>[1]["mount"]>[0]["status"];
