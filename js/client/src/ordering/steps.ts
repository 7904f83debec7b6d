const view = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** How many representable doubles lie from one to the next, if it is no lower and not more than 2^53−1 away. */
export function stepsBetween(from: number, to: number): number | undefined {
  const steps = ordinal(to) - ordinal(from);
  return steps >= 0n && steps <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(steps) : undefined;
}

/** The double that lies so many steps above another; not finite if it is past the last. */
export function stepsAbove(from: number, steps: number): number {
  const place = ordinal(from) + BigInt(steps);
  const least = -(1n << 63n);
  view.setBigInt64(0, place >= 0n ? (place < -least ? place : -least - 1n) : least - place);
  return view.getFloat64(0);
}

/** The place of a finite number among all of them; 0 for both zeros. */
function ordinal(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  return bits >= 0n ? bits : -(1n << 63n) - bits;
}
