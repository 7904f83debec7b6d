import type { ElementKey } from "@storehub/client/bindings";
import type { Action, Reducer, StoreEnhancer } from "redux";
import { isRemoteChange } from "./remoteChange.js";
import { SyncedSlices, type State } from "./syncedSlices.js";

/** Which slices are shared, and how. */
export interface HubEnhancerOptions {
  /** The slices: keys of the root state, and the keys of the store under which they are shared. */
  readonly slices: readonly string[];
  /** When the store has what its hub has: `hub.ready`. Until then a slice that the store does not have is not written. If it fails, the slices are not shared. Without it the store is ready at once. */
  readonly ready?: Promise<unknown>;
  /** What elements of arrays are known by when an action makes other objects of them; their `id` by default. */
  readonly elementKey?: ElementKey;
  /** Ends the sharing; the Redux store goes on with what it has. */
  readonly signal?: AbortSignal;
}

/**
 * Shares slices of a Redux store through a store. What an action changes in them is written as one transaction, and only what differs; what
 * others write, or the hub refuses, becomes one action, {@link remoteChange}. A slice that the store has already replaces the initial one.
 *
 * If a value is refused at once, `dispatch` throws the `StoreError`, and all shared slices go back to what the store has.
 * @param store The root of a store, or an object in it.
 */
export function hubEnhancer(store: object, options: HubEnhancerOptions): StoreEnhancer {
  return (createStore) => (reducer, preloaded) => {
    const slices = new SyncedSlices(store, options);
    const lift = <S, A extends Action, P>(inner: Reducer<S, A, P>): Reducer<S, A, P> => {
      return (state, action) => {
        const before = (isRemoteChange(action) ? { ...state, ...action.payload } : slices.current(state as State | undefined)) as S | undefined;
        const after = inner(before, action);
        slices.reduced(inner as unknown as Reducer<State>, before as State | undefined, action, after as State);
        return after;
      };
    };
    const redux = createStore(lift(reducer), preloaded);
    slices.begin(redux as never, options);
    return {
      ...redux,
      dispatch: (action) => {
        slices.catchUp();
        return redux.dispatch(action);
      },
      replaceReducer: (next) => redux.replaceReducer(lift(next)),
    };
  };
}
