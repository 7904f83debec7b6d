import type { StoreProxy } from "@virtual-frame/store";

type Choose = (count: number) => number;

/** What all who write at random find. */
export function setUp(store: StoreProxy): void {
  Object.assign(store, { list: [], map: new Map(), set: new Set(), counts: { n: 0 } });
}

/** A random value, of any kind that a store holds. */
function anything(choose: Choose): unknown {
  const values = [
    () => undefined,
    () => null,
    () => NaN,
    () => -0,
    () => choose(100) / 7,
    () => `ü${choose(9)}`,
    () => choose(2) === 0,
    () => new Date(choose(1000)),
    () => new Uint8Array([choose(9), 255]),
    () => ({ id: choose(20), tags: ["a"], "7": { deep: choose(3) } }),
    () => [choose(9), [choose(9)], { x: choose(9) }],
    () => new Map<unknown, unknown>([[1, choose(9)], ["1", { v: choose(9) }]]),
    () => new Set<unknown>([choose(5), "s", null]),
  ];
  return values[choose(values.length)]!();
}

const top = ["a", "b", "tree"];

/** Writes one random thing as a user of the library does. */
export function writeOne(store: StoreProxy, choose: Choose, direct: boolean): void {
  const name = top[choose(top.length)]!;
  const { list, map, set, counts } = store;
  const length = list.length as number;
  const writes = [
    () => list.push(anything(choose)),
    () => list.push(choose(9), anything(choose)),
    () => list.unshift({ id: choose(20) }),
    () => list.splice(choose(length + 1), choose(3), anything(choose)),
    () => list.splice(choose(length + 1), 2),
    () => list.pop(),
    () => list.shift(),
    () => length > 0 && (list[choose(length)] = anything(choose)),
    () => (list[length + choose(4)] = choose(9)),
    () => (list.length = choose(length + 3)),
    () => delete list[choose(length + 1)],
    () => list.sort((left: unknown, right: unknown) => (String(left) < String(right) ? -1 : 1)),
    () => list.reverse(),
    () => list.fill(choose(9), choose(length + 1)),
    () => list.copyWithin(0, choose(length + 1)),
    () => list[0] !== null && typeof list[0] === "object" && (list[0][choose(2) ? "seen" : "0"] = choose(9)),
    () => list[length - 1]?.tags?.push?.(choose(9)),
    () => (counts.n = (counts.n as number) + 1),
    () => (counts[`k${choose(6)}`] = anything(choose)),
    () => delete counts[`k${choose(6)}`],
    () => map.set(choose(5), anything(choose)),
    () => map.set(new Date(choose(3)), choose(9)),
    () => map.delete(choose(5)),
    () => choose(4) === 0 && map.clear(),
    () => set.add(choose(8)),
    () => set.add(new Date(choose(3))),
    () => set.delete(choose(8)),
    () => choose(4) === 0 && set.clear(),
    () => (store[name] = anything(choose)),
    () => (store[name] = { left: { n: choose(9), items: [1, 2] }, right: anything(choose) }),
    () => delete store[name],
    () => store[name]?.left?.items && (store[name].left.n = anything(choose)),
    () => store[name]?.left?.items && delete store[name].left.n,
    () => store[name]?.left?.items?.push?.(choose(9)),
    // a store cannot hold these
    () => (counts.bad = new RegExp("no")),
    () => (counts.constructor = choose(9)),
    () => set.add([1]),
    () => (list.name = choose(9)),
    () => direct && (counts.f = () => 1),
    () => direct && (store["b"] = store["tree"]),
  ];
  writes[choose(writes.length)]!();
}
