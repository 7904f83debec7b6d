import { getStore } from "@storehub/client";
import { patch, share, watch, type ElementKey, type Watch } from "@storehub/client/bindings";
import type { Action, Reducer, Store } from "redux";
import type { HubEnhancerOptions } from "./hubEnhancer.js";
import { isRemoteChange, remoteChange } from "./remoteChange.js";

/** A root state. */
export type State = Readonly<Record<string, unknown>>;

/** The slices that a Redux store and a store have in common. */
export class SyncedSlices {
  readonly #store: object;
  readonly #places: ReadonlyMap<string, Watch<unknown>>;
  readonly #key: ElementKey | undefined;
  readonly #stops: (() => void)[] = [];
  #redux!: Store<State>;
  /** What the slices are where the store has nothing. */
  #initial: State = {};
  /** The slices as the store has them. */
  #synced: State = {};
  /** What the store had when that was last compared. */
  readonly #seen = new Map<string, unknown>();
  /** What the reducer that is running was given of the store. */
  #given: State = {};
  /** Whether a dispatch is about to be written, and whether the store told of something meanwhile. */
  #pushing = false;
  #told = false;
  #ready: boolean;
  /** Slices that the store does not have, and perhaps the hub does. */
  readonly #held: Set<string>;
  /** What changed slices that are held: it is reduced again on what the hub has. */
  #waiting: { readonly reducer: Reducer<State>; readonly action: Action }[] = [];

  constructor(store: object, { slices, ready, elementKey }: HubEnhancerOptions) {
    this.#store = store;
    this.#places = new Map(slices.map((name) => [name, watch(store, [name])]));
    this.#key = elementKey;
    this.#ready = !ready;
    this.#held = new Set(slices);
  }

  /** Takes what the store has, and shares from then on. */
  begin(redux: Store<State>, { ready, signal }: HubEnhancerOptions): void {
    this.#redux = redux;
    this.#initial = this.#synced = redux.getState();
    for (const name of this.#places.keys()) {
      if (!Object.hasOwn(this.#initial, name)) throw new TypeError(`The state has no slice '${name}' that could be shared.`);
    }
    if (signal?.aborted) return this.#end();
    this.#pull();
    this.#stops.push(redux.subscribe(() => this.#push()), ...Array.from(this.#places.values(), (place) => place.subscribe(() => this.#changedAtStore())));
    signal?.addEventListener("abort", () => this.#end(), { once: true });
    // a hub that refuses the store says so itself, and the slices stay with this application
    ready?.then(
      () => !signal?.aborted && this.#becomeReady(),
      () => this.#end(),
    );
  }

  /** Takes in what was written to the store in this very run, which nobody was told of yet, so that an action is reduced on top of it. */
  catchUp(): void {
    if (this.#unseen().length > 0) this.#pull();
  }

  /** A state with that in it, for a dispatch within another, which this was not told of before: it is given to the reducer as it is. */
  current(state: State | undefined): State | undefined {
    // what is not written yet is not to be lost
    const unseen = state ? this.#unseen().filter((name) => Object.is(state[name], this.#synced[name])) : [];
    this.#given = Object.fromEntries(unseen.map((name) => [name, this.#stored(name, state!)]));
    return unseen.length > 0 ? { ...state, ...this.#given } : state;
  }

  /** An action was reduced. */
  reduced(reducer: Reducer<State>, before: State | undefined, action: Action, after: State): void {
    for (const name of Object.keys(this.#given)) this.#seen.set(name, this.#places.get(name)!.get());
    this.#synced = { ...this.#synced, ...this.#given };
    this.#given = {};
    if (this.#ready || !before || isRemoteChange(action)) return;
    if ([...this.#held].some((name) => !Object.is(before[name], after[name]))) this.#waiting.push({ reducer, action });
  }

  #end(): void {
    for (const stop of this.#stops) stop();
    this.#seen.clear();
    this.#ready = true;
    this.#waiting = [];
  }

  #becomeReady(): void {
    this.#ready = true;
    try {
      this.#pull();
    } catch (error) {
      console.error("What was dispatched before the hub was ready was refused.", error);
    }
  }

  /** The shared slices of which the store has something else than when it was last compared. */
  #unseen(): string[] {
    return [...this.#seen.keys()].filter((name) => !Object.is(this.#places.get(name)!.get(), this.#seen.get(name)));
  }

  /** A slice as the store has it, with what did not change of a state. */
  #stored(name: string, state: State): unknown {
    const value = this.#places.get(name)!.get();
    return value === undefined ? this.#initial[name] : share(state[name], value, this.#key);
  }

  /** The slices that were dispatched and are not written. */
  #changed(): string[] {
    const state = this.#redux.getState();
    return [...this.#places.keys()].filter((name) => !Object.is(state[name], this.#synced[name]) && !this.#held.has(name));
  }

  /** Writes what was dispatched. */
  #push(): void {
    if (this.#changed().length === 0) return;
    // told of earlier writes only within the batch, this would take what is not written yet for changed by others
    this.#pushing = true;
    getStore(this.#store).flush();
    this.#pushing = false;
    const changed = this.#changed();
    const state = this.#redux.getState();
    const before = this.#synced;
    this.#synced = { ...before, ...pick(state, changed) };
    try {
      getStore(this.#store).batch(() => changed.forEach((name) => patch(this.#store, [name], before[name], state[name], this.#key)));
      // within a batch that may be taken back nobody is told yet
      for (const name of changed) this.#seen.set(name, this.#places.get(name)!.get());
    } catch (refusal) {
      this.#pull();
      throw refusal;
    }
    if (this.#told) this.#pull();
  }

  #changedAtStore(): void {
    // a refusal of what is being written is the dispatch's, and not to be thrown here
    if (this.#pushing) this.#told = true;
    else this.#pull();
  }

  /** Brings the slices to what the store has. */
  #pull(): void {
    this.#told = false;
    this.#push();
    const state = this.#redux.getState();
    const stored: Record<string, unknown> = {};
    const replayed: string[] = [];
    const next: Record<string, unknown> = {};
    for (const [name, place] of this.#places) {
      const value = place.get();
      const held = this.#held.has(name);
      this.#seen.set(name, value);
      if (held && value === undefined && !this.#ready) continue;
      stored[name] = this.#stored(name, state);
      next[name] = held && value === undefined ? state[name] : stored[name];
      if (held && value !== undefined) replayed.push(name);
    }
    if (replayed.length > 0) {
      const after = this.#waiting.reduce<State>((now, { reducer, action }) => reducer(now, action), { ...state, ...next });
      Object.assign(next, pick(after, replayed));
    }
    for (const name of Object.keys(stored)) this.#held.delete(name);
    if (this.#held.size === 0) this.#waiting = [];
    this.#synced = { ...this.#synced, ...stored };
    const changed = Object.keys(next).filter((name) => !Object.is(next[name], state[name]));
    if (changed.length > 0) this.#redux.dispatch({ type: remoteChange, payload: pick(next, changed) });
    this.#push();
  }
}

function pick(state: State, names: readonly string[]): State {
  return Object.fromEntries(names.map((name) => [name, state[name]]));
}
