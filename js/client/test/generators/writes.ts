import { ElementStep, type Anchors, type Operation, type Path, type Step } from "../../src/operations/operation.js";
import type { Write } from "../../src/replicas/writer.js";
import { Entries, MAP, OBJECT, SET, type Scalar, type Value } from "../../src/values/value.js";
import { isNode, liveOf, ReferenceState, type RefNode } from "../reference/referenceState.js";

/** Makes a choice of so many. */
export type Choose = (count: number) => number;

const keys: readonly Scalar[] = ["a", "b", "1", "", 0, -0, 1, NaN, true, null, new Uint8Array([0, 255]), new Date(0)];
const names = ["a", "b", "0", "$d", "n"];

/** A value of any kind. */
export function anyValue(choose: Choose, depth = 2): Value {
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)]!;
  const items = (): Value[] => Array.from({ length: choose(3) }, () => anyValue(choose, depth - 1));
  switch (depth > 0 ? choose(8) : choose(5)) {
    case 0:
      return undefined;
    case 1:
      return pick(keys);
    case 5:
      return items();
    case 6: {
      const kind = pick([OBJECT, MAP] as const);
      const all = kind === OBJECT ? names : ["a", 1, null];
      const some = all.slice(choose(all.length));
      return new Entries(kind, some, some.map(() => anyValue(choose, depth - 1)));
    }
    case 7:
      return new Entries(SET, [1, "1", true].slice(choose(3)), []);
    default:
      return choose(10);
  }
}

/** What an author with a given view might write: all ten types at any place of the view, and now and then what makes no sense. */
export function anyWrite(choose: Choose, view: ReferenceState): Write {
  const pick = <T>(list: readonly T[]): T => list[choose(list.length)]!;
  const places: [Path, RefNode][] = [];
  const foreign = choose(5) === 0;
  const collect = (path: Path, node: RefNode): void => {
    places.push([path, node]);
    if (node.kind === "set") return;
    const inner: [Step, unknown][] =
      node.kind === "array"
        ? liveOf(node).map(({ id, value }, i) => [foreign ? (i % 2 ? String(i) : i) : new ElementStep(i, id), value])
        : node.entries.map(({ key, value }) => [key, value]);
    for (const [step, value] of inner) if (isNode(value as RefNode)) collect([...path, step], value as RefNode);
  };
  collect([], view.root);
  const [path, node] = pick(places);
  const value = anyValue(choose);
  const nonsense = choose(20) === 0;
  switch (nonsense ? pick(["array", "object", "map", "set"] as const) : node.kind) {
    case "object": {
      const key = pick(names);
      return pick<Write>([
        { type: "set", path: [...path, key], value },
        { type: "set", path: [...path, key], value },
        { type: "delete", path: [...path, key] },
        { type: "increment", path: [...path, key], value: pick([1, 0.1, -0]) },
      ]);
    }
    case "map": {
      const key = pick(keys);
      return pick<Write>([
        { type: "map-set", path, key, value },
        { type: "map-set", path, key, value },
        { type: "map-delete", path, key },
        { type: "map-clear", path },
        { type: "set", path: [...path, key], value },
        { type: "delete", path: [...path, key] },
        { type: "increment", path: [...path, key], value: 1 },
      ]);
    }
    case "set": {
      const member = pick(keys);
      return pick<Write>([
        { type: "set-add", path, value: member },
        { type: "set-add", path, value: member },
        { type: "set-delete", path, value: member },
        { type: "set-clear", path },
      ]);
    }
    default:
      return arrayWrite(choose, path, node.kind === "array" ? node : { kind: "array", elements: [] }, foreign);
  }
}

function arrayWrite(choose: Choose, path: Path, array: Extract<RefNode, { kind: "array" }>, foreign: boolean): Write {
  const live = liveOf(array);
  const index = choose(live.length + 1);
  const deleteCount = choose(2) ? 0 : Math.min(choose(4), live.length - index);
  const items = Array.from({ length: choose(3) }, () => anyValue(choose));
  const id = (i: number): string | null => live[i]?.id ?? null;
  const step: Step = foreign || !live[index] ? index + choose(3) : new ElementStep(index, live[index].id);
  switch (choose(8)) {
    case 0:
      return { type: "set", path: [...path, step], value: anyValue(choose) };
    case 1:
      return { type: "increment", path: [...path, step], value: 1 };
    case 2:
      if (foreign) return { type: "set", path: [...path, "length"], value: choose(live.length + 3) };
      break;
    case 3: {
      const order = live.slice(index).map((element) => element.id);
      if (choose(2)) order.reverse();
      else order.push(...order.splice(0, choose(order.length + 1)));
      return { type: "splice", path, index, deleteCount: 0, items: [], anchors: { after: id(index - 1), before: null, removed: [], order } };
    }
  }
  if (foreign) return { type: "splice", path, index, deleteCount, items };
  // an anchor may be a tombstone that the author still has, or one that nobody has any more
  const after = choose(8) === 0 ? (array.elements[choose(array.elements.length + 1)]?.id ?? "gone:0:0") : id(index - 1);
  const anchors: Anchors = { after, before: id(index + deleteCount), removed: live.slice(index, index + deleteCount).map((element) => element.id) };
  return { type: "splice", path, index, deleteCount, items, anchors };
}

/** The operation that a write becomes. */
export function stamped(write: Write, source: string, seq: number, ts: number): Operation {
  return { ...write, source, seq, ts };
}
