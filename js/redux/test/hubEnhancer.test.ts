import { combineReducers, configureStore, createListenerMiddleware, createSlice, type PayloadAction, type Reducer } from "@reduxjs/toolkit";
import { getStore, StoreError, type Operation, type StoreProxy } from "@storehub/client";
import { joined, type Joined } from "@storehub/testing";
import { legacy_createStore, type Store } from "redux";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hubEnhancer, isRemoteChange, remoteChange, type HubEnhancerOptions } from "../src/index.js";

interface Todo {
  readonly id: number;
  readonly text: string;
  readonly done?: boolean;
}

const todos = createSlice({
  name: "todos",
  initialState: [] as Todo[],
  reducers: {
    add: (state, { payload }: PayloadAction<Todo>) => void state.push(payload),
    toggle: (state, { payload }: PayloadAction<number>) => {
      const todo = state.find(({ id }) => id === payload);
      if (todo) todo.done = !todo.done;
    },
    remove: (state, { payload }: PayloadAction<number>) => state.filter(({ id }) => id !== payload),
    poison: (state) => void state.push({ id: 0, text: (() => undefined) as unknown as string }),
  },
});
const user = createSlice({ name: "user", initialState: { name: "nobody", visits: 0 }, reducers: { rename: (state, { payload }: PayloadAction<string>) => void (state.name = payload), visit: (state) => void state.visits++ } });
const local = createSlice({ name: "local", initialState: { clicks: 0 }, reducers: { click: (state) => void state.clicks++ } });
const both = createSlice({ name: "both", initialState: null, reducers: { reset: () => null } });
const { add, toggle, remove, poison } = todos.actions;
const { rename, visit } = user.actions;

const reducer = combineReducers({
  todos: (state: Todo[] | undefined, action: PayloadAction<never>) => (both.actions.reset.match(action) ? [] : todos.reducer(state, action)),
  user: (state: { name: string; visits: number } | undefined, action: PayloadAction<never>) => (both.actions.reset.match(action) ? { name: "nobody", visits: 0 } : user.reducer(state, action)),
  local: local.reducer,
});
type Root = ReturnType<typeof reducer>;

interface App {
  readonly redux: Store<Root>;
  /** The types of all actions that were reduced. */
  readonly actions: string[];
}

function app(store: object, options: Partial<HubEnhancerOptions> = {}): App {
  const actions: string[] = [];
  const told: Reducer<Root> = (state, action) => {
    actions.push(action.type);
    return reducer(state, action as PayloadAction<never>);
  };
  const redux = configureStore({
    reducer: told,
    middleware: (defaults) => defaults({ serializableCheck: false, immutableCheck: false }),
    enhancers: (defaults) => defaults().concat(hubEnhancer(store, { slices: ["todos", "user"], ...options })),
  });
  return { redux, actions };
}

let line: Joined;
let here: StoreProxy;
let there: StoreProxy;
let written: Operation[][];

beforeEach(() => {
  line = joined();
  ({ here, there } = line);
  written = [];
  // operations of one transaction have one timestamp
  getStore(here).onOperation((operation) => {
    if (operation.path[0] === "marks") return;
    if (written.at(-1)?.[0]?.ts === operation.ts) written.at(-1)!.push(operation);
    else written.push([operation]);
  });
});

afterEach(() => line.end());

const brief = (): unknown[] => written.map((one) => one.map(({ type, path, value, items }) => [type, path.join("."), value ?? items]));

test("two applications share slices, and nothing else", async () => {
  const [one, two] = [app(here), app(there)];
  one.redux.dispatch(add({ id: 1, text: "milk" }));
  one.redux.dispatch(local.actions.click());
  await line.settle();
  expect(two.redux.getState()).toEqual({ todos: [{ id: 1, text: "milk" }], user: { name: "nobody", visits: 0 }, local: { clicks: 0 } });
  two.redux.dispatch(toggle(1));
  two.redux.dispatch(rename("Ada"));
  await line.settle();
  expect(one.redux.getState()).toEqual({ todos: [{ id: 1, text: "milk", done: true }], user: { name: "Ada", visits: 0 }, local: { clicks: 1 } });
});

