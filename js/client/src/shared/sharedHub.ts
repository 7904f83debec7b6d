import { connectionTo } from "../hub/connection.js";
import { HubLink } from "../hub/hubLink.js";
import type { SharedHub } from "../hub/route.js";
import { Participant } from "./participant.js";
import { SharedRoute } from "./sharedRoute.js";

/**
 * A hub's address, to give to `connectHub` in the address's place: all copies of the client that do so, on one page and in all tabs of the
 * browser, however they are bundled, share one connection. One of them has it, and serves the others; when that one goes, another takes
 * over. The hub knows all of them as one principal: the one whose `accessTokenFactory` the connection was made with.
 *
 * Where the browser has no Web Locks or no BroadcastChannel (a page that is no secure context, a frame of an opaque origin) and in Node,
 * each store gets a connection of its own; so does one that finds no room left on the shared one, by the hub's limit.
 * @param url The address. Who gives another one, or another protocol to `connectHub`, shares another connection.
 * @param group Tells apart who must not share, such as a user's name: who gives another one shares another connection. Not secret: all
 * scripts of the origin can see it.
 */
export function sharedHub(url: string, group = ""): SharedHub {
  return {
    url,
    route: (protocol, options) => {
      const connect = () => connectionTo(url, protocol, options);
      return canShare() ? new SharedRoute(Participant.of(url, protocol, group, connect, options), connect, options) : HubLink.of(connect(), true, options);
    },
  };
}

function canShare(): boolean {
  return typeof BroadcastChannel === "function" && !!globalThis.navigator?.locks && globalThis.origin !== "null";
}
