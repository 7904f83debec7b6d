/** The version of what participants say to each other. Copies of the client that say something else have a connection of their own. */
const version = 1;

/** What names a shared connection: the lock of who has it, and the channel on which all hear of it. */
export function keyOf(url: string, protocol: string, group: string): string {
  const { href } = new URL(url, globalThis.location?.href);
  return `storehub/${version}/${JSON.stringify([href, protocol, group])}`;
}

/** The lock that a participant has for as long as it takes part. */
export function lifeOf(key: string, participant: string): string {
  return `${key}/${participant}`;
}

/** The channel on which a leader hears the others. */
export function deskOf(key: string, leader: string): string {
  return `${key}/${leader}/desk`;
}

/** The channel on which a participant hears a leader. */
export function inboxOf(key: string, leader: string, participant: string): string {
  return `${key}/${leader}/${participant}`;
}
