import type { Watch } from "@storehub/client/bindings";
import { getCurrentInstance, onBeforeMount, watch, type Ref } from "vue";

/** Subscribes to whatever is watched at the time, until the component or scope ends. On a server, where components never end, not at all. */
export function follow(watched: Readonly<Ref<Watch<unknown>>>, changed: () => void): void {
  const begin = (): void => void watch(watched, (now, _, onCleanup) => onCleanup(now.subscribe(changed)), { immediate: true, flush: "sync" });
  if (getCurrentInstance()?.isMounted === false) onBeforeMount(begin);
  else begin();
}
