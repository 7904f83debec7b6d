import { expect, test } from "vitest";
import type { Value } from "../../src/values/value.js";
import { copyIn } from "../../src/values/copyIn.js";
import type { Message } from "./shape.js";
import { errorOf, type World } from "./world.js";

/** How many topics of a store the hub that is tested retains something for. */
export const maxRetainedTopics = 2;

/** Events beside history. */
export function topicTests(world: () => World): void {
  const sent = (value: unknown): Message => world().wire.valueFields(copyIn(value));
  const read = ({ value, data }: Message): Value => world().wire.value({ get: (name: string) => (name === "data" ? data : value) } as never);

  test("who has a topic subscribed gets what is published, what is retained first, and nobody else does", async () => {
    const writer = await world().writer();
    const { store, source, client } = writer;
    const { client: reader } = await world().reader(store);
    const publish = (value: unknown, more: Message = {}): Promise<Message> => client.call("Publish", { store, topic: "t", ...sent(value), ...more });
    const first = await publish({ x: -0, list: [undefined, null] }, { retain: true });
    expect(await reader.call("Subscribe", { store, topic: "t" })).toEqual({ retained: true });
    expect(await client.call("Subscribe", { store, topic: "t" })).toEqual({ retained: true });
    const second = await publish(null, { echo: true });
    expect(second["time"]).toBeGreaterThan(first["time"] as number);
    for (const one of [reader, client]) {
      await one.next("event", ({ time }) => time === second["time"]);
      const [retained, live] = one.of("event", store) as [Message, Message];
      expect(retained).toMatchObject({ topic: "t", source, time: first["time"], retain: true, retained: true });
      expect(read(retained)).toEqual(copyIn({ x: -0, list: [undefined, null] }));
      expect(live).not.toHaveProperty("retained");
      expect(read(live)).toBeNull();
    }
    expect(await reader.call("Unsubscribe", { store, topic: "t" })).toEqual({});
    await publish(1);
    await reader.call("Subscribe", { store, topic: "u" });
    await client.call("Publish", { store, topic: "u", ...sent("end") });
    await reader.next("event", ({ topic }) => topic === "u");
    expect(reader.of("event", store)).toHaveLength(3);
    expect(await writer.status()).toMatchObject({ revision: 0 });
  });

  test("what may not be published, subscribed or retained is refused with its number", async () => {
    const { store, client } = await world().writer();
    const { client: reader } = await world().reader(store);
    const refused = async (of: typeof client, method: string, more: Message): Promise<ReturnType<typeof errorOf>> => errorOf(await of.call(method, { store, topic: "t", ...more }));
    expect(await refused(reader, "Publish", sent(1))).toMatchObject({ code: 205 });
    for (const [method, more] of [["Publish", sent(1)], ["Subscribe", {}], ["Unsubscribe", {}]] as const) {
      for (const topic of ["", "x".repeat(257)]) expect(await refused(client, method, { ...more, topic })).toMatchObject({ code: 215, path: "topic", limit: 256 });
      expect(await refused(client, method, { ...more, store: world().store() })).toMatchObject({ code: 204 });
    }
    const large = world().wire.valueFields("x".repeat(262_144));
    expect(await refused(client, "Publish", large)).toMatchObject({ code: 108, path: "t", limit: 262_144 });
    for (let i = 0; i < maxRetainedTopics; i++) expect((await client.call("Publish", { store, topic: `t${i}`, ...sent(i), retain: true }))["error"]).toBeUndefined();
    expect(await refused(client, "Publish", { ...sent(1), retain: true })).toMatchObject({ code: 216, limit: maxRetainedTopics });
  });
}
