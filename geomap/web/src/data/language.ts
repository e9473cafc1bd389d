// Language tags (BCP 47): which of the offered languages serves a reader, and which tags the browser's Intl accepts.
import parents from "./parent-languages.json" with { type: "json" };

/** The parents of CLDR that are not the tag without its last subtag: "es-419" of "es-mx"; lower case. */
const PARENTS = new Map(
  Object.entries(parents).flatMap(([parent, regions]) => {
    const start = parent.slice(0, parent.lastIndexOf("-"));
    return regions.split(" ").map((region) => [`${start}-${region}`.toLowerCase(), parent] as const);
  }),
);

/**
 * The tags that serve a language, best first. The same tag and then those that it falls back to, as in Python's
 * best_language; then other tags of the same language and script, those with the nearest common fallback first ("es-AR"
 * for "es-MX" before "es-ES"), then those of the likely region ("pt-BR" for "pt").
 */
export function matchingTags(offered: readonly string[], wanted: string): string[] {
  const likely = likelyLocale(wanted);
  const inScript = (tag: string): boolean => likelyLocale(tag)?.script === likely?.script;
  const inRegion = (tag: string): boolean => likelyLocale(tag)?.region === likely?.region;
  const chain = fallbacksOf(wanted).map((each) => each.toLowerCase());
  const distance = (tag: string): number => {
    const own = new Set(fallbacksOf(tag).map((each) => each.toLowerCase()));
    const at = chain.findIndex((each) => own.has(each));
    return at < 0 ? chain.length : at;
  };
  const found = chain.flatMap((each) => offered.filter((tag) => tag.toLowerCase() === each));
  const related = offered.filter(
    (tag) => !found.includes(tag) && languageOf(tag) === languageOf(wanted) && inScript(tag),
  );
  return [
    ...found.filter(inScript),
    ...related.sort((one, other) => distance(one) - distance(other) || +inRegion(other) - +inRegion(one)),
    ...found.filter((tag) => !inScript(tag)), // "zh" for "zh-TW": most likely in the other script
  ];
}

/** The best of the offered tags for a reader's languages, in their order of preference; null where none serves. */
export function bestTag(offered: readonly string[], wanted: readonly string[]): string | null {
  for (const each of wanted) {
    const [best] = matchingTags(offered, each);
    if (best !== undefined) return best;
  }
  // Another script of a reader's language is still closer than another language.
  for (const each of wanted) {
    const best = offered.find((tag) => languageOf(tag) === languageOf(each));
    if (best !== undefined) return best;
  }
  return null;
}

/** The tag as Intl takes it; null where it takes none. "zh-yue" is valid BCP 47, but Intl knows it only as "yue". */
export function intlTag(tag: string): string | null {
  const extended = tag.replace(/^[a-z]{2,3}-([a-z]{3})(?=-|$)/i, "$1");
  for (const each of [tag, extended]) {
    try {
      return Intl.getCanonicalLocales(each)[0] ?? null;
    } catch {
      // the next form
    }
  }
  return null;
}

/** A language's name in that language, with the whole tag if it has extensions; the tag where Intl does not know it. */
export function nameOfLanguage(tag: string): string {
  const known = intlTag(tag);
  if (known === null) return tag;
  const { baseName } = new Intl.Locale(known);
  const name = new Intl.DisplayNames([known], { type: "language", fallback: "code" }).of(baseName) ?? tag;
  return name.charAt(0).toLocaleUpperCase(known) + name.slice(1) + (baseName === known ? "" : ` (${tag})`);
}

/** The name of a country, by its ISO 3166 code, in a language; null where the browser does not know it. */
export function countryNamesIn(tag: string): (code: string) => string | null {
  const known = new Intl.DisplayNames([intlTag(tag) ?? "en"], { type: "region", fallback: "none" });
  return (code) => {
    try {
      return known.of(code) ?? null;
    } catch {
      return null; // not a code
    }
  };
}

/** Whether a language is usually written in Latin letters. */
export function isLatin(tag: string): boolean {
  return likelyLocale(tag)?.script === "Latn";
}

/** Whether the letters of a language may be drawn apart: in Arabic they join, and in Hebrew they run the other way. */
export function hasSeparateLetters(tag: string): boolean {
  return ["Latn", "Cyrl", "Grek"].includes(likelyLocale(tag)?.script ?? "");
}

/** The tag and the broader tags that it falls back to, in canonical case: "zh-TW", "zh-Hant", "zh". */
export function broaderTags(tag: string): string[] {
  const prefixes = fallbacksOf(intlTag(tag) ?? tag);
  const likely = likelyLocale(tag);
  const withScript = likely?.script ? [`${likely.language}-${likely.script}`] : [];
  return [...new Set([...prefixes.slice(0, -1), ...withScript, prefixes.at(-1)!])];
}

/**
 * The tag and those that it falls back to, one after the other: its parent in CLDR ("es-419" for "es-MX"), else the tag
 * with the script that its region implies ("zh-Hant-TW" for "zh-TW"), else the tag without its last subtag.
 */
function fallbacksOf(tag: string): string[] {
  const found: string[] = [];
  let next = tag;
  do {
    found.push(next);
    next = PARENTS.get(next.toLowerCase()) ?? withImpliedScript(next) ?? shortened(next);
  } while (next);
  return found;
}

/** A language and a region with the script between them, if it is not the usual one of the language. */
function withImpliedScript(tag: string): string | null {
  const [, language, region] = /^([a-z]{2,3})-([a-z]{2}|\d{3})$/i.exec(tag) ?? [];
  const script = language && likelyLocale(tag)?.script;
  return script && script !== likelyLocale(language)?.script ? `${language}-${script}-${region}` : null;
}

/** The tag without its last subtag; a single-letter subtag goes with the next. */
function shortened(tag: string): string {
  const subtags = tag.split("-").slice(0, -1);
  return (subtags.at(-1)?.length === 1 ? subtags.slice(0, -1) : subtags).join("-");
}

/** The language alone. Bokmål and Nynorsk are Norwegian: a text in any of the three serves readers of the others. */
function languageOf(tag: string): string {
  const language = (intlTag(tag) ?? tag).split("-")[0]!.toLowerCase();
  return language === "nb" || language === "nn" ? "no" : language;
}

function likelyLocale(tag: string): Intl.Locale | null {
  const known = intlTag(tag);
  return known === null ? null : new Intl.Locale(known).maximize();
}