test("one dispatch is one transaction of what differs; what others write is one action, and no echo", async () => {
  here.todos = [{ id: 1, text: "milk" }, { id: 2, text: "bread" }];
  here.user = { name: "Ada", visits: 1 };
  await line.settle();
  const { redux, actions } = app(here);
  expect(redux.getState().todos).toEqual([{ id: 1, text: "milk" }, { id: 2, text: "bread" }]);
  written.length = actions.length = 0;
  redux.dispatch(toggle(2));
  redux.dispatch(visit());
  redux.dispatch(local.actions.click());
  expect(brief()).toEqual([[["set", "todos.1.done", true]], [["set", "user.visits", 2]]]);
  expect(actions).toEqual(["todos/toggle", "user/visit", "local/click"]);
  written.length = actions.length = 0;
  getStore(there).batch(() => {
    there.user.name = "Grace";
    there.todos.push({ id: 3, text: "rye" });
    there.todos[0].text = "oat milk";
  });
  const notified = vi.fn();
  redux.subscribe(notified);
  const before = redux.getState();
  await line.settle();
  expect(actions).toEqual([remoteChange]);
  expect(notified).toHaveBeenCalledTimes(1);
  expect(written).toEqual([]);
  const after = redux.getState();
  expect(after.user.name).toBe("Grace");
  expect(after.todos.map(({ text }) => text)).toEqual(["oat milk", "bread", "rye"]);
  // what did not change is the same object, for selectors that are memoized
  expect(after.todos[1]).toBe(before.todos[1]);
  expect(after.local).toBe(before.local);
  // a dispatch that changes two slices is one transaction, too
  redux.dispatch(both.actions.reset());
  expect(written).toHaveLength(1);
  expect(redux.getState()).toMatchObject({ todos: [], user: { name: "nobody", visits: 0 } });
});

test("edits of different keys and elements at the same time all stay", async () => {
  here.todos = [1, 2, 3].map((id) => ({ id, text: `t${id}` }));
  here.user = { name: "Ada", visits: 0 };
  await line.settle();
  const [one, two] = [app(here), app(there)];
  one.redux.dispatch(rename("Grace"));
  one.redux.dispatch(remove(1));
  one.redux.dispatch(add({ id: 4, text: "one" }));
  two.redux.dispatch(visit());
  two.redux.dispatch(toggle(3));
  two.redux.dispatch(add({ id: 5, text: "two" }));
  await line.settle();
  expect(one.redux.getState()).toEqual(two.redux.getState());
  expect(one.redux.getState().user).toEqual({ name: "Grace", visits: 1 });
  expect(one.redux.getState().todos.slice(0, 2)).toEqual([{ id: 2, text: "t2" }, { id: 3, text: "t3", done: true }]);
  expect(one.redux.getState().todos.map(({ id }) => id).sort()).toEqual([2, 3, 4, 5]);
});

test("what is refused at once throws out of dispatch, and the slices are what the store has", () => {
  const { redux, actions } = app(here);
  redux.dispatch(add({ id: 1, text: "milk" }));
  const seen: number[] = [];
  redux.subscribe(() => seen.push(redux.getState().todos.length));
  expect(() => redux.dispatch(poison())).toThrow(StoreError);
  expect(redux.getState().todos).toEqual([{ id: 1, text: "milk" }]);
  expect(seen.at(-1)).toBe(1);
  expect(actions.slice(-2)).toEqual(["todos/poison", remoteChange]);
  redux.dispatch(toggle(1));
  expect(here.todos).toEqual([{ id: 1, text: "milk", done: true }]);
});

