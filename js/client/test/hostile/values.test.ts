import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStore, getStore, StoreError, type StoreProxy } from "../../src/index.js";
import { Canary } from "./canary.js";

let canary: Canary;
let store: StoreProxy;
let bystander: StoreProxy;

beforeEach(() => {
  canary = new Canary();
  store = createStore();
  bystander = createStore();
  bystander.safe = store.list = [1, 2, 3];
  store.map = new Map([["k", 1]]);
  store.set = new Set([1]);
  getStore(store).flush();
});

afterEach(() => {
  canary.isWell();
  expect(getStore(bystander).snapshot()).toEqual({ safe: [1, 2, 3] });
});

class Boom extends Error {}
const boom = (): never => {
  throw new Boom("boom");
};
const throwing = (handler: keyof ProxyHandler<object>): object => new Proxy({ a: 1 }, { [handler]: boom });
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
  return value;
};

const values: [string, () => unknown][] = [
  ["a getter that throws", () => ({ get a() { return boom(); } })],
  ["a getter that throws late", () => [{ fine: 1 }, { get a() { return boom(); } }]],
  ["an iterator that throws", () => Object.assign(new Map(), { keys: boom })],
  ["a Set that throws", () => Object.assign(new Set(), { [Symbol.iterator]: boom })],
  ["a proxy whose keys throw", () => throwing("ownKeys")],
  ["a proxy whose values throw", () => throwing("get")],
  ["a proxy whose prototype throws", () => throwing("getPrototypeOf")],
  ["a revoked proxy", revoked],
  ["an array that grows while it is read", () => { const list: unknown[] = []; list.push(Object.defineProperty({}, "a", { enumerable: true, get: () => list.push(list[0]) })); return list; }],
  ["a false Date", () => Object.create(Date.prototype) as object],
  ["a Date that lies", () => Object.assign(new Date(0), { getTime: () => NaN })],
  ["false bytes", () => Object.create(Uint8Array.prototype) as object],
  ["a Map that is none", () => Object.create(Map.prototype) as object],
  ["text of 10 MB", () => "x".repeat(10_000_000)],
  ["a key of 2 kB", () => ({ ["k".repeat(2_000)]: 1 })],
  ["bytes of 10 MB", () => new Uint8Array(10_000_000)],
  ["100,000 levels", () => deep(100_000)],
  ["19 levels", () => deep(19)],
  ["text with half a character", () => ["\ud83d"]],
  ["a function", () => boom],
  ["a thenable", () => ({ then: boom })],
  ["a promise", () => Promise.resolve(1)],
  ["something with a toJSON", () => ({ toJSON: boom })],
  ["a symbol", () => Symbol("s")],
  ["a wrapped number", () => Object(1n) as object],
  ["the language's own objects", () => ({ all: globalThis })],
  ["a WeakMap", () => new WeakMap()],
];

describe.each(values)("%s", (_, make) => {
  test.each<[string, (value: unknown) => unknown]>([
    ["assigned", (value) => (store.x = value)],
    ["pushed", (value) => store.list.push(value)],
    ["spliced in", (value) => store.list.splice(0, 1, 0, value)],
    ["set in a Map", (value) => store.map.set("k", value)],
    ["as a Map's key", (value) => store.map.set(value, 1)],
    ["added to a Set", (value) => store.set.add(value)],
    ["in a batch", (value) => getStore(store).batch(() => ((store.before = 1), (store.x = value)))],
  ])("%s is refused or contained, and nothing is half written", (_, write) => {
    const before = getStore(store).snapshot();
    const value = make();
    expect(() => write(value)).toThrow();
    getStore(store).flush();
    expect(getStore(store).snapshot()).toEqual(before);
    store.goes = "on";
    getStore(store).flush();
    expect(store.goes).toBe("on");
    // seqs go on without a gap
    const replica = createStore();
    getStore(replica).applyBatch(getStore(store).log);
    expect(getStore(replica).snapshot()).toEqual(getStore(store).snapshot());
  });
});

test("a value that writes to the store while it is read is written after what it wrote", () => {
  store.x = { get a() { store.list.unshift(0); return store.list.length as number; } };
  store.list.push({ get b() { store.list.length = 1; return 1; } });
  store.list.splice(0, 1, { get c() { store.map.clear(); delete store.x; return 1; } });
  getStore(store).flush();
  const replica = createStore();
  getStore(replica).applyBatch(getStore(store).log);
  expect(getStore(replica).snapshot()).toEqual(getStore(store).snapshot());
  expect(getStore(store).snapshot()).toMatchObject({ map: new Map(), list: [{ c: 1 }, { b: 1 }] });
});

test("functions that are given to a store's own methods may throw and write", () => {
  expect(() => store.list.sort(boom)).toThrow(Boom);
  expect(() => store.list.map(boom)).toThrow(Boom);
  expect(() => store.map.forEach(boom)).toThrow(Boom);
  expect(() => getStore(store).batch(() => ((store.list.length = 0), boom()))).toThrow(Boom);
  expect(() => getStore(store).batch(() => ({ get then() { return boom(); } }))).toThrow(Boom);
  expect(getStore(store).snapshot()).toEqual({ list: [1, 2, 3], map: new Map([["k", 1]]), set: new Set([1]) });
  store.list.sort((a: number, b: number) => (store.sorting = 1, b - a));
  store.list.forEach(() => store.list.pop());
  getStore(store).flush();
  const replica = createStore();
  getStore(replica).applyBatch(getStore(store).log);
  expect(getStore(replica).snapshot()).toEqual(getStore(store).snapshot());
});

test.each<[string, () => unknown]>([
  ["not a list", () => getStore(store).readPath("list" as never)],
  ["a step that is an object", () => getStore(store).readPath([{}] as never)],
  ["a step that throws", () => getStore(store).readPath([throwing("get")] as never)],
  ["an increment by text", () => getStore(store).increment(["n"], "1" as never)],
  ["an increment of everything", () => getStore(store).increment([])],
  ["1,000 steps", () => getStore(store).increment(Array.from({ length: 1000 }, () => "p"))],
  ["operations that are none", () => getStore(store).applyBatch(5 as never)],
  ["an operation that is none", () => getStore(store).apply(undefined as never)],
  ["a source's name that is none", () => createStore({ sourceId: "a b" })],
])("%s is refused, and nothing is written", (_, action) => {
  const { length } = getStore(store).log;
  expect(action).toThrow();
  getStore(store).flush();
  expect(getStore(store).log).toHaveLength(length);
});

test("a refusal names its code, its place and its limit", () => {
  try {
    store.list[0] = { a: ["x".repeat(300_000)] };
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 108, path: "list[0].a[0]", limit: 262144 });
  }
});
