import { expect, test } from "vitest";
import type { StoreData } from "../../src/index.js";
import { LocalTopic } from "../../src/topics/localTopic.js";

const retained = { retained: true, missed: 0, source: "hub", time: 1 };

function listen(topic: LocalTopic): StoreData[] {
  const values: StoreData[] = [];
  topic.subscribe((value) => values.push(value));
  return values;
}

test("a new listener gets what was retained before an event that comes in the same run", async () => {
  const topic = new LocalTopic("t");
  topic.receive("old", retained, true);
  const values = listen(topic);
  topic.receive("new", { ...retained, retained: false, time: 2 }, true);
  expect(values).toEqual(["old", "new"]);
  await Promise.resolve();
  expect(values).toEqual(["old", "new"]);
});

test("what the hub does not retain any more is cleared for those who had it, once", async () => {
  const topic = new LocalTopic("t");
  const values = listen(topic);
  topic.receive("old", retained, true);
  const late = listen(topic);
  topic.round++;
  topic.forget();
  expect([values, late]).toEqual([["old", undefined], ["old", undefined]]);
  topic.round++;
  topic.forget();
  const last = listen(topic);
  await Promise.resolve();
  expect([values, late, last]).toEqual([["old", undefined], ["old", undefined], []]);
});

test("what came since the hub was asked holds", () => {
  const topic = new LocalTopic("t");
  const values = listen(topic);
  topic.receive("old", retained, true);
  topic.round++;
  topic.receive("new", { ...retained, retained: false, time: 2 }, true);
  topic.forget();
  expect(values).toEqual(["old", "new"]);
});
