// What the reader has chosen: one value, changed in one way, heard by the map and the panel.
import type { Atlas, Status } from "./atlas.js";

export interface State {
  /** Statuses whose layers are on. */
  shown: ReadonlySet<Status>;
  /** Index of the open report. */
  selected: number | null;
  /** Index of the report that the pointer or the focus is on. */
  pointed: number | null;
  /** Where this change was chosen, so that the other side follows and this one stays; null once it is past. */
  from: "map" | "list" | null;
}

type Listener = (state: State, before: State) => void;

export class Store {
  state: State;
  private readonly listeners: Listener[] = [];

  constructor(readonly atlas: Atlas) {
    this.state = { shown: new Set<Status>(["confirmed", "unconfirmed"]), selected: null, pointed: null, from: null };
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  change(part: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, from: null, ...part };
    for (const listener of this.listeners) listener(this.state, before);
  }

  show(status: Status, on: boolean): void {
    if (this.state.shown.has(status) === on) return;
    const shown = new Set(this.state.shown);
    if (on) shown.add(status);
    else shown.delete(status);
    const { selected } = this.state;
    const open = selected !== null && shown.has(this.atlas.reports[selected]!.status);
    this.change({ shown, selected: open ? selected : null });
  }
}