test("a slice that the store loses is the initial one again, and is written whole when it changes", async () => {
  const { redux } = app(here);
  redux.dispatch(add({ id: 1, text: "milk" }));
  await line.settle();
  delete there.todos;
  await line.settle();
  expect(redux.getState().todos).toEqual([]);
  expect("todos" in here).toBe(false);
  redux.dispatch(add({ id: 2, text: "bread" }));
  await line.settle();
  expect(there.todos).toEqual([{ id: 2, text: "bread" }]);
});

test("until the hub is ready, what it may have is not overwritten: what was dispatched comes on top of it", async () => {
  let resolve!: () => void;
  const { redux } = app(here, { ready: new Promise<void>((done) => (resolve = done)) });
  redux.dispatch(add({ id: 9, text: "early" }));
  redux.dispatch(toggle(9));
  redux.dispatch(local.actions.click());
  redux.dispatch(visit());
  expect([written, "todos" in here]).toEqual([[], false]);
  there.todos = [{ id: 1, text: "milk" }];
  await line.settle();
  expect(redux.getState().todos).toEqual([{ id: 1, text: "milk" }, { id: 9, text: "early", done: true }]);
  expect(brief()).toEqual([[["splice", "todos", [{ id: 9, text: "early", done: true }]]]]);
  expect(redux.getState().user).toEqual({ name: "nobody", visits: 1 });
  expect("user" in here).toBe(false);
  resolve();
  await line.settle();
  expect(here.user).toEqual({ name: "nobody", visits: 1 });
  expect(there.todos).toEqual(redux.getState().todos);
  expect(redux.getState().local).toEqual({ clicks: 1 });
});

test("a slice that nobody changed is not written when the hub is ready", async () => {
  app(here, { ready: Promise.resolve() });
  await line.settle();
  expect(written).toEqual([]);
});

test("writes to the store itself and dispatches mix, within a batch too", async () => {
  const { redux } = app(here);
  redux.dispatch(add({ id: 1, text: "milk" }));
  here.todos.push({ id: 2, text: "bread" });
  redux.dispatch(toggle(1));
  getStore(here).batch(() => {
    here.user = { name: "Ada", visits: 5 };
    redux.dispatch(add({ id: 3, text: "rye" }));
  });
  await line.settle();
  expect(there.todos).toEqual([{ id: 1, text: "milk", done: true }, { id: 2, text: "bread" }, { id: 3, text: "rye" }]);
  expect(redux.getState()).toMatchObject({ todos: JSON.parse(JSON.stringify(there.todos)) as Todo[], user: { name: "Ada", visits: 5 } });
});

test("a write to the store itself comes before the dispatch that follows in the same run, and neither goes and comes back", async () => {
  const { redux, actions } = app(here);
  await line.settle();
  here.todos = [{ id: 0, text: "salt" }];
  await line.settle();
  written.length = actions.length = 0;
  const seen: unknown[] = [];
  redux.subscribe(() => seen.push(redux.getState().todos.map(({ id }) => id)));
  here.todos.push({ id: 1, text: "milk" });
  redux.dispatch(add({ id: 2, text: "bread" }));
  await line.settle();
  expect(actions).toEqual([remoteChange, "todos/add"]);
  expect(seen).toEqual([[0, 1], [0, 1, 2]]);
  expect(brief()).toEqual([[["splice", "todos", [{ id: 1, text: "milk" }]]], [["splice", "todos", [{ id: 2, text: "bread" }]]]]);
});

