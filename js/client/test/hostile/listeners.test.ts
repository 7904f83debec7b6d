import { afterEach, beforeEach, expect, test, vi, type MockInstance } from "vitest";
import { createStore, getStore } from "../../src/index.js";
import { ScriptedHub } from "../hub/scriptedHub.js";
import { Canary } from "./canary.js";

let canary: Canary;
let reported: MockInstance;

beforeEach(() => {
  canary = new Canary();
  reported = vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => {
  canary.isWell();
  reported.mockRestore();
});

const boom = (): never => {
  throw new Error("boom");
};

test("listeners of every kind that throw are reported, and harm neither the writer nor the others", () => {
  const store = createStore();
  const handle = getStore(store);
  const told: string[] = [];
  handle.subscribe(boom);
  handle.subscribe(["x"], boom);
  handle.onOperation(boom);
  handle.subscribe(() => told.push("changed"));
  handle.onOperation(() => told.push("written"));
  store.x = 1;
  handle.flush();
  handle.batch(() => (store.x = 2));
  handle.apply({ ts: 1, source: "other", seq: 0, type: "set", path: ["y"], value: 1 });
  expect(told).toEqual(["written", "changed", "written", "changed", "changed"]);
  expect(handle.snapshot()).toEqual({ y: 1, x: 2 });
  expect(reported).toHaveBeenCalledTimes(7);
});

test("a listener that throws nothing at all, or something that cannot be shown, is contained as well", () => {
  const store = createStore();
  const unprintable = new Proxy({}, { get: boom });
  for (const thrown of [undefined, null, unprintable, Symbol("s")]) {
    getStore(store).subscribe(() => {
      throw thrown;
    });
  }
  store.x = 1;
  getStore(store).flush();
  expect(store.x).toBe(1);
  expect(reported).toHaveBeenCalledTimes(4);
});

test("a listener that destroys the store, ends the others, or writes without end in sight of a limit", () => {
  const store = createStore();
  const handle = getStore(store);
  let rounds = 0;
  handle.subscribe(["n"], () => {
    if (++rounds === 50) handle.destroy();
    else store.n++;
    if (rounds < 50) handle.flush();
  });
  store.n = 0;
  handle.flush();
  expect(rounds).toBe(50);
  expect(() => (store.n = 0)).toThrow(/destroyed/);
  expect(store.n).toBe(49);
});

test("listeners of a hub's events that throw do not stop the conversation", async () => {
  const hub = new ScriptedHub();
  for (const name of ["status", "refused", "lost"] as const) hub.session.events.on(name, boom);
  getStore(hub.store).subscribe(boom);
  await hub.open();
  hub.store.a = 1;
  await hub.when(() => hub.submitted.length === 1);
  const [transaction] = hub.submitted[0]!;
  hub.refuse(transaction!, "no");
  await hub.when(() => hub.refused.length === 1);
  await hub.reconnect({ expectedSeq: 0 });
  hub.store.b = 2;
  await hub.when(() => hub.submitted.length === 2);
  expect(getStore(hub.store).snapshot()).toEqual({ b: 2 });
  expect(reported.mock.calls.length).toBeGreaterThan(3);
});
