import { expect, test } from "vitest";
import { canonicalBytes, stateHash } from "../../src/encodings/canonical.js";
import { writeValue } from "../../src/encodings/value.js";
import { operationFromJson } from "../../src/json/operation.js";
import type { Json } from "../../src/json/parse.js";
import { Writer } from "../../src/msgpack/writer.js";
import { PeerReplica } from "../../src/replicas/peerReplica.js";
import { toValue } from "../../src/state/node.js";
import { brief, casesOf, type Case } from "./vectors.js";

test("peers without a hub see what the vectors say, and converge", () => {
  for (const history of casesOf("peers")) {
    const peers = (history.get("peers") as string[]).map((source) => new PeerReplica(source));
    const operations = (history.get("operations") as Json[]).map(operationFromJson);
    (history.get("steps") as Case[]).forEach((step, i) => {
      const peer = peers[step.get("peer") as number]!;
      const at = `history ${String(history.get("seed"))}, step ${i}`;
      peer.apply((step.get("operations") as number[]).map((index) => operations[index]!));
      expect(brief(canonicalBytes(peer.tree.root)), at).toBe(step.get("hash"));
      const writer = new Writer();
      writeValue(writer, toValue(peer.tree.root));
      expect(brief(writer.done()), at).toBe(step.get("order"));
    });
    for (const peer of peers) expect(stateHash(peer.tree.root)).toBe((history.get("end") as Case).get("hash"));
  }
});
