// Letters as people type them: without case, accents and apostrophes, and with the spellings of letters that a keyboard lacks.

/** Forms of letters, each with the letter that is searched. The marks of letters, such as the hamza of أ, are dropped first. */
const FORMS = new Map(
  `ςσ ٱا ىي یي ےي ةه ہه ھه ەه کك ڪك ۆو ۇو ךכ םמ ןנ ףפ ץצ
  ٠0 ١1 ٢2 ٣3 ٤4 ٥5 ٦6 ٧7 ٨8 ٩9 ۰0 ۱1 ۲2 ۳3 ۴4 ۵5 ۶6 ۷7 ۸8 ۹9`
    .split(/\s+/)
    .map((pair) => [pair[0]!, pair[1]!] as const),
);

/**
 * Letters with several spellings, or with a spelling that is not their Unicode decomposition.
 * Cyrillic letters have the spellings of BGN/PCGN, of ISO 9 without accents, of the national romanisations, and of German
 * and Polish texts.
 */
const SPELLINGS = new Map(
  `å a aa|ä a ae|æ ae a|ö o oe|ø o oe|œ oe o|ü u ue|ß ss s|ı i|ł l|đ d dj|ð d dh|þ th t|ħ h|ŧ t|ŋ n ng|ĸ k|ə a e
  а a|б b|в v w|г g h|ґ г g|д d|е e ye ie je yo io jo|є e ye ie je|ж zh z j|з z s|и i y|і i|ї і i yi ji|й и y i j _|к k
  л l|м m|н n|о o|п p|р r|с s|т t|у u ou|ў у u w|ф f|х kh h ch x|ц ts c tz z|ч ch c tch tsch cz|ш sh s sch ch sz
  щ shch sch sc sht schtsch|ъ a u|ы y i|э e|ю yu iu ju u|я ya ia ja a
  ђ dj d|ј j y i|љ lj l ly|њ nj n|ћ c ch|џ dz dzh j|ѓ gj g dj|ќ kj k c|ѕ dz z`
    .split(/\n|\|/)
    .map((row) => {
      const [letter, ...spellings] = row.trim().split(" ");
      return [letter!, spellings] as const;
    }),
);
const SPELT = new RegExp(`[${[...SPELLINGS.keys()].join("")}ь]`);
/** Letters that a spelling may leave out, after any other. */
const SILENT = "[ьъй]?";

/** Left out of texts and queries: marks, invisible characters, apostrophes, and the Arabic tatweel. */
const DROPPED = /[\p{M}\p{Cf}ʹʺʻʼ‘’'׳״ـ]/gu;
/** Everything but ASCII letters and those with spellings. */
const FOLDABLE = new RegExp(`(?!${SPELT.source})\\P{ASCII}|'`, "gu");

/** The text as it is searched: "Ёлка" and "елка", "São" and "sao" are the same; "ø" and "ж" stay, for their spellings. */
export function folded(text: string): string {
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase().replaceAll("'", ""); // the rest is slow, and has nothing to do
  return text.toLowerCase().normalize("NFC").replace(FOLDABLE, foldedLetter);
}

const foldedLetters = new Map<string, string>();
function foldedLetter(letter: string): string {
  let found = foldedLetters.get(letter);
  if (found === undefined) {
    found = letter.normalize("NFKD").replace(DROPPED, "").toLowerCase();
    found = found.replace(/\P{ASCII}/gu, (each) => FORMS.get(each) ?? each);
    foldedLetters.set(letter, found);
  }
  return found;
}

/** A word of a query. */
export interface Word {
  /** One of these is in every folded text that has the word and no letters with several spellings. */
  spellings: readonly string[];
  /** Finds the word in any folded text. */
  pattern: RegExp;
}

export function wordsOf(query: string): Word[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return words
    .flatMap((word) => word.match(/.{1,15}/gs)!)
    .map((word) => {
      const spellings = spellingsOf(word);
      return { spellings, pattern: new RegExp(spellings.map(spellingPattern).join("|"), "g") };
    });
}

/** Whether a folded text has letters with several spellings. */
export function hasSpellings(text: string): boolean {
  return SPELT.test(text);
}

/** A part of a text, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** Where a text, as it is written, has the words of a query: in order, without overlaps. */
export function spansOf(words: readonly Word[], text: string): Span[] {
  let letters = "";
  const written: Span[] = []; // of each folded letter
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const form = folded(cluster);
    letters += form;
    for (let at = 0; at < form.length; at++) written.push({ start: index, end: index + cluster.length });
  }
  const found = words.flatMap(({ pattern }) =>
    [...letters.matchAll(pattern)].map(({ 0: match, index }) => ({
      start: written[index]!.start,
      end: written[index + match.length - 1]!.end,
    })),
  );
  const merged: Span[] = [];
  for (const span of found.sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push(span);
  }
  return merged;
}

/** A word with a Latin letter that has spellings also finds them: "Tromsø" finds "Tromso" and "Tromsoe". */
function spellingsOf(word: string): string[] {
  const spelt = (which: 0 | 1): string =>
    word.replace(/\p{Script=Latin}/gu, (letter) => {
      const spellings = SPELLINGS.get(letter);
      return spellings?.[which] ?? spellings?.[0] ?? letter;
    });
  return [...new Set([spelt(1), spelt(0), word])]; // the longest first
}

/**
 * A pattern for the letters that can be spelt as this word: "kha" → `(?:k[ьъй]?[hг]|х)[ьъй]?[aа]`, with more letters in the
 * classes. Spellings of several letters make alternatives, which end at the next place that no spelling crosses.
 */
function spellingPattern(word: string): string {
  const steps = word.split("").map((_, at) => lettersSpelt(word.slice(at)));
  const before = (at: number): string => (at ? SILENT : "");
  const alternatives = (at: number, end: number): string => {
    if (at === end) return "";
    const each = [...steps[at]!].map(([length, letters]) => {
      const letter = letters.length > 1 ? `[${letters.join("")}]` : letters[0]!;
      return before(at) + letter + alternatives(at + length, end);
    });
    return each.length > 1 ? `(?:${each.join("|")})` : each[0]!;
  };
  let pattern = "";
  for (let start = 0, end = 0; start < word.length; start = end) {
    end = start + 1;
    for (let at = start; at < end; at++) end = Math.max(end, at + Math.max(...steps[at]!.keys()));
    pattern += alternatives(start, end);
  }
  return pattern;
}

/** The letters that can be spelt as the beginning of a word, by the length of the spelling. */
function lettersSpelt(word: string): Map<number, string[]> {
  const found = new Map([[1, [word[0]!.replace(/[^\p{L}\p{N}]/u, "\\$&")]]]);
  for (const [letter, spellings] of SPELLINGS) {
    for (const spelling of spellings) {
      // A word may break off within a spelling: "k" finds "х", which "kh" will find.
      const fits = word.startsWith(spelling) || spelling.startsWith(word);
      const length = Math.min(spelling.length, word.length);
      if (fits && letter !== word[0]) found.set(length, [...new Set([...(found.get(length) ?? []), letter])]);
    }
  }
  return found;
}
