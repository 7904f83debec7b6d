import type { ModuleFederation, ModuleFederationRuntimePlugin } from "@module-federation/enhanced/runtime";
import type { OpenStore } from "../../contract/openStore";

/** The store in which a backend says where the remotes are. */
export interface RemoteRegistry {
  remotes?: Record<string, { entry?: unknown }>;
}

/** What a host does about its remotes. */
export interface RemoteListener {
  /** A remote is registered, with a new entry or for the first time: load it from the host's instance. */
  registered(remote: string, entry: string, instance: ModuleFederation): void;
  /** A remote's entry cannot be used; it is not registered. */
  rejected(remote: string, reason: string): void;
  /** There is no such remote any more. */
  removed(remote: string): void;
}

/**
 * Has the remotes of a federation instance be those in a store, as they change.
 * @param origins Where remotes may come from: who can write the store could have the page run any program otherwise.
 */
export function remotesFromStore(registry: OpenStore<RemoteRegistry>, origins: readonly string[], listener: RemoteListener): ModuleFederationRuntimePlugin {
  const known = new Map<string, string>();
  const update = (instance: ModuleFederation): void => {
    const { remotes = {} } = registry.root;
    if (typeof remotes !== "object" || remotes === null) return;
    for (const remote of known.keys()) {
      if (remote in remotes) continue;
      known.delete(remote);
      listener.removed(remote);
    }
    for (const remote of Object.keys(remotes)) {
      const entry = String(remotes[remote]?.entry);
      if (known.get(remote) === entry) continue;
      known.set(remote, entry);
      if (!URL.canParse(entry) || !origins.includes(new URL(entry).origin)) {
        listener.rejected(remote, `'${entry}' is no address at an origin that remotes may come from.`);
        continue;
      }
      register(instance, remote, entry);
      listener.registered(remote, entry, instance);
    }
  };
  return {
    name: "remotes-from-store",
    init: ({ origin }) => registry.watch(() => update(origin)),
  };
}

/** Registers a remote in place of what has its name, so that the next loading begins anew. */
export function register(instance: ModuleFederation, name: string, entry: string): void {
  instance.registerRemotes([{ name, entry }], { force: true });
}
