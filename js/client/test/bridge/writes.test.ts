import { connectPort, createStore, getStore, type StoreProxy } from "@virtual-frame/store";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hubPort, type HubPort } from "../../src/bridge.js";
import * as Code from "../../src/errors/codes.js";
import { getStore as ourStore } from "../../src/index.js";
import { textOf } from "./text.js";

const open: HubPort[] = [];

/** A store of the library and a port whose hub is not to be reached: what one side writes the other has at once. */
function joined(): { store: StoreProxy; port: HubPort; refused: number[] } {
  const store = createStore();
  const port = hubPort("http://127.0.0.1:9/hub", { store: "nowhere", flushTimeout: 0 });
  const refused: number[] = [];
  port.on("refused", ({ code }) => refused.push(code));
  connectPort(store, port);
  open.push(port);
  return { store, port, refused };
}

afterEach(() => Promise.all(open.splice(0).map((port) => port.close())));

/** Both have it, and what both have. */
function both(store: StoreProxy, port: HubPort): unknown {
  ourStore(port.store).flush();
  const theirs = getStore(store).snapshot();
  expect(textOf(theirs)).toBe(textOf(ourStore(port.store).snapshot()));
  return theirs;
}

const values: [name: string, value: unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["NaN", NaN],
  ["−0", -0],
  ["Infinity", -Infinity],
  ["text", "ü\u{1F600}"],
  ["a date", new Date(1234)],
  ["bytes", new Uint8Array([0, 255]).subarray(1)],
  ["an object", { a: { "7": undefined, b: [] } }],
  ["an array", [1, [undefined, NaN, [-0]]]],
  ["a Map", new Map<unknown, unknown>([[1, "n"], ["1", "s"], [null, new Map([[true, -0]])], [new Date(5), 1]])],
  ["a Set", new Set<unknown>([3, 1, "1", NaN, new Uint8Array([1])])],
];

describe("a value", () => {
  test.each(values)("%s goes both ways", async (_, value) => {
    const { store, port, refused } = joined();
    store["mine"] = value;
    port.store.yours = value;
    store["list"] = [0];
    store["list"].push(value);
    port.store.list.unshift(value);
    store["map"] = new Map();
    store["map"].set("k", value);
    await Promise.resolve();
    const copy = structuredClone(value);
    expect(both(store, port)).toStrictEqual({ mine: copy, yours: copy, list: [copy, 0, copy], map: new Map([["k", copy]]) });
    expect(refused).toEqual([]);
  });

  test("is nobody else's: what is assigned twice, or changed afterwards, is not", async () => {
    const { store, port } = joined();
    const mine = { n: 1, when: new Date(1) };
    store["a"] = mine;
    store["b"] = mine;
    store["c"] = store["a"];
    store["list"] = [mine, mine];
    store["list2"] = store["list"];
    store["list"].fill(mine);
    mine.n = 9;
    mine.when.setTime(9);
    store["a"].n = 2;
    store["list"][0].n = 3;
    await Promise.resolve();
    const one = { n: 1, when: new Date(1) };
    expect(both(store, port)).toStrictEqual({ a: { ...one, n: 2 }, b: one, c: one, list: [{ ...one, n: 3 }, one], list2: [one, one] });
  });

  test("that stands in the store may stand elsewhere, also in itself", async () => {
    const { store, port, refused } = joined();
    store["m"] = new Map([["k", { a: 1 }]]);
    store["s"] = new Set([1]);
    store["bytes"] = new Uint8Array([1, 2]);
    store["date"] = new Date(3);
    store["copies"] = { m: store["m"], s: store["s"], bytes: store["bytes"] };
    store["s"].add(2);
    store["list"] = [];
    store["list"].push(store["list"]);
    store["date2"] = store["date"];
    await Promise.resolve();
    const had = both(store, port) as Record<string, unknown>;
    expect(had["copies"]).toStrictEqual({ m: new Map([["k", { a: 1 }]]), s: new Set([1]), bytes: new Uint8Array([1, 2]) });
    // what an endless value holds is refused, and so is what the library's proxies do not tell
    expect(refused).toEqual([expect.any(Number), Code.UnsupportedType]);
    expect(had["date2"]).toBeUndefined();
  });
});

