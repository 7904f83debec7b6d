import type { Topic, TopicEvent } from "../../src/topics.js";
import type { StoreData } from "../../src/index.js";

/** A listener that keeps what it hears, and lets tests wait for it. */
export class Heard {
  readonly values: StoreData[] = [];
  readonly events: TopicEvent[] = [];
  readonly stop: () => void;
  #waiters: [count: number, resolve: () => void][] = [];

  constructor(topic: Topic) {
    this.stop = topic.subscribe((value, event) => {
      this.values.push(value);
      this.events.push(event);
      this.#waiters = this.#waiters.filter(([count, resolve]) => this.values.length < count || resolve());
    });
  }

  /** The listener of a topic that the hub has subscribed. */
  static async of(topic: Topic): Promise<Heard> {
    const heard = new Heard(topic);
    await topic.whenSubscribed();
    return heard;
  }

  /** All that was heard, once it is so many. */
  async when(count: number): Promise<StoreData[]> {
    if (this.values.length < count) await new Promise<void>((resolve) => this.#waiters.push([count, resolve]));
    return this.values;
  }
}
