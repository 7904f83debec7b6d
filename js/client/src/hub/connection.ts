import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from "@microsoft/signalr";
import { StoreHubJsonProtocol } from "./jsonProtocol.js";
import { StoreHubMessagePackProtocol } from "./messagePackProtocol.js";
import type { HubOptions } from "./options.js";

/** Makes a connection to an address; it is not started. */
export function connectionTo(url: string, protocol: string, { accessTokenFactory }: HubOptions): HubConnection {
  return new HubConnectionBuilder()
    .withUrl(url, { transport: HttpTransportType.WebSockets, skipNegotiation: true, ...(accessTokenFactory && { accessTokenFactory }) })
    .withHubProtocol(protocol === "json" ? new StoreHubJsonProtocol() : new StoreHubMessagePackProtocol())
    .configureLogging(LogLevel.None)
    .build();
}
