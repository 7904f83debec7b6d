import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectPort, createStore, getStore, StoreError, type Operation, type PortLike, type StoreProxy } from "../../src/index.js";
import { operationTypes } from "../../src/operations/operation.js";
import { whole } from "../proxies/whole.js";
import { Canary } from "./canary.js";

let canary: Canary;

beforeEach(() => {
  canary = new Canary();
});

afterEach(() => {
  canary.isWell();
  vi.restoreAllMocks();
});

/** Anything that a port can carry. */
const anything = fc.anything({ withMap: true, withSet: true, withDate: true, withTypedArray: true, withNullPrototype: true, withBigInt: true, withSparseArray: true, maxDepth: 3 });
const odd = fc.constantFrom<unknown>(undefined, null, NaN, Infinity, -1, 0.5, 2 ** 53, -0, 1e308, "", "__proto__", "constructor", "1", "a:0:0", ":", "a:-1:0", "a:0:99999999999", [], {}, [null], [[]], new Date(NaN), Symbol.iterator.toString());
const field = fc.oneof({ weight: 3, arbitrary: odd }, anything);
const step = fc.constantFrom<unknown>("list", "map", "set", "user", "n", "name", 0, "0", 1, "length", null);

/** An operation, one of whose fields is perhaps not what it should be. */
const operation = fc
  .tuple(
    fc.record({
      ts: fc.double({ min: 0, max: 1e13, noNaN: true }),
      source: fc.constantFrom("evil", "friend"),
      seq: fc.nat(4),
      type: fc.constantFrom(...operationTypes),
      path: fc.array(step, { minLength: 1, maxLength: 2 }),
      value: fc.oneof(fc.constantFrom<unknown>(1, "text", null, [[]], {}), odd),
      key: step,
      index: fc.nat(4),
      deleteCount: fc.nat(4),
      items: fc.array(fc.constantFrom<unknown>(1, "text", [0], {}), { maxLength: 3 }),
      anchors: fc.constantFrom<unknown>(undefined, null, { after: "me:0:0" }, { after: null, before: "me:0:1", removed: ["me:0:0"] }, { order: ["me:0:1", "evil:0:0"] }, { path: [null] }),
    }),
    fc.constantFrom("ts", "source", "seq", "type", "path", "value", "key", "index", "deleteCount", "items", "anchors", "none"),
    field,
  )
  .map(([valid, name, wrong]) => ({ ...valid, [name]: wrong }) as unknown as Operation);

function prepared(): StoreProxy {
  const store: StoreProxy = createStore({ sourceId: "me" });
  store.list = [1, { n: 1 }];
  store.map = new Map([["k", 1]]);
  store.set = new Set([1]);
  store.user = { name: "Ada" };
  store.n = 0;
  getStore(store).flush();
  return store;
}

test("whatever is applied, it is taken in by all replicas alike, or refused as a whole", () => {
  let taken = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(fc.array(fc.oneof({ weight: 9, arbitrary: operation }, { weight: 1, arbitrary: field as fc.Arbitrary<Operation> }), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 }), (batches) => {
      const store = prepared();
      const bystander = prepared();
      const untouched = whole(bystander);
      for (const batch of batches) {
        const before = whole(store);
        try {
          getStore(store).applyBatch(batch);
          taken++;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreError);
          expect((error as StoreError).message).not.toBe("");
          expect(whole(store)).toBe(before);
          refused++;
        }
      }
      // what was taken in is sound: it can be sent on, and gives the same elsewhere, in another order
      const replica = createStore({ sourceId: "replica" });
      const log = structuredClone(getStore(store).log) as Operation[];
      for (const one of [...log].reverse()) getStore(replica).apply(one);
      expect(whole(replica)).toBe(whole(store));
      store.still = "writable";
      getStore(store).flush();
      expect(store.still).toBe("writable");
      expect(whole(bystander)).toBe(untouched);
    }),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(500);
});

/** A port whose messages a test makes. */
class Wire implements PortLike {
  readonly sent: unknown[] = [];
  #listener: ((event: { data?: unknown }) => void) | undefined;

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  addEventListener(_: "message", listener: (event: { data?: unknown }) => void): void {
    this.#listener = listener;
  }

