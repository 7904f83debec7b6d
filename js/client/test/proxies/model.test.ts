import fc from "fast-check";
import { expect, test } from "vitest";
import { createStore, getStore, isStoreProxy, type StoreProxy } from "../../src/index.js";
import { whole } from "./whole.js";

type Choose = (count: number) => number;
type Container = Record<string, unknown> | unknown[] | Map<unknown, unknown> | Set<unknown>;

const keys = ["a", "b", "c", "size", "length", "0"] as const;
const names = ["a", "b", "c", "size", "x"] as const;
const scalars = [1, 2, "x", "", null, undefined, true, -0, 3.5, NaN, "10", 9] as const;

/** A new value, made anew at each call: both sides get one of their own. */
function value(choose: Choose, depth: number): () => unknown {
  const inner = (): (() => unknown)[] => Array.from({ length: choose(4) }, () => value(choose, depth - 1));
  switch (depth > 0 ? choose(8) : 0) {
    case 4: {
      const items = inner();
      return () => items.map((item) => item());
    }
    case 5: {
      const items = inner();
      return () => Object.fromEntries(items.map((item, i) => [names[i]!, item()]));
    }
    case 6: {
      const items = inner();
      return () => new Map(items.map((item, i) => [keys[i], item()]));
    }
    case 7: {
      const count = choose(5);
      return () => new Set(scalars.slice(0, count).filter((one) => one !== undefined));
    }
    default: {
      const one = scalars[choose(scalars.length)];
      return () => one;
    }
  }
}

/** All containers of a value, in an order that is the same on both sides. */
function containers(root: Container): Container[] {
  const found: Container[] = [root];
  for (const one of found) {
    const inner = one instanceof Set ? [] : one instanceof Map ? [...one.values()] : Object.values(one);
    for (const item of inner) if (typeof item === "object" && item !== null) found.push(item as Container);
  }
  return found;
}

/** How many containers stand in each other. */
function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null || value instanceof Set) return 0;
  return 1 + Math.max(0, ...(value instanceof Map ? [...value.values()] : Object.values(value)).map(depthOf));
}

/** The same with every container once: `fill` and `copyWithin` put one object at several places, and what is written to a store is copied. */
function unshared(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Set) return value instanceof Set ? new Set(value) : value;
  if (Array.isArray(value)) return value.map(unshared);
  if (value instanceof Map) return new Map(Array.from(value as Map<unknown, unknown>, ([key, item]) => [key, unshared(item)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unshared(item)]));
}

/** What both sides do, and give back: a program that knows nothing of stores. */
type Action = (container: Container, other: Container) => unknown;

function arrayAction(choose: Choose): (array: unknown[]) => unknown {
  const [from, to, count] = [choose(8) - 3, choose(8) - 3, choose(4)];
  const made = value(choose, 2);
  const more = value(choose, 1);
  const byText = (left: unknown, right: unknown): number => (String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0);
  const actions: ((array: unknown[]) => unknown)[] = [
    (array) => array.push(made(), more()),
    (array) => array.push(made()),
    (array) => array.pop(),
    (array) => array.shift(),
    (array) => array.unshift(made(), more()),
    (array) => array.splice(from, count, made()),
    (array) => array.splice(from, count),
    (array) => array.splice(from),
    (array) => array.sort() === array,
    (array) => array.sort(byText) === array,
    (array) => array.reverse() === array,
    (array) => array.fill(made(), from, to) === array,
    (array) => array.copyWithin(from, to, to + count) === array,
    (array) => (array.length > 0 ? (array[Math.abs(from) % array.length] = made()) : array.length),
    (array) => (array[array.length] = made()),
    (array) => (array.length = Math.max(0, array.length - count)),
    (array) => array.find((item) => typeof item === "object"),
    (array) => array.at(from),
    (array) => array.includes(scalars[count]),
    (array) => array.indexOf(scalars[count]),
    (array) => array.slice(from, to),
    (array) => array.concat([1], array),
    (array) => array.flat(),
    (array) => array.map((item) => typeof item),
    (array) => array.join("|"),
    (array) => [...array.entries()],
    (array) => array.reduceRight<number>((sum, item) => sum + (typeof item === "number" && item === item ? 1 : 0), 0),
    (array) => Object.keys(array),
    (array) => Array.isArray(array),
    (array) => JSON.stringify(array),
    (array) => count in array,
    (array) => array.some((item) => item === null),
    (array) => array.lastIndexOf(scalars[count]),
  ];
  return actions[choose(actions.length)]!;
}

function mapAction(choose: Choose): (map: Map<unknown, unknown>) => unknown {
  const key = [...keys, ...scalars][choose(keys.length + scalars.length)] ?? "a";
  const made = value(choose, 2);
  const actions: ((map: Map<unknown, unknown>) => unknown)[] = [
    (map) => map.set(key, made()) === map,
    (map) => map.set(key, made()).size,
    (map) => map.delete(key),
    (map) => map.get(key),
    (map) => map.has(key),
    (map) => [...map],
    (map) => [...map.keys()],
    (map) => [...map.values()].length,
    (map) => {
      const seen: unknown[] = [];
      map.forEach((item, at, all) => seen.push(at, typeof item, all === map));
      return seen;
    },
    (map) => map.clear(),
    (map) => map instanceof Map && Object.keys(map),
    (map) => JSON.stringify(map),
  ];
  return actions[choose(actions.length)]!;
}

