import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Search } from "../../src/data/search.js";
import { atlasOf } from "../support/page-data.js";

const atlas = atlasOf({
  places: [
    { name: "São Paulo", names: { ru: "Сан-Паулу" }, aliases: ["Sampa"] },
    { name: "Fort O’Connor" },
    { name: "Ёлкино", aliases: ["Tromsø", "Юрьевский"] },
  ],
  reports: [
    { title: "Radar", place: 0, system: "Pantsir-S1", reason: "Two pictures." },
    { title: "Launcher", place: 1, reason: "A crane stands next to it." },
    { title: "Truck", place: 2, description: "Seen from the road." },
  ],
});
const found = (query: string): number[] =>
  [...(new Search(atlas).find(query) ?? [])].flatMap((hit, at) => (hit ? [at] : []));

describe("search", () => {
  it("ignores case and accents, and finds places by all their names", () => {
    for (const query of ["sao paulo", "SÃO", "сан-паулу", "sampa"]) assert.deepEqual(found(query), [0], query);
    assert.deepEqual(found("елкино"), [2]);
  });

  it("ignores apostrophes on both sides", () => {
    for (const query of ["o'connor", "o’connor", "oconnor"]) assert.deepEqual(found(query), [1], query);
  });

  it("covers systems, reasons and descriptions", () => {
    assert.deepEqual(found("pantsir"), [0]);
    assert.deepEqual(found("crane"), [1]);
    assert.deepEqual(found("road"), [2]);
  });

  it("needs all words, in any order", () => {
    assert.deepEqual(found("pictures radar"), [0]);
    assert.deepEqual(found("radar crane"), []);
  });

  it("has no result object without words", () => {
    assert.equal(new Search(atlas).find("  "), null);
    assert.equal(new Search(atlas).find("'"), null);
  });

  it("gives the same while a query is typed as at once", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("r", "a", "d", "o", " ", "s", "'", "ã", "c", "k", "y", "e", "й", "ø"), {
          maxLength: 8,
        }),
        (letters) => {
          const typed = new Search(atlas);
          let query = "";
          for (const letter of letters) {
            query += letter;
            assert.deepEqual(typed.find(query), new Search(atlas).find(query), query);
          }
        },
      ),
    );
  });
});
