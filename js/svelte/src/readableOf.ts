import type { Watch } from "@storehub/client/bindings";
import { createSubscriber } from "svelte/reactivity";
import type { Readable } from "svelte/store";

/** What can be read as a store, `$value`, and as a rune, `value.current`. */
export type Current<T> = Readable<T> & { readonly current: T };

/** Something that is watched, as Svelte reads it. */
export function readableOf<T>({ get, subscribe }: Watch<T>): Current<T> {
  const track = createSubscriber((update) => subscribe(update));
  return {
    get current() {
      track();
      return get();
    },
    subscribe(run) {
      const stop = subscribe(run);
      run(get());
      return stop;
    },
  };
}
