import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { atlasOf, day } from "../support/page-data.js";

describe("translations", () => {
  const atlas = atlasOf({
    languages: ["en", "pt-BR", "zh-Hant"],
    places: [
      { name: "Moscow", names: { "pt-br": "Moscou", "zh-Hans": "莫斯科" } },
      { name: "Kyiv", names: { pt: "Kiev" } },
      { name: "Lisbon", names: { "pt-PT": "Lisboa", pt: "Lisboa (pt)" } },
    ],
    reports: [
      { title: "A radar", place: 0, translations: { pt: { title: "Um radar" }, "pt-BR": { reason: "Foi visto." } } },
    ],
    map: { translations: { "PT-BR": { title: "Um mapa" } } },
  });

  it("are found whatever the case of their tag", () => {
    assert.deepEqual(atlas.placeName(0, "pt-BR"), { text: "Moscou", lang: "pt-br" });
    assert.deepEqual(atlas.mapText("title", "pt-BR"), { text: "Um mapa", lang: "PT-BR" });
  });

  it("are found by the broader tag", () => {
    assert.deepEqual(atlas.placeName(1, "pt-BR"), { text: "Kiev", lang: "pt" });
    assert.deepEqual(atlas.placeName(2, "pt-BR"), { text: "Lisboa (pt)", lang: "pt" });
  });

  it("are found for each text on its own", () => {
    const { title, reason } = atlas.getReport(0, "pt-BR");
    assert.deepEqual([title.lang, reason.lang], ["pt", "pt-BR"]);
  });

  it("never replace the map's own text on a page in its language", () => {
    assert.deepEqual(atlas.placeName(0, "en"), { text: "Moscow", lang: "en" });
    const portuguese = atlasOf({ languages: ["pt-BR"], places: [{ name: "Moscou", names: { "pt-PT": "Moscovo" } }] });
    assert.equal(portuguese.placeName(0, "pt-BR").text, "Moscou");
  });

  it("in another script are not used", () => {
    assert.equal(atlas.placeName(0, "zh-Hant").text, "Moscow");
  });
});

describe("an atlas", () => {
  const atlas = atlasOf({
    places: [
      { name: "Ostankino Tower", at: [55.8, 37.6] },
      { name: "Elsewhere", id: "far-away" },
    ],
    reports: [
      { title: "Radar at \u0001", place: 0, system: "Radar", articles: [0, 0] },
      { title: "Launcher", id: "own-id", place: 0, system: "Buk", dates: [day("2023-01-01"), null] },
      { title: "Another radar", place: 1, system: "Radar" },
      { title: "Nowhere" },
    ],
    articles: [{}],
  });

  it("lists the most reported systems first", () => {
    assert.deepEqual(atlas.systems, ["Radar", "Buk"]);
    assert.deepEqual([...atlas.system], [0, 1, 0, -1]);
  });

  it("makes ids from names where the build has left them out", () => {
    assert.deepEqual(
      [0, 1, 2].map((report) => atlas.idOf(report)),
      ["radar-at-ostankino-tower", "own-id", "another-radar"],
    );
    assert.deepEqual([atlas.placeIdOf(0), atlas.placeIdOf(1)], ["ostankino-tower", "far-away"]);
    for (const report of [0, 1, 2, 3]) assert.equal(atlas.find(atlas.idOf(report)), report);
    assert.equal(atlas.find("nope"), null);
  });

  it("knows which reports are dated, where they are and what they quote", () => {
    assert.deepEqual(
      [0, 1].map((report) => atlas.isDated(report)),
      [false, true],
    );
    assert.deepEqual(atlas.reportsAt(0), [0, 1]);
    assert.deepEqual(atlas.reportsAt(-1), [3]);
    assert.deepEqual(atlas.articlesOf(0), [0]);
    assert.partialDeepStrictEqual(atlas.evidenceOf(0, "en"), [{ article: 0, before: "", quote: "q", after: "" }]);
    assert.equal(atlas.getReport(3, "en").place, null);
  });
});

describe("texts of dates and precisions", () => {
  it("are in the reader's language, else in the map's", () => {
    const atlas = atlasOf({ languages: ["en", "ru"] });
    assert.deepEqual(
      ["ru", "en", "fr"].map((language) => atlas.label(0, language)),
      ["a date in ru", "a date in en", "a date in en"],
    );
  });
});

describe("places of one name", () => {
  const atlas = atlasOf({
    languages: ["en", "no"],
    places: [
      { name: "Norway", names: { no: "Norge" } },
      { name: "Bergen", within: 0 },
      { name: "Celle" },
      { name: "Bergen", id: "bergen-celle", within: 2 },
      { name: "Oslo", within: 0 },
    ],
  });

  it("are told apart by what they are part of, in the reader's language", () => {
    assert.equal(atlas.placeName(1, "en").text, "Bergen, Norway");
    assert.equal(atlas.placeName(1, "no").text, "Bergen, Norge");
    assert.equal(atlas.placeName(3, "en").text, "Bergen, Celle");
  });

  it("are the only ones with a longer name", () => {
    assert.equal(atlas.placeName(4, "en").text, "Oslo");
    assert.equal(atlas.placeName(0, "en").text, "Norway");
  });
});
