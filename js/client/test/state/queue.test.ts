import fc from "fast-check";
import { expect, test } from "vitest";
import { Queue } from "../../src/state/queue.js";

test("a queue is a list that goes at its front", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 30 }), (steps) => {
      const queue = new Queue<number>();
      const model: number[] = [];
      steps.forEach((count, step) => {
        for (let i = 0; i < Math.abs(count); i++) {
          if (count > 0) {
            queue.push(step * 100 + i);
            model.push(step * 100 + i);
          } else expect(queue.shift()).toBe(model.shift());
        }
        expect([...queue]).toEqual(model);
        expect(queue.length).toBe(model.length);
        expect(queue.at(0)).toBe(model[0]);
        expect(queue.at(model.length - 1)).toBe(model.at(-1));
      });
      expect(queue.drain()).toEqual(model);
      expect(queue.length).toBe(0);
    }),
  );
});
