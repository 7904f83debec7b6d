import type { RemoteApp, Session } from "../../contract/contract";
import { element } from "../../contract/element";
import { openStore } from "../../contract/openStore";
import { Badge } from "./badge";

declare const VERSION: string;

export const mount: RemoteApp["mount"] = (place, { hub, session }) => {
  const store = openStore<Session>(hub, session);
  const badge = new Badge();
  const count = element("p", { className: "count" });
  place.append(element("h2", {}, `Analytics ${VERSION}`), badge.element, count);
  store.watch(() => {
    badge.show(store.root.user);
    count.textContent = `Orders so far: ${store.root.orders?.length ?? 0}`;
  });
  return () => store.close();
};