test("what the library has not applied yet stays in the order in which it came, whatever clocks say", () => {
  const { store, port } = joined();
  // assigning to the root reads nothing, so all of this is still to be sorted by timestamp when it is looked at
  store["a"] = 1;
  port.store.a = 2;
  ourStore(port.store).flush();
  store["a"] = 3;
  store["b"] = 1;
  port.store.b = 2;
  ourStore(port.store).flush();
  expect(both(store, port)).toEqual({ a: 3, b: 2 });
});

describe("an array", () => {
  test("takes what the library calls it", async () => {
    const { store, port, refused } = joined();
    store["a"] = [1, 2, 3];
    store["a"].length = 1;
    store["a"][3] = 4;
    store["a"].length = 6;
    delete store["a"][0];
    expect(both(store, port)).toStrictEqual({ a: [undefined, undefined, undefined, 4, undefined, undefined] });
    store["a"].splice(-2, 9, "x");
    store["a"].splice(1, 2);
    store["a"].unshift(0);
    store["a"].copyWithin(0, 2);
    expect(both(store, port)).toStrictEqual({ a: [4, "x", 4, "x"] });
    expect(refused).toEqual([]);
    store["a"].name = 1;
    store["a"]["-1"] = 1;
    store["a"][400000] = 1;
    expect(both(store, port)).toStrictEqual({ a: [4, "x", 4, "x"] });
    await Promise.resolve();
    expect(refused).toEqual([Code.InvalidKey, Code.InvalidKey, Code.TooLarge]);
    expect(Object.keys(getStore(store).readPath(["a"]) as object)).toEqual(["0", "1", "2", "3"]);
  });

  test("that is sorted keeps its elements: what others hold goes with them", () => {
    const { store, port } = joined();
    store["todos"] = [{ n: 3 }, { n: 1 }, { n: 2 }];
    const three = port.store.todos[0];
    store["todos"].sort((left: { n: number }, right: { n: number }) => left.n - right.n);
    three.done = true;
    expect(both(store, port)).toStrictEqual({ todos: [{ n: 1 }, { n: 2 }, { n: 3, done: true }] });
    store["todos"].reverse();
    three.done = false;
    expect(both(store, port)).toStrictEqual({ todos: [{ n: 3, done: false }, { n: 2 }, { n: 1 }] });
  });

  test("is corrected where it changed, and the library's subscribers hear of that", async () => {
    const { store, port } = joined();
    store["todos"] = Array.from({ length: 50 }, (_, n) => ({ n }));
    const before = getStore(store).log.length;
    let heard = 0;
    getStore(store).subscribe(["todos", "20", "n"], () => heard++);
    port.store.todos[20].n = -1;
    port.store.todos.splice(10, 1);
    await Promise.resolve();
    await Promise.resolve();
    expect(heard).toBeGreaterThan(0);
    port.store.todos[3].n = -2;
    await Promise.resolve();
    both(store, port);
    const corrections = getStore(store).log.slice(before);
    expect(corrections.at(-1)).toMatchObject({ type: "set", path: ["todos", "3", "n"], value: -2 });
    expect(corrections.length).toBeLessThan(4);
  });
});

