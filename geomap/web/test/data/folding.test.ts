import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { folded, hasSpellings, spansOf, wordsOf } from "../../src/data/folding.js";

const isFound = (query: string, written: string): boolean => {
  const text = folded(written);
  return wordsOf(query).every(({ spellings, pattern }) => {
    const found = text.search(pattern) >= 0;
    if (!hasSpellings(text))
      assert.equal(
        spellings.some((spelling) => text.includes(spelling)),
        found,
        query,
      );
    return found;
  });
};
const marked = (query: string, text: string): string[] =>
  spansOf(wordsOf(query), text).map(({ start, end }) => text.slice(start, end));

/** Each text with what people type for it. */
const TYPED: [string, ...string[]][] = [
  ["Tromsø", "tromso", "tromsoe", "TROMSØ", "Tromsö"],
  ["Aalborg", "ålborg", "aalborg"],
  ["Ålborg", "alborg", "aalborg", "ålb"],
  ["Ærø", "aero", "aeroe", "aro", "ærö"],
  ["København", "kobenhavn", "koebenhavn"],
  ["Łódź", "lodz", "łódź"],
  ["Đakovo", "dakovo", "djakovo"],
  ["Weißenburg", "weissenburg", "weisenburg", "WEISSENBURG"],
  ["München", "munchen", "muenchen"],
  ["Muenchen", "münchen"],
  ["Þingvellir við Öxará", "thingvellir", "vid oxara", "oexara"],
  ["Diyarbakır", "diyarbakir", "DIYARBAKIR"],
  ["İstanbul", "istanbul", "ISTANBUL", "ıstanbul"],
  ["Iğdır", "igdir", "ığdır"],
  ["Şırnak", "sirnak"],
  ["Timișoara", "timisoara", "timişoara"],
  ["Gəncə", "gence", "ganca"],
  ["Ёлкино", "елкино", "yolkino", "elkino"],
  ["Заречье", "zarechye", "zareche", "zarechie", "zarechje", "zarech"],
  ["Орел", "oryol", "orel", "орёл"],
  ["Харьков", "kharkov", "harkov", "kha"],
  ["Харків", "kharkiv", "harkiv"],
  ["Київ", "kyiv", "kyyiv", "kiiv"],
  ["Киев", "kiev", "kiyev"],
  ["Грозный", "grozny", "groznyy", "groznyi", "grozniy"],
  ["Щёлково", "shchyolkovo", "shchelkovo", "scelkovo"],
  ["Жуковский", "zhukovsky", "zukovskij", "zhukovskiy"],
  ["Юрьевец", "yuryevets", "iurevets", "jurjevec"],
  ["Търново", "tarnovo", "turnovo"],
  ["Ђаковица", "djakovica", "dakovica", "đakovica"],
  ["Љубљана", "ljubljana"],
  ["Гомель", "gomel", "homel"],
  ["أحمد", "احمد"],
  ["إدلب", "ادلب"],
  ["القاهرة", "القاهره"],
  ["مُحَمَّد", "محمد"],
  ["على", "علي"],
  ["کرمان", "كرمان"],
  ["می‌دان", "میدان"],
  ["حـــلب", "حلب"],
  ["۱۴۰۲ و ٢٠٢٣", "1402", "2023"],
  ["יְרוּשָׁלַיִם", "ירושלימ", "ירושלים"],
  ["צה״ל", "צהל", "צה״ל"],
  ["ﬁeld", "field"],
];

describe("a word is found as people type it", () => {
  for (const [text, ...queries] of TYPED) {
    it(text, () => {
      for (const query of queries) {
        assert.ok(isFound(query, `in ${text}.`), query);
        assert.equal(marked(query, `x ${text} x`).length, query.split(" ").length, query);
      }
    });
  }

  it("and not otherwise", () => {
    for (const [text, query] of [
      ["Tromso", "tromsoe"],
      ["Homs", "höms x"],
      ["Киев", "kyiv"],
      ["Харьков", "karkov"],
      ["Москва", "moskvar"],
      ["poet", "pot"],
    ] as const)
      assert.equal(isFound(query, text), false, query);
  });
});

describe("what was found", () => {
  it("has the offsets of the text as it is written", () => {
    assert.deepEqual(marked("tromso", "𝄞 I Tromsø, Tromso og TROMSØ"), ["Tromsø", "Tromso", "TROMSØ"]);
    assert.deepEqual(marked("kharkov", "под Харьковом"), ["Харьков"]);
    assert.deepEqual(marked("sao", "Sa\u0303o Paulo"), ["Sa\u0303o"]);
    assert.deepEqual(marked("محمد", "قال مُحَمَّد"), ["مُحَمَّد"]);
    assert.deepEqual(marked("oconnor", "Fort O’Connor"), ["O’Connor"]);
    assert.deepEqual(marked("ss", "Weiß"), ["ß"]);
    assert.deepEqual(marked("gomel'", "Гомельский"), ["Гомел"]);
  });

  it("is each word of the query", () => {
    assert.deepEqual(marked("roof crane", "A crane on the roof"), ["crane", "roof"]);
    assert.deepEqual(marked("a ab", "abc"), ["ab"]);
    assert.deepEqual(marked("", "abc"), []);
  });

  it("is never outside the text, empty or overlapping, and is there exactly if the word is found", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."oeøöaåæsßkhзжьйїЄ'’ʼ\u0308\u0301ل أـ\u200c𝄞ﬁ".split("")),
      maxLength: 12,
    });
    const word = fc.string({ unit: fc.constantFrom(..."oeøasßkhzyжйل'".split("")), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, word, (written, query) => {
        const spans = spansOf(wordsOf(query), written);
        let end = 0;
        for (const span of spans) {
          assert.ok(span.start >= end && span.end > span.start && span.end <= written.length);
          end = span.end;
        }
        assert.equal(spans.length > 0, wordsOf(query).length > 0 && isFound(query, written));
      }),
      { numRuns: 2000 },
    );
  });

  it("takes a long word and a text full of choices without delay", () => {
    assert.ok(isFound("iya".repeat(60), "ия".repeat(90)));
    assert.equal(isFound(`${"iya".repeat(60)}x`, "ия".repeat(3000)), false);
  });
});

describe("folding", () => {
  it("is idempotent", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => assert.equal(folded(folded(text)), folded(text))));
  });
});
