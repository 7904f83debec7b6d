import type { RemoteApp, Session } from "../../contract/contract";
import { element } from "../../contract/element";
import { openStore } from "../../contract/openStore";

export const mount: RemoteApp["mount"] = (place, { hub, session }) => {
  const store = openStore<Session>(hub, session);
  const article = element("input", { placeholder: "What?" });
  const order = element("button", { disabled: true }, "Order");
  const list = element("ul", {});
  order.onclick = () => {
    if (article.value === "") return;
    store.root.orders ??= [];
    store.root.orders.push(article.value);
    article.value = "";
  };
  place.append(element("h2", {}, "Orders"), article, " ", order, list);
  store.watch(() => {
    // who orders before the others' orders are here would begin a list of his own
    order.disabled = false;
    list.replaceChildren(...(store.root.orders ?? []).map((text) => element("li", {}, text)));
  });
  return () => store.close();
};
