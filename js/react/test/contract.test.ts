import { bindingContract, hubContract, type Mounted } from "@storehub/testing";
import { createElement, StrictMode, useEffect, type FunctionComponent } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { useHubStatus, usePendingCount, useStore } from "../src/index.js";

const rendered = (): void => flushSync(() => undefined);

/** Puts a component on a page. */
function page<P extends object>(component: FunctionComponent<P>, props: P, strict: boolean): { update(props: P): void; unmount(): void } {
  const root = createRoot(document.createElement("div"), { onUncaughtError: (error) => void (failure = error) });
  let failure: unknown;
  const update = (next: P): void => {
    const element = createElement(component, next);
    flushSync(() => root.render(strict ? createElement(StrictMode, null, element) : element));
    if (failure) throw failure;
  };
  update(props);
  return { update, unmount: () => flushSync(() => root.unmount()) };
}

function mount(store: object, path: readonly (string | number)[], strict: boolean): Mounted {
  let shown: unknown;
  let renders = 0;
  const Place = (at: { store: object; path: readonly (string | number)[] }): null => {
    const value = useStore(at.store, at.path);
    useEffect(() => {
      shown = value;
      renders++;
    });
    return null;
  };
  const { update, unmount } = page(Place, { store, path }, strict);
  return {
    get shown() {
      return shown;
    },
    get renders() {
      return renders;
    },
    show: (other, path) => update({ store: other, path: path as (string | number)[] }),
    unmount,
  };
}

for (const strict of [false, true]) {
  const mode = strict ? "React in StrictMode" : "React";
  bindingContract(mode, { mount: (store, path) => mount(store, path as (string | number)[], strict), writes: false, rendered });
}

hubContract("React", {
  mount(hub) {
    let shown!: [ReturnType<typeof useHubStatus>, number];
    const Status = (): null => {
      shown = [useHubStatus(hub), usePendingCount(hub)];
      return null;
    };
    const { unmount } = page(Status, {}, false);
    return {
      get shown() {
        return shown;
      },
      unmount,
    };
  },
  rendered,
});
