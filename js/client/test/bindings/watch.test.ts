import { describe, expect, expectTypeOf, test } from "vitest";
import { patch, watch, type Snapshot, type ValueAt } from "../../src/bindings.js";
import { createStore, getStore } from "../../src/index.js";

test("listeners are told once of each other value, with it", () => {
  const store = createStore();
  store.user = { name: "Ada" };
  const seen: unknown[] = [];
  const place = watch(store, ["user", "name"]);
  const stop = place.subscribe((name) => seen.push(name));
  getStore(store).flush();
  for (const name of ["Ada", "Grace", "Grace", "Ada"]) {
    store.user.name = name;
    getStore(store).flush();
  }
  stop();
  store.user.name = "gone";
  getStore(store).flush();
  expect(seen).toEqual(["Grace", "Ada"]);
});

test("a part of a store is watched from there, also in an array, a Map, and in an array in an array", () => {
  const store = createStore();
  store.map = new Map([["k", { list: [[{ n: 1 }], [{ n: 2 }]] }]]);
  const inner = store.map.get("k").list[1][0];
  const place = watch(inner, ["n"]);
  const seen: unknown[] = [];
  place.subscribe((n) => seen.push(n));
  store.map.get("k").list.reverse();
  store.map.get("k").list[0].unshift({ n: 0 });
  getStore(store).flush();
  expect(place.get()).toBe(2);
  expect(seen).toEqual([]);
  patch(inner, ["n"], 2, 3);
  expect(store.map.get("k").list[0][1].n).toBe(3);
  store.map.delete("k");
  getStore(store).flush();
  expect(seen).toEqual([3, undefined]);
  expect(place.get()).toBeUndefined();
});

test("paths that look alike are different places", () => {
  const store = createStore();
  store["a\nstring:b"] = 1;
  store.a = { b: 2 };
  store.m = new Map<unknown, unknown>([[new Date(1), "instant"], [new Uint8Array([1]), "bytes"], [1, "number"], ["1", "text"], [null, "null"], ["null", "nothing"]]);
  const handle = getStore(store);
  expect([handle.readPath(["a\nstring:b"]), handle.readPath(["a", "b"])]).toEqual([1, 2]);
  const keys = [new Date(1), new Uint8Array([1]), 1, "1", null, "null"];
  expect(keys.map((key) => handle.readPath(["m", key]))).toEqual(["instant", "bytes", "number", "text", "null", "nothing"]);
});

describe("types", () => {
  interface Cart {
    user?: { name: string; born: Date };
    todos: { text: string; done: boolean }[];
    prices: Map<string, { amount: number }>;
  }

  test("a path leads to the type of what is there", () => {
    expectTypeOf<ValueAt<Cart, readonly ["user", "name"]>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ValueAt<Cart, readonly ["todos", 0, "done"]>>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<ValueAt<Cart, readonly ["prices", "milk", "amount"]>>().toEqualTypeOf<number | undefined>();
    expectTypeOf<ValueAt<Cart, readonly ["user", "born"]>>().toEqualTypeOf<Date | undefined>();
    expectTypeOf<ValueAt<Cart, readonly ["typo"]>>().toEqualTypeOf<unknown>();
    expectTypeOf<ValueAt<Record<string, any>, readonly ["a", "b"]>>().toBeAny();
    expectTypeOf<Snapshot<Cart>["todos"]>().toEqualTypeOf<readonly { readonly text: string; readonly done: boolean }[]>();
  });
});
