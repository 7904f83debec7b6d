import { createInstance } from "@module-federation/enhanced/runtime";
import type { RemoteApp, Session } from "../../contract/contract";
import { element } from "../../contract/element";
import { openStore } from "../../contract/openStore";
import type { PageConfig } from "../../contract/pageConfig";
import { sessionOfThisBrowser } from "../../contract/session";
import { register, remotesFromStore, type RemoteRegistry } from "./remotesPlugin";
import { Slot } from "./slot";

/** A host: who is signed in, and the remotes that the registry names, by a federation instance of its own. */
export function startShell(name: string, place: HTMLElement, { hub, remoteOrigins = [] }: PageConfig): void {
  const props = { hub, session: sessionOfThisBrowser() };
  const slots = element("main", {});
  place.append(header(name, props.hub, props.session), slots);

  const byName = new Map<string, Slot>();
  const slotOf = (remote: string): Slot => {
    let slot = byName.get(remote);
    if (!slot) {
      byName.set(remote, (slot = new Slot(remote)));
      const after = [...slots.children].find((other) => (other as HTMLElement).dataset["remote"]! > remote);
      slots.insertBefore(slot.element, after ?? null);
    }
    return slot;
  };
  createInstance({
    name,
    remotes: [],
    plugins: [
      remotesFromStore(openStore<RemoteRegistry>(hub, "mf", "reader"), remoteOrigins, {
        registered(remote, entry, instance) {
          const load = async (again: boolean): Promise<RemoteApp> => {
            // else a manifest that was no good would be kept, and not asked for anew
            if (again) register(instance, remote, entry);
            const app = await instance.loadRemote<RemoteApp>(`${remote}/app`);
            if (!app) throw new Error("It has no './app'.");
            return app;
          };
          void slotOf(remote).show(entry, load, (app, inside) => app.mount(inside, props));
        },
        rejected: (remote, reason) => slotOf(remote).reject(reason),
        removed(remote) {
          byName.get(remote)?.remove();
          byName.delete(remote);
        },
      }),
    ],
  });
}

function header(name: string, hub: string, session: string): HTMLElement {
  const store = openStore<Session>(hub, session);
  const who = element("span", { className: "who" });
  const signIn = element("button", { disabled: true }, "Sign in");
  const signOut = element("button", { disabled: true }, "Sign out");
  const notes = element("input", { placeholder: "Notes, kept by this page only" });
  // in earnest this is what an identity provider says
  signIn.onclick = () => (store.root.user = { name: "Grace Hopper" });
  signOut.onclick = () => delete store.root.user;
  store.watch(() => {
    const { user } = store.root;
    who.textContent = user ? user.name : "nobody";
    signIn.disabled = user !== undefined;
    signOut.disabled = user === undefined;
  });
  return element("header", {}, element("h1", {}, name), "Signed in: ", who, signIn, signOut, notes);
}
