import { getStore, type Scalar, type StoreProxy } from "@storehub/client";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { joined, type Joined } from "./joined.js";
import { subscriptionsOf } from "./subscriptions.js";

/** Something on a page that shows a place of a store. */
export interface Mounted {
  /** What it shows. */
  readonly shown: any;
  /** How often it came to show something. */
  readonly renders: number;
  /** Makes it show another place, or a place of another store. */
  show(store: object, path: readonly Scalar[]): void | Promise<void>;
  /** Writes to the place, where {@link Binding.writes} says so. */
  set?(value: unknown): void;
  unmount(): void | Promise<void>;
}

/** A framework's binding. */
export interface Binding {
  mount(store: object, path: readonly Scalar[]): Mounted | Promise<Mounted>;
  /** Whether what it shows can be set in the framework's own way. */
  readonly writes: boolean;
  /** Completes when all that changed is shown. */
  rendered(): void | Promise<void>;
}

/** What the binding of every framework must do, shown on two stores that are joined by a real channel. */
export function bindingContract(name: string, { mount, writes, rendered }: Binding): void {
  describe(name, () => {
    let both: Joined;
    let here: StoreProxy;
    let there: StoreProxy;
    let complaints: MockInstance;

    beforeEach(() => {
      both = joined();
      ({ here, there } = both);
      complaints = vi.spyOn(console, "error");
    });

    afterEach(() => {
      both.end();
      expect(complaints.mock.calls).toEqual([]);
      complaints.mockRestore();
    });

    const written = async (store: StoreProxy = here): Promise<void> => {
      getStore(store).flush();
      await rendered();
    };
    const arrived = async (): Promise<void> => {
      await both.settle();
      await rendered();
    };

    test("shows what is there, what is written here, and what is written elsewhere", async () => {
      here.user = { name: "Ada" };
      const shown = await mount(here, ["user", "name"]);
      expect(shown.shown).toBe("Ada");
      here.user.name = "Grace";
      await written();
      expect(shown.shown).toBe("Grace");
      await both.settle();
      there.user.name = "Edsger";
      await arrived();
      expect(shown.shown).toBe("Edsger");
      await shown.unmount();
    });

    test("does so when a microtask ends the batch, too", async () => {
      const shown = await mount(here, ["n"]);
      here.n = 1;
      await new Promise((resolve) => setTimeout(resolve));
      await rendered();
      expect(shown.shown).toBe(1);
      await shown.unmount();
    });

    test("all of a store is shown without a path", async () => {
      here.a = 1;
      const shown = await mount(here, []);
      expect(shown.shown).toEqual({ a: 1 });
      here.b = { c: 2 };
      await written();
      expect(shown.shown).toEqual({ a: 1, b: { c: 2 } });
      await shown.unmount();
    });

    test("renders once for a batch, and not for what is elsewhere or stays as it was", async () => {
      here.user = { name: "Ada", age: 36 };
      here.other = 0;
      await both.settle();
      const shown = await mount(here, ["user"]);
      let { renders } = shown;
      here.other = 1;
      await written();
      there.other = 2;
      await arrived();
      here.user.name = "Ada";
      await written();
      here.user = { name: "Ada", age: 36 };
      await written();
      expect(shown.renders).toBe(renders);
      renders = shown.renders;
      here.user.name = "Grace";
      here.user.age = 85;
      here.other = 3;
      await written();
      expect(shown.renders).toBe(renders + 1);
      expect(shown.shown).toEqual({ name: "Grace", age: 85 });
      await shown.unmount();
    });

    test("shows a place that comes later, goes, and comes again", async () => {
      const shown = await mount(here, ["a", "b", "c"]);
      expect(shown.shown).toBeUndefined();
      there.a = { b: {} };
      await arrived();
      expect(shown.shown).toBeUndefined();
      there.a.b.c = 1;
      await arrived();
      expect(shown.shown).toBe(1);
      delete here.a;
      await written();
      expect(shown.shown).toBeUndefined();
      here.a = { b: { c: 2 } };
      await written();
      expect(shown.shown).toBe(2);
      await shown.unmount();
    });

    test("what did not change stays the same object, and what did is another", async () => {
      here.todos = [
        { id: 1, text: "milk", tags: ["x"] },
        { id: 2, text: "bread" },
      ];
      const shown = await mount(here, ["todos"]);
      const [milk, bread] = shown.shown;
      here.todos[1].text = "rye";
      await written();
      expect(shown.shown[0]).toBe(milk);
      expect(shown.shown[1]).not.toBe(bread);
      expect(bread.text).toBe("bread");
      here.todos.unshift({ id: 3, text: "first" });
      await written();
      expect(shown.shown[1]).toBe(milk);
      expect(shown.shown).toHaveLength(3);
      await shown.unmount();
    });

    test("Maps, Sets, instants and bytes are shown as such", async () => {
      const at = new Date(7);
      here.all = { map: new Map<unknown, unknown>([["k", { v: 1 }]]), set: new Set([1]), at, bytes: new Uint8Array([1, 2]) };
      const shown = await mount(here, ["all"]);
      expect(shown.shown).toEqual({ map: new Map([["k", { v: 1 }]]), set: new Set([1]), at, bytes: new Uint8Array([1, 2]) });
      const { renders } = shown;
      here.all.at = new Date(7);
      here.all.set.add(1);
      await written();
      expect(shown.renders).toBe(renders);
      await both.settle();
      there.all.map.set(3, "three");
      there.all.set.add("x");
      there.all.at = new Date(8);
      await arrived();
      expect(shown.shown.map).toEqual(new Map<unknown, unknown>([["k", { v: 1 }], [3, "three"]]));
      expect(shown.shown.set).toEqual(new Set([1, "x"]));
      expect(shown.shown.at).toEqual(new Date(8));
      await shown.show(here, ["all", "map", 3]);
      await rendered();
      expect(shown.shown).toBe("three");
      await shown.unmount();
    });

    test("another path, and another store, can be shown in the same place", async () => {
      here.users = { a: "Ada", b: "Grace" };
      const other = joined();
      other.here.users = { b: "Barbara" };
      const [ours, theirs] = [subscriptionsOf(here), subscriptionsOf(other.here)];
      const shown = await mount(here, ["users", "a"]);
      await shown.show(here, ["users", "b"]);
      await rendered();
      expect(shown.shown).toBe("Grace");
      const { renders } = shown;
      here.users.a = "Alan";
      await written();
      expect(shown.renders).toBe(renders);
      here.users.b = "Blaise";
      await written();
      expect(shown.shown).toBe("Blaise");
      expect([ours.count, theirs.count]).toEqual([1, 0]);
      await shown.show(other.here, ["users", "b"]);
      await rendered();
      expect(shown.shown).toBe("Barbara");
      other.here.users.b = "Bertrand";
      await written(other.here);
      expect(shown.shown).toBe("Bertrand");
      expect([ours.count, theirs.count]).toEqual([0, 1]);
      await shown.unmount();
      expect(theirs.count).toBe(0);
      other.end();
    });

    test("an element of an array is followed wherever it moves, and gone when it is removed", async () => {
      here.todos = [{ text: "a" }, { text: "b" }, { text: "c" }];
      const shown = await mount(here.todos[1], ["text"]);
      expect(shown.shown).toBe("b");
      await both.settle();
      there.todos.unshift({ text: "first" });
      await arrived();
      there.todos.reverse();
      await arrived();
      expect(shown.shown).toBe("b");
      there.todos.find((todo: StoreProxy) => todo.text === "b").text = "B";
      await arrived();
      expect(shown.shown).toBe("B");
      there.todos.splice(1, 1);
      await arrived();
      expect(there.todos).toHaveLength(3);
      expect(shown.shown).toBeUndefined();
      await shown.unmount();
    });

    test("what is gone from the page is not subscribed any more, however often it came and went", async () => {
      here.n = 1;
      const subscriptions = subscriptionsOf(here);
      for (let i = 0; i < 20; i++) {
        const [one, two] = [await mount(here, ["n"]), await mount(here, ["m", i])];
        here.n++;
        await written();
        expect(one.shown).toBe(here.n);
        expect(subscriptions.count).toBe(2);
        await one.unmount();
        expect(subscriptions.count).toBe(1);
        await two.unmount();
      }
      expect(subscriptions.count).toBe(0);
      const last = await mount(here, ["n"]);
      await last.unmount();
      const { renders } = last;
      here.n = -1;
      await written();
      expect(last.renders).toBe(renders);
    });

    test("a store that was destroyed shows what it had last", async () => {
      here.n = 1;
      const shown = await mount(here, ["n"]);
      getStore(here).destroy();
      await rendered();
      expect(shown.shown).toBe(1);
      const late = await mount(here, ["n"]);
      expect(late.shown).toBe(1);
      await late.unmount();
      await shown.unmount();
    });

    test("what is no store is refused", async () => {
      let refusal: unknown;
      complaints.mockImplementation(() => undefined);
      try {
        await mount({ plain: true }, ["plain"]);
      } catch (error) {
        refusal = error;
      }
      complaints.mockClear();
      expect(refusal).toBeInstanceOf(TypeError);
    });

    // the others write to the store itself
    if (writes) test("what is set through it reaches the others, and only what differs is written", async () => {
      here.user = { name: "Ada", age: 36 };
      const shown = await mount(here, ["user"]);
      await both.settle();
      const operations: unknown[] = [];
      getStore(here).onOperation(({ type, path, value }) => operations.push([type, path, value]));
      shown.set!({ ...shown.shown, age: 37 });
      there.user.name = "Grace";
      await rendered();
      expect(shown.shown.age).toBe(37);
      await written();
      expect(operations).toEqual([["set", ["user", "age"], 37]]);
      await arrived();
      expect(shown.shown).toEqual({ name: "Grace", age: 37 });
      expect(there.user).toEqual({ name: "Grace", age: 37 });
      await shown.unmount();
    });
  });
}
