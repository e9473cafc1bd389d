// A report and its place as the page shows them, in the reader's language.
import type { Check, FieldValue } from "./own-fields.js";
import type { Phrase } from "./phrase.js";
import type { Picture, PlaceKind, Requirement, Says, Status } from "./wire.js";

export interface Place {
  index: number;
  id: string;
  name: Phrase;
  precision: string;
  /** How precisely the place is known, in the reader's language. */
  precisionLabel: string;
  note: Phrase | null;
  kind: PlaceKind;
  /** Latitude, longitude in degrees: the point, or the middle of a circular area. */
  centre: [number, number] | null;
  /** Radius of the uncertainty in metres. */
  radius: number | null;
  geometry: GeoJSON.Geometry | null;
}

export interface Evidence {
  article: number;
  /** The quote and the rest of its sentence; absent where the article's text is not published. */
  before?: string;
  quote?: string;
  after?: string;
  /** The editor's translation of the quote, where it has one for the reader and it is not in the reader's language. */
  translation?: Phrase;
  says: Says;
  /** The number of its origin among the evidence that says the same. */
  origin: number;
}

export interface StatusChange {
  date: string;
  status: Status;
  reason: string;
}

export interface Report {
  index: number;
  id: string;
  title: Phrase;
  place: Place | null;
  system: Phrase | null;
  status: Status;
  reason: Phrase;
  /** When it happened, with its uncertainty, in the reader's language. */
  date: string;
  reported: string | null;
  description: Phrase | null;
  evidence: Evidence[];
  /** The requirements of the rule for its status that it does not meet. */
  unmet: readonly Requirement[];
  history: StatusChange[];
  pictures: Picture[];
  tags: string[];
  /** Values of the map's own fields. */
  fields: FieldValue[];
  check: Check | null;
}
