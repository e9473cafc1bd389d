// The editor's requests to its server, and the shape of the answers.

export type Kind = "map" | "place" | "report" | "article";
export type Step = string | number;
export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Values = Record<string, Value>;
/** The hash of each file. */
export type Hashes = Record<string, string>;

export interface EntryId {
  kind: Kind;
  id: string;
}

export type Change =
  | { do: "add"; kind: Kind; values: Values }
  | { do: "set"; entry: EntryId; path: Step[]; value: Value }
  | { do: "remove"; entry: EntryId; path?: Step[] }
  | { do: "rename"; entry: EntryId; id: string }
  | { do: "merge"; place: string; into: string }
  | { do: "status"; report: string; status: string; reason: string; since: string; former_since: string | null };

export interface Field {
  key: string;
  /** The end of the key of its description in the strings, such as report.evidence.quote. */
  path?: string;
  description: string;
  required: boolean;
  kind: string;
  choices?: string[];
  to?: Kind;
  of?: Field;
  fields?: Field[];
}

export interface Finding {
  code: string;
  severity: string;
  file: string;
  line: number;
  message: string;
  help: string;
}

export interface Article {
  id: string;
  title: string;
  file: string;
  values: Values;
}

export interface Precision {
  id: string;
  radius: number | null;
}

export interface ProjectState {
  project: string;
  files: Hashes;
  broken: Finding | null;
  map: Values;
  places: Values[];
  reports: Values[];
  articles: Article[];
  language: string;
  languages: string[];
  counts: Record<string, number>;
  undo: string | null;
  redo: string | null;
  forms: Record<Kind, Field[]>;
  precisions: Precision[];
  online: boolean;
}

export interface Proposal {
  proposal: string;
  summary: string;
  added: EntryId[];
  files: { name: string; state: "new" | "deleted" | "changed"; diff: string }[];
  findings: Finding[];
  checked: boolean;
  article?: string;
  warnings?: string[];
}

export interface ArticleText {
  id: string;
  title: string;
  text: string;
  mentions: { start: number; end: number; place: string }[];
  citations: { start: number; end: number; report: string }[];
}

export interface Suggestion {
  evidence: Values;
  sentence: string;
  places: string[];
  in_sentence: number;
  dates: { edtf: string; words: string }[];
  published: string | null;
}

export interface Candidate {
  label: string;
  kind: string;
  entry: Values;
}

export interface QueueItem {
  kind: string;
  key: string;
  finding?: Finding;
  entry?: string;
  article?: string;
  name?: string;
  places?: string[];
  times?: number;
  start?: number;
  end?: number;
  text?: string;
  place?: string;
}

export interface Publication {
  site: string;
  first: boolean;
  changed: boolean;
  message: string;
  git: string[] | null;
}

/** What the next build would change. */
export interface Differences {
  first: boolean;
  text: string;
  entries: {
    kind: "report" | "place";
    id: string;
    name: string;
    how: "added" | "changed" | "removed";
    position: [latitude: number, longitude: number] | null;
  }[];
}

export interface Conflict {
  name: string;
  theirs: string;
  yours: string;
}

/** A request that was refused, with what the server says about it. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly findings: Finding[],
    readonly conflict: Conflict | null,
  ) {
    super(message);
  }
}

const token = location.pathname.split("/").at(-1)!;

export async function ask<Answer>(name: string, given: object = {}): Promise<Answer> {
  const response = await fetch(`/.geomap/edit/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(given),
  });
  const body = await response.text();
  if (response.ok) return JSON.parse(body) as Answer;
  let found: { error?: string; hint?: string; findings?: Finding[]; conflict?: Conflict } = {};
  try {
    found = JSON.parse(body) as typeof found;
  } catch {
    found = { error: body.trim() };
  }
  throw new Refusal(found.error ?? "", found.hint ?? "", found.findings ?? [], found.conflict ?? null);
}

/** The content of a file as base64. */
export async function base64Of(file: Blob): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}

/** The id of an entry: given, or as the server has made it. */
export const idOf = (entry: Values): string => String(entry.id ?? "");
export const nameOf = (entry: Values): string => String(entry.name ?? entry.title ?? entry.id ?? "");

/** The name of the entry with an id; the id if there is none. */
export function named(state: ProjectState, kind: Kind, id: string): string {
  if (kind === "article") return state.articles.find((each) => each.id === id)?.title ?? id;
  return nameOf((kind === "place" ? state.places : state.reports).find((each) => idOf(each) === id) ?? { id });
}
