/** Everything that can be seen of a value, as text: kinds, order, −0, what is undefined. Of a proxy what its traps and methods give. */
export function whole(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${Array.from(value, whole).join()}]`;
  if (value instanceof Map) return `M{${Array.from(value as Map<unknown, unknown>, ([key, item]) => `${whole(key)}:${whole(item)}`).join()}}`;
  if (value instanceof Set) return `S{${Array.from(value as Set<unknown>, whole).join()}}`;
  return `{${Object.keys(value)
    .map((key) => `${JSON.stringify(key)}:${whole((value as Record<string, unknown>)[key])}`)
    .join()}}`;
}
