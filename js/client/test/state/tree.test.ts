import { expect, test } from "vitest";
import { ElementStep } from "../../src/operations/operation.js";
import { StateTree } from "../../src/state/tree.js";
import { stamped } from "../generators/writes.js";
import { structureText } from "../reference/structureText.js";
import { copyIn } from "../../src/values/copyIn.js";
import { ArrayNode } from "../../src/state/array.js";

function tree(...writes: Parameters<typeof stamped>[0][]): StateTree {
  const made = new StateTree();
  writes.forEach((write, seq) => made.apply(stamped(write, "a", seq, 1), seq + 1));
  return made;
}

test("reading a path gives what stands there, live containers as they are", () => {
  const made = tree({ type: "set", path: ["o"], value: copyIn({ l: [1, { d: 2 }], m: new Map([[1, "one"]]) }) });
  expect(made.read([])).toBe(made.root);
  expect(made.read(["o", "l", 0])).toBe(1);
  expect(made.read(["o", "l", "0"])).toBe(1);
  expect(made.read(["o", "l", new ElementStep(9, "a:0:1"), "d"])).toBe(2);
  expect(made.read(["o", "m", 1])).toBe("one");
  expect(made.read(["o", "l"])).toBeInstanceOf(ArrayNode);
  for (const missing of [["x"], ["o", 0], ["o", "l", 2], ["o", "l", "00"], ["o", "m", "1"], ["o", "l", 0, "x"]]) expect(made.read(missing)).toBeUndefined();
});

test("a floor forgets the tombstones at or below it, in arrays that are replaced too", () => {
  const made = tree(
    { type: "set", path: ["l"], value: copyIn([1, 2, 3]) },
    { type: "splice", path: ["l"], index: 0, deleteCount: 1, items: [] },
    { type: "splice", path: ["l"], index: 0, deleteCount: 1, items: [] },
  );
  expect(structureText(made.root)).toBe('{"l":[a:0:0†2,a:0:1†3,a:0:2=3]}');
  made.forget(2);
  expect(structureText(made.root)).toBe('{"l":[a:0:1†3,a:0:2=3]}');
  made.apply(stamped({ type: "set", path: ["l"], value: null }, "a", 3, 1), 4);
  made.forget(9);
  expect(made.tombstones.length).toBe(0);
  expect(structureText(made.root)).toBe('{"l":null}');
});

test("undoing takes back exactly what a pending operation did", () => {
  const made = tree(
    { type: "set", path: ["l"], value: copyIn([1, 2, 3]) },
    { type: "set", path: ["m"], value: copyIn(new Map([["a", 1], ["b", 2], ["c", 3]])) },
    { type: "set", path: ["s"], value: copyIn(new Set([1, 2])) },
  );
  const before = structureText(made.root);
  const undo: { undo(): void }[] = [];
  const writes: Parameters<typeof stamped>[0][] = [
    { type: "map-delete", path: ["m"], key: "b" },
    { type: "map-set", path: ["m"], key: "b", value: 9 },
    { type: "map-clear", path: ["m"] },
    { type: "set-clear", path: ["s"] },
    { type: "set-add", path: ["s"], value: 2 },
    { type: "splice", path: ["l"], index: 1, deleteCount: 1, items: [7, 8] },
    { type: "splice", path: ["l"], anchors: { after: null, before: null, removed: [], order: ["a:0:2", "a:0:0"] } },
    { type: "set", path: ["l", 0], value: copyIn({ x: 1 }) },
    { type: "increment", path: ["l", 1], value: 1 },
    { type: "set", path: ["l", "length"], value: 1 },
    { type: "delete", path: ["m"] },
    { type: "set", path: ["m"], value: 1 },
  ];
  for (const [i, write] of writes.entries()) expect(made.apply(stamped(write, "b", i, 2), Infinity, undo), write.type).toBe(true);
  expect(structureText(made.root)).not.toBe(before);
  for (const entry of undo.reverse()) entry.undo();
  expect(structureText(made.root)).toBe(before);
  expect(made.tombstones.length).toBe(0);
});
