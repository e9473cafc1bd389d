// The popup at a mark: one report, or a list of the reports of a spot.
import L from "leaflet";
import { type JSX, render } from "preact";
import type { Store } from "../app/state.js";
import { ReportCard } from "../panel/report.js";
import { Glyph } from "../ui/glyph.js";
import { countsByStatus, type Mark, type Marks } from "./marks.js";
import type { ReaderMoves } from "./reader-moves.js";

const MAX_WIDTH_PX = 340;
/** The most reports of a spot that are listed; the panel lists them all. */
const MAX_LISTED = 200;
/** Changes after which a report is drawn again. */
const REDRAWN = ["language", "hasTexts"] as const;

export class Card {
  private openedBy: HTMLElement | null = null;
  /** What it shows: a report, or the reports of a spot. */
  private shown: { report: number } | { mark: Mark } | null = null;
  private readonly popup: L.Popup;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly moves: ReaderMoves,
    private readonly marks: () => Marks,
  ) {
    this.popup = L.popup({
      maxWidth: MAX_WIDTH_PX,
      minWidth: 240,
      autoPanPaddingBottomRight: [12, 44],
      className: "card",
    });
    map.on("popupclose", (event) => {
      if (event.popup !== this.popup) return;
      const closed = this.shown;
      this.shown = null;
      this.openedBy?.focus({ preventScroll: true });
      if (closed && "report" in closed && store.state.selected === closed.report) store.change({ selected: null });
    });
    // Leaflet handles the key only while the map itself has the focus, not a mark or the card.
    document.addEventListener("keydown", ({ key, target }) => {
      const isElsewhere = target instanceof Element && target.closest("dialog, input, select, textarea");
      if (key === "Escape" && this.shown && !isElsewhere) map.closePopup(this.popup);
    });
    store.subscribe((state, before) => {
      if (!this.shown) return;
      const isOtherSelected = state.selected !== before.selected;
      const isOutdated =
        "report" in this.shown
          ? isOtherSelected && state.selected !== this.shown.report
          : state.matches !== before.matches || (isOtherSelected && state.from !== "map");
      if (isOutdated) {
        this.shown = null;
        this.openedBy = null;
        map.closePopup(this.popup);
      } else if ("report" in this.shown && REDRAWN.some((part) => state[part] !== before[part])) {
        this.draw(this.reportCard(this.shown.report));
      }
    });
  }

  /** Opens one report; `focused` is the element that gets the focus back. */
  report(report: number, at: L.LatLng, raised: boolean, focused: HTMLElement | undefined): void {
    this.place({ report }, at, raised, this.reportCard(report), focused);
    this.store.change({ selected: report, from: "map" });
  }

  /** Opens a list of the reports of a spot. */
  spot(mark: Mark, at: L.LatLng, focused: HTMLElement | undefined): void {
    const reports = this.marks().clusters.reportsIn(mark.spot, MAX_LISTED);
    // After the click: Leaflet takes a click on a removed button for one on the map, which closes the card.
    const choose = (report: number): void =>
      void setTimeout(() => this.report(report, at, mark.spot.kind !== "area", this.openedBy ?? undefined));
    this.place(
      { mark },
      at,
      mark.spot.kind !== "area",
      <SpotCard store={this.store} mark={mark} reports={reports} choose={choose} />,
      focused,
    );
  }

  /** Moves the map so that the open card is in view, after the map has changed its size. */
  keepInView(): void {
    const at = this.shown && this.popup.getLatLng();
    if (at) this.moves.byPage(() => this.popup.setLatLng(at));
  }

  private reportCard(report: number): JSX.Element {
    const { store } = this;
    return <ReportCard store={store} report={store.atlas.getReport(report, store.state.language)} />;
  }

  private place(
    shown: NonNullable<typeof this.shown>,
    at: L.LatLng,
    raised: boolean,
    content: JSX.Element,
    focused: HTMLElement | undefined,
  ): void {
    const size = this.map.getSize();
    this.popup.options.maxWidth = Math.min(MAX_WIDTH_PX, size.x - 64);
    this.popup.options.autoPanPaddingTopLeft = [size.x > 480 ? 54 : 12, size.x > 480 ? 12 : 54]; // next to the buttons
    this.popup.options.maxHeight = Math.max(140, size.y - 130);
    this.popup.options.offset = raised ? [0, -6] : [0, 4];
    this.shown = null; // moving the card to another mark does not deselect its report
    this.draw(content);
    this.moves.byPage(() => this.popup.setLatLng(at).openOn(this.map)); // pans the map to make room
    this.shown = shown;
    this.openedBy = focused ?? null;
    this.popup
      .getElement()
      ?.querySelector(".leaflet-popup-close-button")
      ?.setAttribute("aria-label", this.store.text("label.close"));
    if (focused) this.popup.getElement()?.querySelector<HTMLElement>("[tabindex]")?.focus();
  }

  private draw(content: JSX.Element): void {
    const holder = document.createElement("div");
    render(content, holder);
    this.popup.setContent(holder);
  }
}

interface SpotCardProps {
  store: Store;
  mark: Mark;
  reports: number[];
  choose: (report: number) => void;
}

function SpotCard({ store, mark, reports, choose }: SpotCardProps): JSX.Element {
  const { atlas, state, text } = store;
  const name = atlas.placeName(atlas.place[mark.spot.first]!, state.language);
  const left = mark.spot.count - reports.length;
  return (
    <section class="spot-card" tabIndex={-1} aria-label={countsByStatus(mark.spot, text)}>
      <h2>
        <bdi lang={name.lang}>{name.text}</bdi>
      </h2>
      <p class="quiet">{countsByStatus(mark.spot, text)}</p>
      <ul>
        {reports.map((report) => {
          const title = atlas.titleOf(report, state.language);
          return (
            <li key={report}>
              <button
                type="button"
                onClick={() => choose(report)}
                onMouseEnter={() => store.change({ pointed: [report] })}
              >
                <Glyph status={atlas.statusOf(report)} size={18} />
                <span>
                  <span class="unseen">{text(`status.${atlas.statusOf(report)}`)}: </span>
                  <bdi lang={title.lang}>{title.text}</bdi>
                  <span class="quiet"> {atlas.dateOf(report, state.language)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {left > 0 && <p class="quiet">{text.count("reports.more", left)}</p>}
    </section>
  );
}