test("placed outside of the middleware, a thunk's own writes and dispatches come one after the other", async () => {
  const redux = configureStore({ reducer, enhancers: (defaults) => defaults().prepend(hubEnhancer(here, { slices: ["todos"] })) });
  redux.dispatch(add({ id: 0, text: "salt" }));
  await line.settle();
  written.length = 0;
  const seen: unknown[] = [];
  redux.subscribe(() => seen.push(redux.getState().todos.map(({ id }) => id)));
  redux.dispatch((dispatch) => {
    here.todos.push({ id: 1, text: "milk" });
    dispatch(add({ id: 2, text: "bread" }));
    here.todos[0].done = true;
    expect(() => dispatch(poison())).toThrow(StoreError);
    dispatch(toggle(1));
  });
  await line.settle();
  const expected = [{ id: 0, text: "salt", done: true }, { id: 1, text: "milk", done: true }, { id: 2, text: "bread" }];
  expect([redux.getState().todos, there.todos]).toEqual([expected, expected]);
  expect(seen[0]).toEqual([0, 1, 2]);
  expect(brief()).toEqual([
    [["splice", "todos", [{ id: 1, text: "milk" }]]],
    [["splice", "todos", [{ id: 2, text: "bread" }]]],
    [["set", "todos.0.done", true]],
    [["set", "todos.1.done", true]],
  ]);
});

test("a batch that is taken back takes back what was dispatched in it", () => {
  const { redux } = app(here);
  redux.dispatch(add({ id: 1, text: "milk" }));
  expect(() =>
    getStore(here).batch(() => {
      redux.dispatch(toggle(1));
      throw new Error("no");
    }),
  ).toThrow("no");
  getStore(here).flush();
  redux.dispatch(local.actions.click());
  expect([here.todos, redux.getState().todos]).toEqual([[{ id: 1, text: "milk" }], [{ id: 1, text: "milk" }]]);
});

test("placed outside of the middleware it shows remote changes to that, and thunks are shared", async () => {
  const listening = createListenerMiddleware();
  const heard: unknown[] = [];
  listening.startListening({ predicate: isRemoteChange, effect: (action) => void heard.push(action) });
  const redux = configureStore({
    reducer,
    middleware: (defaults) => defaults().concat(listening.middleware),
    enhancers: (defaults) => defaults().prepend(hubEnhancer(here, { slices: ["todos"] })),
  });
  void redux.dispatch(async (dispatch) => {
    await Promise.resolve();
    dispatch(add({ id: 1, text: "milk" }));
  });
  await line.settle();
  expect(there.todos).toEqual([{ id: 1, text: "milk" }]);
  there.todos[0].done = true;
  await line.settle();
  expect(heard).toEqual([{ type: remoteChange, payload: { todos: [{ id: 1, text: "milk", done: true }] } }]);
});

test("reducers may answer a remote change, and another reducer can take over", async () => {
  const capped: Reducer<{ list: number[] }> = (state = { list: [] }, action) => (isRemoteChange(action) && state.list.length > 2 ? { list: state.list.slice(0, 2) } : state);
  const redux = legacy_createStore(capped, hubEnhancer(here, { slices: ["list"] }));
  there.list = [1, 2, 3];
  await line.settle();
  await line.settle();
  expect([redux.getState().list, there.list]).toEqual([[1, 2], [1, 2]]);
  redux.replaceReducer((state = { list: [] }, action) => (action.type === "push" ? { list: [...state.list, 9] } : state));
  redux.dispatch({ type: "push" });
  there.list.unshift(0);
  await line.settle();
  expect(redux.getState().list).toEqual([0, 1, 2, 9]);
});

test("where the hub refuses the store the slices stay with the application", async () => {
  const { redux } = app(here, { ready: Promise.reject(new Error("refused")) });
  redux.dispatch(rename("Ada"));
  await line.settle();
  redux.dispatch(visit());
  there.user = { name: "Grace", visits: 9 };
  await line.settle();
  expect(redux.getState().user).toEqual({ name: "Ada", visits: 1 });
  expect(written).toEqual([]);
});

test("ends by its signal, and refuses slices that are not there", async () => {
  const ending = new AbortController();
  const { redux } = app(here, { signal: ending.signal });
  redux.dispatch(rename("Ada"));
  ending.abort();
  redux.dispatch(rename("Grace"));
  there.todos = [{ id: 1, text: "milk" }];
  await line.settle();
  expect([here.user.name, redux.getState().user.name, redux.getState().todos]).toEqual(["Ada", "Grace", []]);
  expect(() => app(here, { slices: ["typo"] })).toThrow(/'typo'/);
});
