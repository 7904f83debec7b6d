// The same writes for every library: 100 objects share the keys, and each write is of the next key in a fixed, scattered order.
const objects = 100;

/** Makes `count` writes over `keys` keys, each `{object, key, value}`. */
export function writesOver(count, keys) {
  return Array.from({ length: count }, (_, i) => {
    const index = (i * 7919) % keys;
    return { object: `object${index % objects}`, key: `key${Math.floor(index / objects)}`, value: i };
  });
}

/** What a store with objects of that many keys must hold after some writes. */
export function expected(writes) {
  const state = empty();
  for (const { object, key, value } of writes) state[object][key] = value;
  return state;
}

/** The state before the first write. */
export function empty() {
  return Object.fromEntries(Array.from({ length: objects }, (_, i) => [`object${i}`, {}]));
}
