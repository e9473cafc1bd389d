import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mixed } from "../../src/basemap/palette.js";

describe("mixed colours", () => {
  it("are between both", () => {
    assert.equal(mixed("#000000", "#ffffff", 0), "#000000");
    assert.equal(mixed("#000000", "#ffffff", 1), "#ffffff");
    assert.equal(mixed("#0b6e69", "#ffffff", 0.5), "#85b7b4");
  });
});
