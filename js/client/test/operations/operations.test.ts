import fc from "fast-check";
import { expect, test } from "vitest";
import { arrayIndex, ElementStep, idParts, type Operation } from "../../src/operations/operation.js";
import { pathText } from "../../src/operations/pathText.js";
import { randomSource, requireElementId, requireSource } from "../../src/operations/source.js";
import { reissued, toVoid, transactionOf, voidTransaction } from "../../src/operations/transaction.js";

test("paths are readable", () => {
  expect(pathText([])).toBe("$");
  expect(pathText(["user", "items", 3, new ElementStep(4, "a:1:0"), "x"])).toBe("user.items[3][4].x");
  expect(pathText([1, null, true, new Date(5), new Uint8Array(2)])).toBe("[1][null][true][5][bytes]");
});

test("an array's index is a whole number or its canonical text", () => {
  for (const [step, index] of [[0, 0], ["0", 0], ["12", 12], [2147483647, 2147483647], ["2147483647", 2147483647]] as const) expect(arrayIndex(step)).toBe(index);
  for (const none of [-1, 1.5, "01", "", "-1", "1e3", " 1", "2147483648", 2147483648, NaN, Infinity, null, true, "length"]) expect(arrayIndex(none)).toBe(-1);
  expect(arrayIndex(-0)).toBe(-0);
});

test("sources", () => {
  for (const good of ["a", "A-Z_0", "x".repeat(64), randomSource()]) expect(requireSource(good)).toBe(good);
  for (const bad of ["", "x".repeat(65), "a b", "ä", "a\n", 1, undefined]) expect(() => requireSource(bad)).toThrow("is no source");
  const many = new Set(Array.from({ length: 200 }, randomSource));
  expect(many.size).toBe(200);
  for (const source of many) expect(source).toMatch(/^[A-Za-z0-9_-]{12}$/);
});

test("identities come in one form", () => {
  expect(requireElementId("a:007:01")).toBe("a:7:1");
  expect(requireElementId("a:9007199254740991:2147483647")).toBe("a:9007199254740991:2147483647");
  for (const bad of ["a:1", "a:1:2:3", "a:-1:0", "a:1.5:0", ":1:1", "a:9007199254740992:0", "a:0:2147483648", null]) expect(() => requireElementId(bad)).toThrow("is no identity");
  fc.assert(fc.property(fc.maxSafeNat(), fc.nat(0x7fffffff), (seq, ordinal) => {
      expect(idParts(`s:${seq}:${ordinal}`)).toEqual(["s", seq, ordinal]);
    }));
});

const operation = (seq: number, over: Partial<Operation> = {}): Operation => ({ source: "a", seq, ts: 1, type: "map-clear", path: [], ...over });

test("a transaction's operations belong together", () => {
  expect(transactionOf([operation(3), operation(4)], 7)).toMatchObject({ source: "a", firstSeq: 3, count: 2, ts: 1, base: 7 });
  const bad: [Operation[], number][] = [
    [[], 0],
    [[operation(0), operation(2)], 0],
    [[operation(0), operation(1, { source: "b" })], 0],
    [[operation(0), operation(1, { ts: 2 })], 0],
    [[operation(0, { ts: NaN })], 0],
    [[operation(-1)], 0],
    [[operation(0)], -1],
    [[operation(Number.MAX_SAFE_INTEGER), operation(Number.MAX_SAFE_INTEGER + 1)], 0],
  ];
  for (const [operations, base] of bad) expect(() => transactionOf(operations, base)).toThrow();
  expect(toVoid(transactionOf([operation(3), operation(4)], 7))).toEqual(voidTransaction("a", 3, 2, 1, 7));
});

test("a new source takes identities along", () => {
  const old = operation(5, {
    type: "splice",
    path: ["l", new ElementStep(0, "a:4:0"), "x"],
    index: 0,
    items: [1],
    anchors: { after: "a:4:1", before: null, removed: ["b:1:1", "a:4:2"], order: ["a:4:3"] },
  });
  const moved = reissued(old, "n", 1, 9, (id) => (id.startsWith("a:") ? id.replace("a:4", "n:0") : id));
  expect(moved).toEqual({
    ...old,
    source: "n",
    seq: 1,
    ts: 9,
    path: ["l", new ElementStep(0, "n:0:0"), "x"],
    anchors: { after: "n:0:1", before: null, removed: ["b:1:1", "n:0:2"], order: ["n:0:3"] },
  });
  expect(reissued(operation(0), "n", 0, 1, (id) => id)).toEqual(operation(0, { source: "n" }));
});