function setAction(choose: Choose): (set: Set<unknown>) => unknown {
  const member = scalars[choose(scalars.length)] ?? 7;
  const actions: ((set: Set<unknown>) => unknown)[] = [
    (set) => set.add(member) === set,
    (set) => set.add(member).size,
    (set) => set.delete(member),
    (set) => set.has(member),
    (set) => [...set],
    (set) => [...set.entries()],
    (set) => set.clear(),
    (set) => {
      for (const one of set) {
        if (one === member) set.delete(one);
        else set.add("added");
      }
      return [...set];
    },
  ];
  return actions[choose(actions.length)]!;
}

function objectAction(choose: Choose): (object: Record<string, unknown>) => unknown {
  const key = names[choose(names.length)]!;
  const made = value(choose, 2);
  const actions: ((object: Record<string, unknown>) => unknown)[] = [
    (object) => (object[key] = made()),
    (object) => (object[key] = made()),
    (object) => void Object.assign(object, { [key]: made(), x: 1 }),
    (object) => delete object[key],
    (object) => object[key],
    (object) => key in object,
    (object) => ({ ...object }),
    (object) => Object.entries(object),
    (object) => JSON.stringify(object),
    (object) => Object.getOwnPropertyDescriptor(object, key),
    (object) => {
      const { [key]: taken, ...rest } = object;
      return [taken, rest];
    },
    (object) => (object[key] ??= made()),
    (object) => Object.hasOwn(object, key),
    (object) => {
      const seen: string[] = [];
      for (const name in object) seen.push(name);
      return seen;
    },
  ];
  return actions[choose(actions.length)]!;
}

/** A copy from one place to another, as a plain program would have to make it. */
function copyAction(choose: Choose): Action {
  const key = names[choose(names.length)]!;
  return (container, other) => {
    const copied = isStoreProxy(other) ? other : structuredClone(other);
    if (Array.isArray(container)) container.push(copied);
    else if (container instanceof Map) container.set(key, copied);
    else if (!(container instanceof Set)) container[key] = copied;
    return undefined;
  };
}

function action(choose: Choose): Action {
  if (choose(8) === 0) return copyAction(choose);
  const [array, map, set, object] = [arrayAction(choose), mapAction(choose), setAction(choose), objectAction(choose)];
  return (container) => (Array.isArray(container) ? array(container) : container instanceof Map ? map(container) : container instanceof Set ? set(container) : object(container));
}

test("random programs do the same to a store as to plain objects, and are given the same", async () => {
  const program = fc.array(fc.noBias(fc.array(fc.nat({ max: 9999 }), { minLength: 40, maxLength: 40 })), { minLength: 1, maxLength: 60, size: "max" });
  const done = { object: 0, array: 0, Map: 0, Set: 0 };
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      let plain: Record<string, unknown> = {};
      const store = createStore();
      let version = 0;
      for (const numbers of steps) {
        let at = 0;
        const choose: Choose = (count) => numbers[at++ % numbers.length]! % count;
        const step = action(choose);
        const [mine, theirs] = [containers(plain), containers(store as StoreProxy)];
        expect(theirs.length).toBe(mine.length);
        // a bounded size, lest programs that copy grow without end
        const one = mine.length > 60 ? 0 : choose(mine.length);
        const other = choose(mine.length);
        if (containers(mine[other]!).length > 20) continue;
        // and a bounded depth, lest the store refuses what a plain object takes
        if (depthOf(plain) + depthOf(mine[other]!) > 14) continue;
        const expected = whole(step(mine[one]!, mine[other]!));
        expect(whole(step(theirs[one]!, theirs[other]!))).toBe(expected);
        plain = unshared(plain) as Record<string, unknown>;
        expect(whole(store)).toBe(whole(plain));
        if (choose(5) === 0) await Promise.resolve();
        done[Array.isArray(mine[one]) ? "array" : mine[one] instanceof Map ? "Map" : mine[one] instanceof Set ? "Set" : "object"]++;
        version = getStore(store).log.length;
      }
      getStore(store).flush();
      expect(getStore(store).log.length).toBeGreaterThanOrEqual(version);
      // all of it is in the operations: another store that has them holds the same
      const other = createStore();
      getStore(other).applyBatch(getStore(store).log);
      expect(whole(other)).toBe(whole(plain));
      expect(whole(getStore(store).snapshot())).toBe(whole(plain));
    }),
    { numRuns: 400 },
  );
  // how often each comes up differs by some hundreds from run to run
  for (const [kind, times] of Object.entries(done)) expect(times, kind).toBeGreaterThan(400);
});
