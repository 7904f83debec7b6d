import type { Watch } from "@storehub/client/bindings";
import { createRenderEffect, createSignal, onCleanup, type Accessor } from "solid-js";
import { isServer } from "solid-js/web";

/** Whatever is watched at the time, as a signal. On a server, where nothing changes, without a subscription. */
export function signalOf<T>(watched: Accessor<Watch<T>>): Accessor<T> {
  const [track, changed] = createSignal<void>(undefined, { equals: false });
  if (!isServer) createRenderEffect(() => onCleanup(watched().subscribe(() => changed())));
  return () => {
    track();
    return watched().get();
  };
}