describe("a refused write", () => {
  class Point {
    x = 1;
  }

  test.each<[name: string, write: (store: StoreProxy) => void, code: number]>([
    ["a function", (store) => (store["a"] = () => 1), Code.UnsupportedType],
    ["a function inside", (store) => (store["user"].f = { deep: [() => 1] }), Code.UnsupportedType],
    ["a symbol", (store) => store["list"].push(Symbol("s")), Code.UnsupportedType],
    ["a class instance", (store) => (store["user"] = new Point()), Code.UnsupportedType],
    ["a cycle", (store) => (store["user"].self = cycle()), Code.Cycle],
    ["a large text", (store) => (store["user"].name = "x".repeat(300_000)), Code.TooLarge],
    ["half a letter", (store) => (store["a"] = "\ud800"), Code.LoneSurrogate],
    ["a date that is none", (store) => (store["a"] = new Date(NaN)), Code.InvalidInstant],
    ["a Set's object", (store) => store["set"].add({}), Code.InvalidKey],
    ["a Map's object", (store) => store["map"].set({}, 1), Code.InvalidKey],
    ["a Map's undefined", (store) => store["map"].set(undefined, 1), Code.InvalidKey],
    ["a byte", (store) => (store["bytes"][0] = 9), Code.UnsupportedType],
    ["constructor", (store) => (store["constructor"] = 1), Code.ForbiddenKey],
    ["constructor inside", (store) => (store["user"].constructor = 1), Code.ForbiddenKey],
    ["prototype", (store) => store["map"].set("prototype", 1), Code.ForbiddenKey],
    ["__proto__ of the root", (store) => (store["__proto__"] = { polluted: 1 }), Code.ForbiddenKey],
    ["__proto__ inside", (store) => (store["user"].__proto__ = { polluted: 1 }), Code.ForbiddenKey],
    ["what all objects have", (store) => (store["user"].__proto__.polluted = 1), Code.ForbiddenKey],
    ["__proto__ in a value", (store) => (store["a"] = JSON.parse(`{"__proto__":{"polluted":1}}`)), Code.ForbiddenKey],
  ])("of %s is told, and taken back", async (_, write, code) => {
    const { store, port, refused } = joined();
    const had = { user: { name: "Ada" }, list: [1], set: new Set([1]), map: new Map([[1, 1]]), bytes: new Uint8Array([1]) };
    Object.assign(store, structuredClone(had));
    write(store);
    expect(both(store, port)).toStrictEqual(had);
    expect("polluted" in store || "polluted" in store["user"]).toBe(false);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    await Promise.resolve();
    expect(refused).toEqual([code]);
    // and all goes on
    store["user"].name = "Eve";
    port.store.list.push(2);
    await Promise.resolve();
    expect(both(store, port)).toStrictEqual({ ...had, user: { name: "Eve" }, list: [1, 2] });
  });

  test("is said on the console if nobody listens", () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const store = createStore();
    const port = hubPort("http://127.0.0.1:9/hub", { store: "nowhere", flushTimeout: 0 });
    open.push(port);
    connectPort(store, port);
    port.on("refused", () => undefined)();
    store["f"] = () => 1;
    expect(said).toHaveBeenCalledOnce();
    said.mockRestore();
  });

  test("after closing is as before any bridge: the store is for itself", async () => {
    const { store, port } = joined();
    store["a"] = 1;
    await port.close();
    store["a"] = 2;
    expect(getStore(store).snapshot()).toEqual({ a: 2 });
    expect(ourStore(port.store).snapshot()).toEqual({ a: 1 });
  });

  test("is no message: what is none of the library's is passed over or refused", async () => {
    const { store, port, refused } = joined();
    store["a"] = 1;
    for (const message of [null, 7, "vf-store:op", {}, { type: "vf-store:init" }, { type: "vf-store:op" }, { type: "vf-store:op", op: { source: "x", seq: 0, path: "a" } }, { type: "vf-store:op", op: { source: "x", seq: 0, path: ["a"], type: "explode" } }]) {
      port.postMessage(message);
    }
    await Promise.resolve();
    expect(refused).toEqual([Code.MalformedOperation, Code.MalformedOperation, Code.MalformedOperation]);
    expect(both(store, port)).toStrictEqual({ a: 1 });
  });
});

function cycle(): object {
  const value: Record<string, unknown> = {};
  value["itself"] = value;
  return value;
}
