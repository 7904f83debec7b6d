import { bindingContract, hubContract } from "@storehub/testing";
import { cleanStores, type ReadableAtom } from "nanostores";
import { hubAtom, pendingCountAtom, statusAtom } from "../src/index.js";

/** Listens to an atom; what nobody listens to any more ends at once, not a second later. */
function listen<T>($atom: ReadableAtom<T>, listener: (value: T) => void): () => void {
  const stop = $atom.subscribe(listener);
  return () => {
    stop();
    cleanStores($atom);
  };
}

bindingContract("nanostores", {
  writes: true,
  mount(store, path) {
    let shown: unknown;
    let renders = 0;
    let $place = hubAtom<unknown>(store, path);
    const show = (value: unknown): void => {
      shown = value;
      renders++;
    };
    let stop = listen($place, show);
    return {
      get shown() {
        return shown;
      },
      get renders() {
        return renders;
      },
      show(store, path) {
        stop();
        $place = hubAtom(store, path);
        stop = listen($place, show);
      },
      set: (value) => $place.set(value),
      unmount: () => stop(),
    };
  },
  rendered: () => undefined,
});

hubContract("nanostores", {
  mount(hub) {
    const [$status, $pending] = [statusAtom(hub), pendingCountAtom(hub)];
    const stops = [listen($status, () => undefined), listen($pending, () => undefined)];
    return {
      get shown() {
        return [$status.get(), $pending.get()] as const;
      },
      unmount: () => stops.forEach((stop) => stop()),
    };
  },
  rendered: () => undefined,
});
