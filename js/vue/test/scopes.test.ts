import { createStore, getStore } from "@storehub/client";
import { subscriptionsOf } from "@storehub/testing";
import { computed, createSSRApp, effectScope, h, reactive, ref, watch, type Ref } from "vue";
import { renderToString } from "vue/server-renderer";
import { expect, expectTypeOf, test } from "vitest";
import { useStore } from "../src/index.js";

test("outside of components it ends with the effect scope, and computed values and watchers follow", () => {
  const store = createStore();
  store.users = { a: "Ada", b: "Grace" };
  const subscriptions = subscriptionsOf(store);
  const id = ref<"a" | "b">("a");
  const scope = effectScope();
  const seen: unknown[] = [];
  const loud = scope.run(() => {
    const name = useStore<string>(store, () => ["users", id.value]);
    watch(name, (now) => seen.push(now), { flush: "sync" });
    return computed(() => name.value.toUpperCase());
  })!;
  expect(loud.value).toBe("ADA");
  id.value = "b";
  expect(loud.value).toBe("GRACE");
  store.users.b = "Barbara";
  getStore(store).flush();
  expect(loud.value).toBe("BARBARA");
  expect(seen).toEqual(["Grace", "Barbara"]);
  expect(subscriptions.count).toBe(1);
  scope.stop();
  expect(subscriptions.count).toBe(0);
});

test("what is set is seen by computed values before the next statement", () => {
  const store = createStore();
  effectScope().run(() => {
    const n = useStore<number>(store, ["n"]);
    const next = computed(() => n.value + 1);
    n.value = 1;
    expect(next.value).toBe(2);
    n.value++;
    expect([next.value, store.n]).toEqual([3, 2]);
  });
});

test("a store that was made reactive is the store all the same", () => {
  const state = reactive({ store: createStore() });
  state.store.n = 1;
  effectScope().run(() => expect(useStore(state.store, ["n"]).value).toBe(1));
});

test("a server renders what its store has, and subscribes to nothing", async () => {
  const store = createStore();
  store.name = "Ada";
  const subscriptions = subscriptionsOf(store);
  const app = createSSRApp({
    setup() {
      const name = useStore<string>(store, ["name"]);
      return () => h("p", name.value);
    },
  });
  expect(await renderToString(app)).toBe("<p>Ada</p>");
  expect(subscriptions.count).toBe(0);
});

test("types follow the path, or are said", () => {
  const typed = (cart: { todos: { text: string }[] }): void => {
    expectTypeOf(useStore(cart, ["todos", 0, "text"])).toEqualTypeOf<Ref<string | undefined>>();
    expectTypeOf(useStore(cart, () => ["todos", 0, "text"] as const)).toEqualTypeOf<Ref<string | undefined>>();
    expectTypeOf(useStore<number>(cart, ["count"])).toEqualTypeOf<Ref<number>>();
  };
  expect(typed).toBeTypeOf("function");
});
