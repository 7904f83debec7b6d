import fc from "fast-check";
import { expect, test } from "vitest";
import { HybridClock } from "../../src/ordering/clock.js";
import { stepsAbove, stepsBetween } from "../../src/ordering/steps.js";

test("timestamps rise, whatever the clock does and others say", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2e12 }), fc.oneof(fc.double({ max: 1e300 }), fc.constant(Infinity)))), (steps) => {
      let now = 0;
      const clock = new HybridClock(() => now);
      let last = 0;
      for (const [time, seen] of steps) {
        now = time;
        clock.observe(seen);
        const ts = clock.next();
        expect(ts).toBeGreaterThan(last);
        if (Number.isFinite(seen)) expect(ts).toBeGreaterThan(seen);
        expect(ts).toBeGreaterThanOrEqual(time);
        last = ts;
      }
    }),
  );
});

test("a clock follows the hub's by its offset, and the local one's steps", () => {
  let now = 1000;
  const clock = new HybridClock(() => now);
  clock.offset = 50;
  expect(clock.now).toBe(1050);
  expect(clock.next()).toBe(1050);
  expect(clock.next()).toBeGreaterThan(1050);
  now = 2000;
  expect(clock.next()).toBe(2050);
});

test("a clock that stands gives the very next double each time", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e300, noNaN: true }), (seen) => {
      const clock = new HybridClock(() => 0);
      clock.observe(seen);
      expect(clock.next()).toBe(stepsAbove(seen, 1));
    }),
    { examples: [[0], [Number.MIN_VALUE], [1], [2 ** 41], [1 + Number.EPSILON], [2 - Number.EPSILON], [2 ** -1022]] },
  );
});

test("what leaves no room for more is passed over", () => {
  const clock = new HybridClock(() => 1000);
  for (const ts of [Number.MAX_VALUE, Infinity, NaN]) clock.observe(ts);
  expect([clock.next(), Number.isFinite(clock.next())]).toEqual([1000, true]);
});

test("steps count doubles, through zero too", () => {
  expect(stepsAbove(0, 1)).toBe(Number.MIN_VALUE);
  expect(stepsAbove(-Number.MIN_VALUE, 2)).toBe(Number.MIN_VALUE);
  expect(stepsAbove(1, 1)).toBe(1 + Number.EPSILON);
  expect(stepsAbove(Number.MAX_VALUE, 1)).toBe(Infinity);
  expect(stepsBetween(1, 1 + Number.EPSILON)).toBe(1);
  expect(stepsBetween(-0, 0)).toBe(0);
  expect(stepsBetween(1, 0)).toBeUndefined();
  expect(stepsBetween(0, 1e300)).toBeUndefined();
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeNat(), (from, steps) => {
      const to = stepsAbove(from, steps);
      if (Number.isFinite(to)) expect(stepsBetween(from, to)).toBe(steps);
    }),
  );
});
