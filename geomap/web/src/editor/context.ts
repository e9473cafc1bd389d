// What all parts of the editor share: the project, the texts, and how a change is reviewed and written.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Strings } from "../app/strings.js";
import type { MapPicker } from "../map/picker.js";
import type { Change, Hashes, ProjectState, Proposal } from "./api.js";

export type View =
  | { tab: "queue" }
  | { tab: "articles"; article?: string; start?: number; end?: number }
  | { tab: "places"; id?: string; isNew?: boolean; name?: string }
  | { tab: "reports"; id?: string; isNew?: boolean }
  | { tab: "map" }
  | { tab: "publish" };

export interface EditorContext {
  text: Strings;
  state: ProjectState;
  picker: MapPicker;
  open(view: View): void;
  /**
   * Shows the lines that would change; after they are written, calls `then`. Refused with both versions if a file that
   * changes is not the one of `base`, by default the one that the page shows.
   */
  review(changes: Change[], then?: (proposal: Proposal) => void, base?: Hashes): Promise<void>;
  /** The same for a change that the server has proposed. */
  reviewProposal(request: Promise<Proposal>, then?: (proposal: Proposal) => void): Promise<void>;
  say(message: string): void;
  fail(error: unknown): void;
}

export const Context = createContext<EditorContext | null>(null);

export const useEditor = (): EditorContext => useContext(Context)!;
