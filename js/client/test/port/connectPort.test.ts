import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { connectPort, createStore, getStore, type PortLike, type StoreProxy } from "../../src/index.js";
import { whole } from "../proxies/whole.js";

/** Two ports without threads, whose messages wait until they are let through. */
class Line {
  readonly waiting: (() => void)[] = [];
  readonly ends: [PortLike, PortLike];

  constructor() {
    const heard = [new Set<(event: { data?: unknown }) => void>(), new Set<(event: { data?: unknown }) => void>()] as const;
    const end = (mine: 0 | 1): PortLike => ({
      postMessage: (message) => {
        const data: unknown = structuredClone(message);
        this.waiting.push(() => heard[1 - mine]!.forEach((listener) => listener({ data })));
      },
      addEventListener: (_, listener) => void heard[mine].add(listener),
      removeEventListener: (_, listener) => void heard[mine].delete(listener),
    });
    this.ends = [end(0), end(1)];
  }

  join(left: StoreProxy, right: StoreProxy): this {
    connectPort(left, this.ends[0]);
    connectPort(right, this.ends[1]);
    return this;
  }
}

function settle(...lines: Line[]): void {
  for (let busy = true; busy; ) {
    busy = false;
    for (const { waiting } of lines) for (let next; (next = waiting.shift()); busy = true) next();
  }
}

test("two stores over a real channel have the same, before and after", async () => {
  const { port1, port2 } = new MessageChannel();
  const [a, b] = [createStore(), createStore()];
  a.user = { name: "Ada", born: new Date(0), tags: new Set(["x"]) };
  const both = (value: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = getStore(b).subscribe(() => {
        if (b.n !== value) return;
        stop();
        resolve();
      });
    });
  const end = connectPort(a, port1 as unknown as PortLike);
  connectPort(b, port2 as unknown as PortLike);
  a.n = 1;
  await both(1);
  expect(b).toEqual(a);
  b.user.tags.add("y");
  await new Promise<void>((resolve) => getStore(a).subscribe(resolve as () => void));
  expect([...a.user.tags]).toEqual(["x", "y"]);
  end();
});

test("what comes through one port goes out through the others", () => {
  const [a, b, c] = [createStore(), createStore(), createStore()];
  const lines = [new Line().join(a, b), new Line().join(b, c)];
  a.list = [1];
  getStore(a).flush();
  settle(...lines);
  c.list.push(2);
  getStore(c).flush();
  settle(...lines);
  expect([whole(a), whole(b)]).toEqual([whole(c), whole(c)]);
  expect(whole(a)).toBe('{"list":[1,2]}');
});

test("nonsense on a port harms nobody, and an ended connection carries nothing", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const store = createStore();
  const line = new Line();
  const end = connectPort(store, line.ends[0]);
  for (const message of [null, 1, "x", {}, { storehub: 1 }, { storehub: 1, operations: [{ type: "no" }] }]) line.ends[1].postMessage(message);
  settle(line);
  expect(store).toEqual({});
  expect(error).toHaveBeenCalledTimes(1);
  error.mockRestore();
  end();
  store.x = 1;
  getStore(store).flush();
  expect(line.waiting).toEqual([]);
});

test("three stores in a ring converge, whatever is written and however messages wait", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(7), fc.nat(20), fc.nat(2)), { maxLength: 60 }), (steps) => {
      const stores = [createStore({ sourceId: "a" }), createStore({ sourceId: "B" }), createStore({ sourceId: "c" })];
      const lines = [0, 1, 2].map((i) => new Line().join(stores[i]!, stores[(i + 1) % 3]!));
      for (const [who, what, n, line] of steps) {
        const store = stores[who]!;
        const list = store.list as unknown[] | undefined;
        if (what === 0) store[`k${n % 3}`] = n;
        else if (what === 1) store.list ??= [];
        else if (what === 2) list?.push(n);
        else if (what === 3) list?.unshift({ n });
        else if (what === 4) list?.splice(n % 4, 1);
        else if (what === 5) list?.reverse();
        else if (what === 6) for (let i = 0; i < n % 4; i++) lines[line]!.waiting.shift()?.();
        else delete store[`k${n % 3}`];
        getStore(store).flush();
      }
      settle(...lines);
      expect([whole(stores[1]), whole(stores[2])]).toEqual([whole(stores[0]), whole(stores[0])]);
    }),
    { numRuns: 300 },
  );
});
