import { getStore, type Operation, type StoreProxy } from "@storehub/client";
import { joined } from "@storehub/testing";
import fc from "fast-check";
import { legacy_createStore, type Action, type Store } from "redux";
import { expect, test } from "vitest";
import { plainData } from "../../client/test/bindings/plainData.js";
import { hubEnhancer, isRemoteChange } from "../src/index.js";

interface Root {
  readonly a: unknown;
  readonly b: unknown;
}

type SetSlices = { readonly type: "set"; readonly slices: Partial<Root> };

/** An application whose every action sets slices to anything. */
function app(store: StoreProxy): { redux: Store<Root>; remote: () => number; operations: Operation[] } {
  let remote = 0;
  const reducer = (state: Root = { a: 0, b: 0 }, action: Action): Root => {
    if (isRemoteChange(action)) remote++;
    return action.type === "set" ? { ...state, ...(action as SetSlices).slices } : state;
  };
  const operations: Operation[] = [];
  getStore(store).onOperation((operation) => operation.path[0] !== "marks" && operations.push(operation));
  return { redux: legacy_createStore(reducer as never, hubEnhancer(store, { slices: ["a", "b"] })) as unknown as Store<Root>, remote: () => remote, operations };
}

// a slice of undefined cannot be told from one that is not there
const slice = plainData.map((data) => (data === undefined ? null : data));

test("whatever slices two applications set, they have the same in the end, and neither answers the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.constantFrom<keyof Root>("a", "b"), slice, fc.boolean()), { maxLength: 12 }), async (steps) => {
      const line = joined();
      const apps = [app(line.here), app(line.there)];
      let changes = 0;
      for (const [second, name, value, settles] of steps) {
        const { redux, remote, operations } = apps[Number(second)]!;
        const before = [remote(), operations.length];
        redux.dispatch({ type: "set", slices: { [name]: value } } as SetSlices);
        changes++;
        // an own write does not come back as a change
        expect(remote()).toBe(before[0]);
        expect(redux.getState()[name]).toBe(value);
        if (!settles) continue;
        const counts = apps.map((one) => one.operations.length);
        await line.settle();
        // what arrived was not written again
        expect(apps.map((one) => one.operations.length)).toEqual(counts);
      }
      await line.settle();
      const [left, right] = apps.map(({ redux }) => redux.getState());
      expect(left).toStrictEqual(right);
      for (const { redux } of apps) {
        const { a, b } = redux.getState();
        const kept = getStore(line.here);
        expect({ a, b }).toStrictEqual({ a: kept.readPath(["a"]) ?? a, b: kept.readPath(["b"]) ?? b });
      }
      expect(apps[0]!.remote() + apps[1]!.remote()).toBeLessThanOrEqual(2 * changes + 2);
      line.end();
    }),
    { numRuns: 100 },
  );
});
