import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bestTag,
  broaderTags,
  countryNamesIn,
  hasSeparateLetters,
  intlTag,
  isLatin,
  matchingTags,
  nameOfLanguage,
} from "../../src/data/language.js";
import shared from "./language-cases.json" with { type: "json" };

describe("bestTag", () => {
  const cases: [wanted: string[], offered: string[], best: string | null][] = [
    [["pt-BR"], ["en", "pt-BR", "pt-PT"], "pt-BR"],
    [["pt-PT"], ["en", "pt-BR", "pt-PT"], "pt-PT"],
    [["pt"], ["en", "pt-PT", "pt-BR"], "pt-BR"], // the likely region of "pt"
    [["pt-AO"], ["en", "pt-PT"], "pt-PT"],
    [["es-MX"], ["es-ES", "es-AR"], "es-AR"], // both fall back to "es-419"
    [["en-AT"], ["en-US", "en-AU", "en-GB"], "en-AU"],
    [["PT-br"], ["en", "pt-BR"], "pt-BR"],
    [["de-CH-1996"], ["de", "de-CH"], "de-CH"],
    [["zh-TW"], ["zh-Hans", "zh-Hant"], "zh-Hant"],
    [["zh-SG"], ["zh-Hant", "zh-Hans"], "zh-Hans"],
    [["zh-TW"], ["zh", "zh-Hant"], "zh-Hant"],
    [["zh-TW"], ["en", "zh"], "zh"],
    [["zh-TW", "en"], ["en", "zh-Hans"], "en"], // the second choice before the other script
    [["zh-TW", "fr"], ["en", "zh-Hans"], "zh-Hans"],
    [["sr-Latn"], ["en", "sr", "sr-Latn-RS"], "sr-Latn-RS"],
    [["zh-yue"], ["en", "yue"], "yue"],
    [["yue-HK"], ["en", "zh-yue"], "zh-yue"],
    [["fr", "uk"], ["en", "ru", "uk"], "uk"],
    [["en-u-ca-buddhist"], ["fr", "en"], "en"],
    [["nb-NO"], ["en", "no"], "no"],
    [["no", "en"], ["en", "nb"], "nb"],
    [["fr"], ["en", "ru"], null],
    [[], ["en"], null],
    [["not a tag", "x-private", "en"], ["en"], "en"],
  ];
  for (const [wanted, offered, best] of shared as [string, string[], string][]) {
    it(`${wanted} of ${offered.join(", ")} is ${best}, as in Python`, () => {
      assert.equal(bestTag(offered, [wanted]), best);
    });
  }

  for (const [wanted, offered, best] of cases) {
    it(`${wanted.join(", ") || "nothing"} of ${offered.join(", ")} is ${best}`, () => {
      assert.equal(bestTag(offered, wanted), best);
    });
  }
});

describe("matchingTags", () => {
  it("puts the same tag first, whatever its case and order", () => {
    assert.deepEqual(matchingTags(["pt-PT", "pt", "PT-BR", "en"], "pt-br"), ["PT-BR", "pt", "pt-PT"]);
  });
});

describe("tags that Intl does not know", () => {
  it("are replaced where there is another form", () => {
    assert.equal(intlTag("zh-yue"), "yue");
    assert.equal(intlTag("zh-yue-HK"), "yue-HK");
    assert.equal(intlTag("pt-br"), "pt-BR");
  });

  for (const tag of ["zh-min-nan", "i-klingon", "x-private", "en-GB-oed", "a", ""]) {
    it(`do not throw: ${tag || "empty"}`, () => {
      assert.equal(typeof nameOfLanguage(tag), "string");
      assert.equal(typeof isLatin(tag), "boolean");
      assert.equal(countryNamesIn(tag)("UA"), "Ukraine");
      assert.equal(bestTag([tag], [tag]), tag);
      assert.equal(broaderTags(tag)[0], tag);
    });
  }
});

describe("letters", () => {
  it("are drawn apart only where they do not join", () => {
    for (const tag of ["en", "uk", "el", "sr-Latn"]) assert.ok(hasSeparateLetters(tag), tag);
    for (const tag of ["ar", "fa", "he", "ur-PK", "hi", "ja", "zh-Hant"]) assert.ok(!hasSeparateLetters(tag), tag);
  });
});

describe("names", () => {
  it("of languages are in that language, with a capital", () => {
    assert.equal(nameOfLanguage("uk"), "Українська");
    assert.equal(nameOfLanguage("pt-BR"), "Português (Brasil)");
    assert.equal(nameOfLanguage("zh-yue"), nameOfLanguage("yue"));
    assert.equal(nameOfLanguage("uk-x-old"), "Українська (uk-x-old)");
    assert.equal(nameOfLanguage("en-GB-u-ca-buddhist"), "British English (en-GB-u-ca-buddhist)");
  });

  it("of countries are in the language, and null for what is not a code", () => {
    assert.equal(countryNamesIn("ru")("UA"), "Украина");
    assert.equal(countryNamesIn("en")("-99"), null);
  });

  it("are looked up from the exact tag to the language", () => {
    assert.deepEqual(broaderTags("zh-TW"), ["zh-TW", "zh-Hant-TW", "zh-Hant", "zh"]);
    assert.deepEqual(broaderTags("pt-br"), ["pt-BR", "pt-Latn", "pt"]);
    assert.deepEqual(broaderTags("es-mx"), ["es-MX", "es-419", "es-Latn", "es"]);
    assert.deepEqual(broaderTags("uk"), ["uk-Cyrl", "uk"]);
  });
});
