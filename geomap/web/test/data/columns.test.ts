import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { values } from "../../src/data/columns.js";

const list = <T>(column: ArrayLike<T>): T[] => Array.from(column);

describe("columns", () => {
  it("may be plain, constant, indexed or stepped", () => {
    assert.deepEqual(list(values(["a", "b"], 2)), ["a", "b"]);
    assert.deepEqual(list(values({ all: null }, 3)), [null, null, null]);
    assert.deepEqual(list(values({ of: ["x", "y"], at: [1, 0, 1] }, 3)), ["y", "x", "y"]);
    assert.deepEqual(list(values<number>({ steps: [5, 1, -3] }, 3)), [5, 6, 3]);
  });

  it("may be empty", () => {
    for (const column of [[], { all: 1 }, { of: [], at: [] }, { steps: [] }])
      assert.deepEqual(list(values(column, 0)), []);
  });

  it("give the same values in each form", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 })), (numbers) => {
        const steps = numbers.map((number, index) => number - (numbers[index - 1] ?? 0));
        const of = [...new Set(numbers)];
        const at = numbers.map((number) => of.indexOf(number));
        assert.deepEqual(list(values<number>({ steps }, numbers.length)), numbers);
        assert.deepEqual(list(values({ of, at }, numbers.length)), numbers);
      }),
    );
  });
});
