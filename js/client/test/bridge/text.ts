/** Plain data as a text that tells everything that two stores must agree on: not the order of an object's keys, and all else. */
export function textOf(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Date) return `Date(${+value})`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${[...(value as Uint8Array)].join()})`;
  if (value instanceof Map) return `Map(${[...value].map((entry) => entry.map(textOf).join("=>")).join()})`;
  if (value instanceof Set) return `Set(${[...value].map(textOf).join()})`;
  if (Array.isArray(value)) return `[${Array.from({ length: value.length }, (_, i) => (i in value ? textOf(value[i]) : "hole")).join()}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${textOf((value as Record<string, unknown>)[key])}`).join()}}`;
}