  removeEventListener(): void {
    this.#listener = undefined;
  }

  say(data: unknown): void {
    this.#listener?.({ data });
  }
}

test("whatever comes through a port harms nobody, and what is sound goes on through the others", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  fc.assert(
    fc.property(fc.array(fc.oneof(field, fc.record({ storehub: fc.constantFrom<unknown>(1, 2, "1"), operations: fc.oneof(fc.array(operation, { maxLength: 3 }) as fc.Arbitrary<unknown>, field) })), { maxLength: 6 }), (messages) => {
      const store = prepared();
      const [evil, good] = [new Wire(), new Wire()];
      connectPort(store, evil);
      connectPort(store, good);
      for (const message of messages) evil.say(message);
      store.after = 1;
      getStore(store).flush();
      // who listens at the other port has all that this store has
      const peer = createStore({ sourceId: "peer" });
      const wire = new Wire();
      connectPort(peer, wire);
      for (const message of good.sent) wire.say(structuredClone(message));
      expect(whole(peer)).toBe(whole(store));
    }),
    { numRuns: 300 },
  );
  expect(error).toHaveBeenCalled();
});

test("a message that throws when it is looked at, and a port that throws when it is used", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const store = prepared();
  const wire = new Wire();
  connectPort(store, wire);
  const trap = (name: string): object => Object.defineProperty({ storehub: 1, operations: [] }, name, { get: () => { throw new Error("trap"); } });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const message of [trap("storehub"), trap("operations"), proxy, { storehub: 1, operations: [proxy] }, { storehub: 1, operations: [trap("path")] }]) {
    expect(() => wire.say(message)).not.toThrow();
  }
  const broken = createStore();
  connectPort(broken, { ...new Wire(), addEventListener: () => undefined, removeEventListener: () => undefined, postMessage: () => { throw new Error("closed"); } });
  broken.x = 1;
  getStore(broken).flush();
  expect(broken.x).toBe(1);
  expect(error).toHaveBeenCalledTimes(6);
});

test("a flood of operations that wait for others is bounded", () => {
  const store = prepared();
  const gap = (seq: number): Operation => ({ ts: 1, source: "evil", seq, type: "set", path: ["x"], value: 1 });
  expect(() => getStore(store).applyBatch(Array.from({ length: 20_000 }, (_, i) => gap(i + 1)))).toThrow(StoreError);
  getStore(store).applyBatch(Array.from({ length: 10_000 }, (_, i) => gap(i + 1)));
  expect(() => getStore(store).apply(gap(20_000))).toThrow(/wait/);
  getStore(store).apply(gap(0));
  expect(store.x).toBe(1);
});

test("who writes under this store's own name uses up its numbers, and does not keep it from writing", () => {
  const store = prepared();
  const forged = (seq: number): Operation => ({ ts: Date.now(), source: "me", seq, type: "set", path: ["forged"], value: seq });
  expect(() => getStore(store).apply(forged(9))).toThrow(StoreError);
  getStore(store).apply(forged(getStore(store).log.length));
  store.mine = 1;
  getStore(store).flush();
  expect(getStore(store).log.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  // as after a page was loaded again, with a name of the application's own
  const again: StoreProxy = createStore({ sourceId: "me" });
  getStore(again).applyBatch(getStore(store).log);
  again.more = 1;
  getStore(again).flush();
  getStore(store).applyBatch(getStore(again).log);
  expect(whole(store)).toBe(whole(again));
  expect(store.more).toBe(1);
});

test.each([NaN, Infinity, -Infinity, 1e300, 2 ** 53, "1", null])("a timestamp of %s is refused, and clocks go on", (ts) => {
  const store = prepared();
  expect(() => getStore(store).apply({ ts: ts as number, source: "evil", seq: 0, type: "set", path: ["x"], value: 1 })).toThrow(StoreError);
  store.y = 1;
  getStore(store).flush();
  expect(getStore(store).log.at(-1)!.ts).toBeLessThan(Date.now() + 60_000);
});
