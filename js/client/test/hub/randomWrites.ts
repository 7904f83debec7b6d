import { getStore, type StoreProxy } from "../../src/index.js";

/** Numbers that repeat with their seed. */
export function randomOf(seed: number): (count: number) => number {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

/** What all who write at random find. */
export function setUp(store: StoreProxy): void {
  Object.assign(store, { list: [], map: new Map(), set: new Set(), counts: { n: 0 } });
}

/** Writes one random thing. */
export function writeOne(store: StoreProxy, choose: (count: number) => number): void {
  const { list, map, set, counts } = store;
  const { length } = list as unknown[];
  switch (choose(15)) {
    case 0:
      list.push({ js: choose(9), "10": 1, b: [choose(9)] });
      break;
    case 1:
      list.unshift("js", choose(100));
      break;
    case 2:
      list.splice(choose(length + 1), choose(3), new Map([[1, choose(9)]]));
      break;
    case 3:
      list.splice(choose(length + 1), 2);
      break;
    case 4:
      list.reverse();
      break;
    case 5:
      list.sort((left: unknown, right: unknown) => (String(left) < String(right) ? -1 : 1));
      break;
    case 6:
      if (length > 0) list[choose(length)] = choose(9) / 7;
      break;
    case 7: {
      const found = list.find((item: unknown) => typeof item === "object" && item !== null && !(item instanceof Map)) as { seen?: unknown; b?: unknown[] } | undefined;
      if (found) found.seen = new Date(choose(1000));
      found?.b?.push(choose(3));
      break;
    }
    case 8:
      getStore(store).increment(["counts", "n"]);
      break;
    case 9:
      counts[`k${choose(6)}`] = [undefined, -0, NaN, "ü", null][choose(5)];
      break;
    case 10:
      delete counts[`k${choose(6)}`];
      break;
    case 11:
      map.set(choose(5), { v: [choose(9)] });
      break;
    case 12:
      map.get(choose(5))?.v?.push(choose(9));
      break;
    case 13:
      if (choose(4) === 0) map.clear();
      else map.delete(choose(5));
      break;
    default:
      if (choose(2)) set.add(choose(8));
      else set.delete(choose(8));
  }
}
