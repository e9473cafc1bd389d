// The map's own fields, the tags of its reports, and whether they were checked.
import { values } from "./columns.js";
import { intlTag, matchingTags } from "./language.js";
import type { Phrase } from "./phrase.js";
import type { FieldData, PageData } from "./wire.js";

export interface FieldValue {
  name: string;
  label: Phrase;
  type: FieldData["type"];
  /** What readers see; the address of a link. */
  text: Phrase;
}

export interface Check {
  /** When it was checked, in the reader's language. */
  date: string | null;
  /** Who checked it, where the map says so. */
  by: readonly string[];
}

const NONE: readonly never[] = [];

export class OwnFields {
  readonly fields: readonly FieldData[];
  /** All tags; `tagsOf` gives their indices. */
  readonly tags: readonly string[];
  private readonly data: PageData;
  private readonly columns: readonly ArrayLike<string | number | null>[];

  constructor(data: PageData) {
    this.data = data;
    this.fields = data.map.fields ?? NONE;
    this.tags = data.reports.tags?.names ?? NONE;
    this.columns = this.fields.map(({ name }) => values(data.reports.fields![name]!, data.reports.rows));
  }

  /** The numbers of a report's tags. */
  tagsOf(report: number): readonly number[] {
    return this.data.reports.tags?.of[report] ?? NONE;
  }

  /** The value of a field as the data has it; null where the report has none. A date is the number of its text. */
  valueOf(field: number, report: number): string | number | null {
    return this.columns[field]![report] ?? null;
  }

  /** The values of a field that are set, in the order of the fields. */
  valuesOf(report: number, language: string): FieldValue[] {
    return this.fields.flatMap(({ name, type }, field) => {
      const value = this.valueOf(field, report);
      if (value === null) return [];
      return { name, type, label: this.label(field, language), text: this.valueText(field, value, language) };
    });
  }

  label(field: number, language: string): Phrase {
    const { name, label, translations } = this.fields[field]!;
    return this.translated(label ?? name, translations, (texts) => texts.label, language);
  }

  /** A value as readers see it: the label of a choice, a number and a date in their language. */
  valueText(field: number, value: string | number, language: string): Phrase {
    const { type, values: labels, translations } = this.fields[field]!;
    if (type === "number") return { text: numbersIn(language).format(Number(value)), lang: language };
    if (type === "date") return { text: this.dateText(Number(value), language), lang: language };
    const own = String(value);
    return this.translated(held(labels, own) ?? own, translations, (texts) => held(texts.values, own), language);
  }

  /** Whether and when a report was checked; null where it was not. */
  checkOf(report: number, language: string): Check | null {
    const check = this.data.reports.checked?.[report];
    if (!check) return null;
    const [date, ...by] = check;
    return { date: date === null ? null : this.dateText(date, language), by };
  }

  /** The texts that a search covers. */
  *searchText(report: number): Generator<string> {
    for (const tag of this.tagsOf(report)) yield this.tags[tag]!;
    for (const language of this.data.languages) for (const { text } of this.valuesOf(report, language)) yield text.text;
  }

  private dateText(index: number, language: string): string {
    return (this.data.labels[language] ?? this.data.labels[this.data.languages[0]!])![index]!;
  }

  private translated<Texts>(
    own: string,
    tables: Record<string, Texts>,
    read: (texts: Texts) => string | null | undefined,
    language: string,
  ): Phrase {
    const lang = this.data.map.language;
    const tags = Object.keys(tables);
    if (tags.length && language !== lang)
      for (const tag of matchingTags([...tags, lang], language)) {
        if (tag === lang) break;
        const text = read(tables[tag]!);
        if (text) return { text, lang: tag };
      }
    return { text: own, lang };
  }
}

const numbers = new Map<string, Intl.NumberFormat>();

function numbersIn(language: string): Intl.NumberFormat {
  const format =
    numbers.get(language) ?? new Intl.NumberFormat(intlTag(language) ?? "en", { maximumFractionDigits: 20 });
  numbers.set(language, format);
  return format;
}

/** A value of a table; null where it has none: names such as "constructor" are no exception. */
function held<Value>(table: Record<string, Value> | undefined, key: string): Value | null {
  return table && Object.hasOwn(table, key) ? table[key]! : null;
}
