export { topic, type PublishOptions, type Topic } from "./topics/topic.js";
export type { TopicEvent, TopicListener } from "./topics/localTopic.js";
