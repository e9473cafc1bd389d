// The popup at a mark: one report, or the reports of a spot to choose from.
import L from "leaflet";
import { type JSX, render } from "preact";
import type { Store } from "../app/state.js";
import { ReportCard } from "../panel/report.js";
import { Glyph } from "../ui/glyph.js";
import { countsInWords, type Mark, type Marks } from "./marks.js";

const WIDEST_PX = 340;
/** A spot with more reports than this is left to the list, which holds them all. */
const MOST_LISTED = 200;

export class Card {
  private openedBy: HTMLElement | null = null;
  /** What it shows: a report, or the reports of a spot. */
  private shown: { report: number } | { mark: Mark } | null = null;
  private readonly popup: L.Popup;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly marks: () => Marks,
  ) {
    this.popup = L.popup({
      maxWidth: WIDEST_PX,
      minWidth: 240,
      autoPanPaddingBottomRight: [12, 44],
      className: "card",
    });
    map.on("popupclose", (event) => {
      if (event.popup !== this.popup) return;
      const gone = this.shown;
      this.shown = null;
      this.openedBy?.focus({ preventScroll: true });
      if (gone && "report" in gone && store.state.selected === gone.report) store.change({ selected: null });
    });
    // Leaflet hears the key only while the map itself has the focus, not a mark or the card.
    document.addEventListener("keydown", ({ key, target }) => {
      const elsewhere = target instanceof Element && target.closest("dialog, input, select, textarea");
      if (key === "Escape" && this.shown && !elsewhere) map.closePopup(this.popup);
    });
    store.subscribe((state, before) => {
      if (!this.shown) return;
      const chosen = state.selected !== before.selected;
      const other =
        "report" in this.shown
          ? chosen && state.selected !== this.shown.report
          : state.matches !== before.matches || (chosen && state.from !== "map");
      if (other) {
        this.shown = null;
        this.openedBy = null;
        map.closePopup(this.popup);
      } else if (state.language !== before.language && "report" in this.shown) {
        this.draw(this.reportCard(this.shown.report));
      }
    });
  }

  /** Opens one report; `focused` is the element that the keyboard comes back to. */
  report(report: number, at: L.LatLng, raised: boolean, focused: HTMLElement | undefined): void {
    this.place({ report }, at, raised, this.reportCard(report), focused);
    this.store.change({ selected: report, from: "map" });
  }

  /** Opens the reports of a spot, each to be chosen. */
  spot(mark: Mark, at: L.LatLng, focused: HTMLElement | undefined): void {
    const reports = this.marks().clusters.reportsIn(mark.spot, MOST_LISTED);
    // Once the click is over: Leaflet takes one on a button that is gone for one on the map, which closes the card.
    const choose = (report: number): void =>
      void setTimeout(() => this.report(report, at, mark.spot.area === null, this.openedBy ?? undefined));
    this.place(
      { mark },
      at,
      mark.spot.area === null,
      <SpotCard store={this.store} mark={mark} reports={reports} choose={choose} />,
      focused,
    );
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
    this.popup.options.maxWidth = Math.min(WIDEST_PX, size.x - 64);
    this.popup.options.autoPanPaddingTopLeft = [size.x > 480 ? 54 : 12, size.x > 480 ? 12 : 54]; // clear of the buttons
    this.popup.options.maxHeight = Math.max(140, size.y - 130);
    this.popup.options.offset = raised ? [0, -6] : [0, 4];
    this.shown = null; // a card that moves from one mark to the next does not close the first
    this.draw(content);
    this.popup.setLatLng(at).openOn(this.map);
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
    <section class="spot-card" tabIndex={-1} aria-label={countsInWords(mark.spot, text)}>
      <h2 dir="auto">
        <bdi lang={name.lang}>{name.text}</bdi>
      </h2>
      <p class="quiet">{countsInWords(mark.spot, text)}</p>
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
