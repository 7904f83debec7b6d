import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as Code from "../../src/errors/codes.js";
import { StoreHubJsonProtocol } from "../../src/hub/jsonProtocol.js";
import { StoreHubMessagePackProtocol } from "../../src/hub/messagePackProtocol.js";
import { createStore, getStore, type Operation, type StoreProxy } from "../../src/index.js";
import { Canary, forbidden, own } from "./canary.js";
import { refusal } from "./refusal.js";

let canary: Canary;
let store: StoreProxy;

beforeEach(() => {
  canary = new Canary();
  store = createStore();
  Object.assign(store, { user: { name: "Ada" }, list: [{ n: 1 }], map: new Map<unknown, unknown>([["k", {}]]), set: new Set(["s"]) });
  getStore(store).flush();
});

afterEach(() => canary.isWell());

const state = (): unknown => getStore(store).snapshot();

describe.each(forbidden)("the key %s", (key) => {
  const hostile = { polluted: true };

  test.each<[string, () => unknown]>([
    ["assigned", () => (store[key] = hostile)],
    ["assigned further down", () => (store.user[key] = hostile)],
    ["assigned to an element", () => (store.list[0][key] = hostile)],
    ["defined", () => Object.defineProperty(store.user, key, { value: 1, writable: true, enumerable: true, configurable: true })],
    ["in a value", () => (store.user = own(key, hostile))],
    ["deep in a value", () => store.list.push([{ a: own(key, 1) }])],
    ["merged", () => Object.assign(store.user, own(key, hostile))],
    ["in an array", () => (store.list = [own(key, 1)])],
    ["in a Map's value", () => store.map.set("k", own(key, 1))],
    ["as a Map's key", () => store.map.set(key, 1)],
    ["as a Map's key in a value", () => (store.map = new Map([[key, 1]]))],
    ["in a batch", () => getStore(store).batch(() => ((store.fine = 1), (store.user[key] = 1)))],
    ["in a path to increment", () => getStore(store).increment(["user", key, "polluted"])],
  ])("%s is refused, and nothing is written", (_, write) => {
    const before = state();
    const writes = getStore(store).log.length;
    expect(refusal(write).code).toBe(Code.ForbiddenKey);
    getStore(store).flush();
    expect(state()).toEqual(before);
    expect(getStore(store).log).toHaveLength(writes);
  });

  test("reads as nothing, and deleting it changes nothing", () => {
    expect([store[key], store.user[key], store.list[0][key]]).toEqual([undefined, undefined, undefined]);
    expect([key in getStore(store).proxy, Object.keys(store).includes(key), store.map.has(key)]).toEqual([key !== "prototype", false, false]);
    delete store[key];
    store.map.delete(key);
    expect(getStore(store).log).toHaveLength(4);
    expect([getStore(store).readPath(["user", key]), getStore(store).readPath([key, "polluted"])]).toEqual([undefined, undefined]);
    getStore(store).subscribe(["user", key], () => expect.unreachable());
    store.user.name = "Eve";
    getStore(store).flush();
  });

  test.each<[string, Partial<Operation>]>([
    ["a path", { type: "set", path: [key], value: 1 }],
    ["a path's middle", { type: "set", path: ["user", key, "polluted"], value: 1 }],
    ["a path to delete", { type: "delete", path: ["user", key] }],
    ["a path to increment", { type: "increment", path: [key, "polluted"], value: 1 }],
    ["a container's path", { type: "splice", path: [key], index: 0, deleteCount: 0, items: [1] }],
    ["a value", { type: "set", path: ["x"], value: own(key, hostile) as never }],
    ["an item", { type: "splice", path: ["list"], index: 0, deleteCount: 0, items: [own(key, 1) as never] }],
    ["a Map's key", { type: "map-set", path: ["map"], key, value: 1 }],
    ["a Map's key to delete", { type: "map-delete", path: ["map"], key }],
    ["a Map in a value", { type: "set", path: ["x"], value: new Map([[key, 1]]) }],
  ])("in an operation's %s is refused, and nothing of its batch is taken in", (_, part) => {
    const before = state();
    const fine: Operation = { ts: Date.now(), source: "other", seq: 0, type: "set", path: ["fine"], value: 1 };
    const operation = { ts: fine.ts, source: "other", seq: 1, ...part } as Operation;
    expect(refusal(() => getStore(store).applyBatch([fine, operation])).code).toBe(Code.ForbiddenKey);
    expect(state()).toEqual(before);
    getStore(store).apply(fine);
    expect(store.fine).toBe(1);
  });

  test("as a Set's member, as text and as the name of a source is a word like any other", () => {
    store.set.add(key);
    store.text = key;
    const peer = createStore({ sourceId: key === "prototype" ? "p" : key });
    peer.words = [key];
    getStore(peer).flush();
    getStore(store).applyBatch(getStore(peer).log);
    expect([store.set.has(key), store.text, store.words[0]]).toEqual([true, key, key]);
    getStore(peer).applyBatch(getStore(store).log);
    expect(getStore(peer).snapshot()).toEqual(state());
  });

  test("in a frame stays the frame's own", () => {
    const text = `{"type":1,"target":"records","arguments":[{"store":"s","${key}":{"polluted":true}}],"${key}":{"polluted":true}}\u001e`;
    const [message] = new StoreHubJsonProtocol().parseMessages(text);
    expect((message as unknown as { polluted?: unknown }).polluted).toBeUndefined();
    const binary = new StoreHubMessagePackProtocol();
    const [again] = binary.parseMessages(binary.writeMessage({ type: 1, target: "records", arguments: [own(key, hostile)] } as never));
    const [argument] = (again as unknown as { arguments: [Record<string, unknown>] }).arguments;
    expect([Object.keys(argument), argument["polluted"]]).toEqual([[key], undefined]);
  });
});

test("a store's prototype cannot be changed, nor the store be frozen", () => {
  expect(() => Object.setPrototypeOf(store, { polluted: true })).toThrow(TypeError);
  expect(() => Object.setPrototypeOf(store.list, null)).toThrow(TypeError);
  expect(() => Object.freeze(store)).toThrow(TypeError);
  expect(Reflect.set(Object.create(store) as object, "polluted", 1)).toBe(true);
  expect("polluted" in store).toBe(false);
  expect(() => (store as unknown as { __defineGetter__(key: string, get: () => unknown): void }).__defineGetter__("x", () => 1)).toThrow();
});

test("what all stores share cannot be reached through one", () => {
  const other = createStore();
  expect(() => Reflect.set(store, Symbol.toPrimitive, 1)).toThrow();
  expect(() => (store.toString = () => "mine")).toThrow();
  store["hasOwnProperty"] = "shadowed" as never;
  store.list.push("x");
  expect(refusal(() => (store.list["extra"] = 1)).code).toBe(Code.InvalidKey);
  expect([typeof other.hasOwnProperty, Object.keys(other), [...Object.keys(createStore())]]).toEqual(["function", [], []]);
});
