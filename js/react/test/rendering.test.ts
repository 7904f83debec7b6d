import { createStore, getStore, type StoreProxy } from "@storehub/client";
import { subscriptionsOf } from "@storehub/testing";
import { act, createElement, startTransition, useState, type ReactElement } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest";
import { useStore } from "../src/index.js";

beforeEach(() => vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true));
afterEach(() => vi.unstubAllGlobals());

const Name = ({ store, server }: { store: object; server?: () => string }): ReactElement => createElement("p", null, useStore<string>(store, ["name"], server));

test("a server renders what its store has, and subscribes to nothing", () => {
  const store = createStore();
  store.name = "Ada";
  const subscriptions = subscriptionsOf(store);
  expect(renderToString(createElement(Name, { store }))).toBe("<p>Ada</p>");
  expect(subscriptions.count).toBe(0);
});

test("a page takes over what the server rendered, then shows its own store", async () => {
  const complaints: unknown[] = [];
  const store = createStore();
  store.name = "Grace";
  const container = document.createElement("div");
  container.innerHTML = "<p>Ada</p>";
  const paragraph = container.firstChild;
  const root = await act(() => hydrateRoot(container, createElement(Name, { store, server: () => "Ada" }), { onRecoverableError: (error) => complaints.push(error) }));
  expect(container.textContent).toBe("Grace");
  expect(container.firstChild).toBe(paragraph);
  expect(complaints).toEqual([]);
  await act(() => root.unmount());
});

test("all of a page shows one state, also when the store changes in the middle of a transition", async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", false);
  const store = createStore();
  store.n = 0;
  const all = 6;
  let inTransition = 0;
  let atChange: number | undefined;
  let begin!: () => void;
  const Leaf = ({ count }: { count: number }): ReactElement => {
    const n = useStore<number>(store, ["n"]);
    if (count === 1 && atChange === undefined && ++inTransition === 2) {
      // comes when React yields, which it does as soon as a slice of 5 ms is over
      queueMicrotask(() => {
        atChange = inTransition;
        store.n = 1;
        getStore(store).flush();
      });
    }
    for (const end = performance.now() + 10; count === 1 && performance.now() < end; );
    return createElement("i", null, `${count}:${n} `);
  };
  const Page = (): ReactElement => {
    const [count, setCount] = useState(0);
    begin = () => startTransition(() => setCount(1));
    return createElement("div", null, Array.from({ length: all }, (_, key) => createElement(Leaf, { key, count })));
  };
  const container = document.createElement("div");
  const shown: string[] = [];
  const root = createRoot(container);
  const done = new Promise<void>((resolve) => {
    new MutationObserver(() => {
      shown.push(container.textContent ?? "");
      if (shown.at(-1) === "1:1 ".repeat(all)) resolve();
    }).observe(container, { subtree: true, childList: true, characterData: true });
  });
  flushSync(() => root.render(createElement(Page)));
  begin();
  await done;
  expect(atChange).toBeGreaterThan(0);
  expect(atChange).toBeLessThan(all);
  for (const one of shown) expect(one.trim().split(" ").map((leaf) => leaf.slice(2))).toEqual(new Array(all).fill(one[2]));
  flushSync(() => root.unmount());
});

test("types follow the path, or are said", () => {
  interface Cart {
    todos: { text: string }[];
  }
  const Typed = (_: { cart: Cart; store: StoreProxy }): void => {
    expectTypeOf(useStore(_.cart, ["todos", 0, "text"])).toEqualTypeOf<string | undefined>();
    expectTypeOf(useStore(_.cart)).toEqualTypeOf<{ readonly todos: readonly { readonly text: string }[] }>();
    expectTypeOf(useStore<number>(_.store, ["count"])).toEqualTypeOf<number>();
    expectTypeOf(useStore<{ name: string }>(_.store, ["user"])).toEqualTypeOf<{ name: string }>();
    expectTypeOf(useStore(_.store, ["count"])).toBeAny();
  };
  expect(Typed).toBeTypeOf("function");
});
