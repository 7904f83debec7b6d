import type { HubMessage, IHubProtocol, TransferFormat } from "@microsoft/signalr";
import { malformed } from "../errors/storeError.js";
import { jsonFields, parseJson, type Json } from "../json/parse.js";
import { stringify } from "../json/value.js";

const separator = "\u001e";

/**
 * SignalR's JSON protocol without what `JSON.parse` and `JSON.stringify` lose: the order of keys such as `"7"`. Objects in arguments and
 * results are Maps.
 */
export class StoreHubJsonProtocol implements IHubProtocol {
  readonly name = "json";
  readonly version = 1;
  /** The enumeration's value for text, without a dependency on the package at run time. */
  readonly transferFormat: TransferFormat = 1;

  parseMessages(input: string | ArrayBuffer): HubMessage[] {
    if (typeof input !== "string" || !input.endsWith(separator)) malformed("a frame of JSON is text and ends with its separator");
    return input
      .slice(0, -1)
      .split(separator)
      .map((frame) => Object.fromEntries(jsonFields(parseJson(frame), "message")) as unknown as HubMessage);
  }

  writeMessage(message: HubMessage): string {
    return stringify(clean(message) as Json) + separator;
  }
}

/** Without fields that are undefined, which JSON has not. */
function clean(message: object): unknown {
  return Object.fromEntries(Object.entries(message).filter(([, field]) => field !== undefined));
}
