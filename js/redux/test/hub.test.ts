import { createStore } from "@storehub/client";
import { TransactionTooLarge } from "@storehub/client/errors";
import { connectHub } from "@storehub/client/hub";
import { hasHub, HubProcess, whenStore } from "@storehub/testing";
import { legacy_createStore, type UnknownAction } from "redux";
import { describe, expect, test } from "vitest";
import { hubEnhancer, remoteChange } from "../src/index.js";

interface Root {
  readonly items: Readonly<Record<string, string>>;
}

describe.skipIf(!hasHub)("slices at a real hub", () => {
  test("come from there, meet what was dispatched before, and go back when a transaction is refused later", async () => {
    const process = await new HubProcess().start();
    const open = (ready: boolean) => {
      const store = createStore();
      const hub = connectHub(store, process.url, { store: "redux", protocol: "json" });
      const actions: string[] = [];
      const reducer = (state: Root = { items: {} }, action: UnknownAction): Root => {
        actions.push(action.type);
        return action.type === "put" ? { items: { ...state.items, ...(action.items as Root["items"]) } } : state;
      };
      const redux = legacy_createStore(reducer, hubEnhancer(store, { slices: ["items"], ...(ready && { ready: hub.ready }) }));
      return { store, hub, redux, actions };
    };
    const first = open(true);
    first.redux.dispatch({ type: "put", items: { a: "1" } });
    await first.hub.ready;
    await first.hub.whenAcknowledged();
    const second = open(true);
    second.redux.dispatch({ type: "put", items: { b: "2" } });
    await whenStore(first.store, () => first.redux.getState().items.b === "2");
    expect(first.redux.getState()).toEqual({ items: { a: "1", b: "2" } });
    expect(second.redux.getState()).toEqual({ items: { a: "1", b: "2" } });

    // fits a transaction, but no frame in JSON: refused when it is sent
    const refused = new Promise<number>((resolve) => first.hub.on("refused", ({ code }) => resolve(code)));
    first.actions.length = 0;
    first.redux.dispatch({ type: "put", items: { x: "\u0001".repeat(180_000), y: "\u0001".repeat(180_000) } });
    expect(Object.keys(first.redux.getState().items)).toEqual(["a", "b", "x", "y"]);
    expect(await refused).toBe(TransactionTooLarge);
    expect(first.redux.getState()).toEqual({ items: { a: "1", b: "2" } });
    expect(first.actions).toEqual(["put", remoteChange]);
    first.redux.dispatch({ type: "put", items: { c: "3" } });
    await whenStore(second.store, () => second.redux.getState().items.c === "3");
    for (const { hub } of [first, second]) await hub.close();
    expect(() => first.redux.dispatch({ type: "put", items: { d: "4" } })).toThrow(/closed/);
    expect(first.redux.getState()).toEqual({ items: { a: "1", b: "2", c: "3" } });
    await process.dispose();
  });
});
