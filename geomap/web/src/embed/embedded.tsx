// The page inside another page: the map, a legend with switches, and a link to the full map.
import { type JSX, render } from "preact";
import { addressOf, withoutEmbed } from "../app/address.js";
import type { Store } from "../app/state.js";
import type { OnlineMap } from "../basemap/online.js";
import { OnlineButton } from "../basemap/online-dialog.js";
import { isNarrowed, unfiltered } from "../data/filter.js";
import { StatusButtons } from "../panel/filters.js";
import { KnownBanner } from "../panel/known.js";
import { Icon } from "../ui/controls.js";

/** Messages to the host page, and from it. */
const HEIGHT = "geomap:height";
const MEASURE = "geomap:measure";

export function openEmbedded(page: HTMLElement, store: Store, online: OnlineMap | null): void {
  const bar = document.createElement("div");
  bar.className = "embedded-bar";
  page.append(bar);
  const draw = (): void => render(<EmbeddedBar store={store} online={online} />, bar);
  store.subscribe(draw);
  online?.subscribe(draw);
  draw();
  reportHeight(bar);
}

function EmbeddedBar({ store, online }: { store: Store; online: OnlineMap | null }): JSX.Element {
  const { atlas, state, text } = store;
  const title = atlas.mapText("title", state.language)!;
  const shown = state.matches.shown.length;
  return (
    <>
      <h1 class="unseen" lang={title.lang} dir="auto">
        {title.text}
      </h1>
      <StatusButtons store={store} />
      <KnownBanner store={store} />
      {isNarrowed(state.filters) && (
        <p class="embedded-count">
          <span role="status">{text.count("reports.some", atlas.reports, { shown })}</span>{" "}
          <button type="button" class="link" onClick={() => store.change({ filters: unfiltered(atlas) })}>
            {text("filter.clear")}
          </button>
        </p>
      )}
      {online && <OnlineButton store={store} service={online} kind="button" />}
      <a class="embedded-open" href={withoutEmbed(addressOf(store))} target="_blank" rel="noopener">
        {text("embed.open")}
        <Icon size={12} stroke={1.4} path="M4.5 2H2v8h8V7.5M7 2h3v3M10 2 5.5 6.5" />
        <span class="unseen"> {text("embed.new_window")}</span>
      </a>
      {state.notice && (
        <p class="embedded-notice" role="status">
          {text(state.notice)}
        </p>
      )}
    </>
  );
}

/** Reports the height that fits the width to the host, whenever it changes and on request. */
function reportHeight(bar: HTMLElement): void {
  if (window.parent === window) return;
  let reported = 0;
  const height = (): number => fittingHeight(document.documentElement.clientWidth, bar.offsetHeight);
  const report = (): void => {
    reported = height();
    window.parent.postMessage({ type: HEIGHT, height: reported }, "*"); // not secret, and the host is unknown
  };
  const observer = new ResizeObserver(() => {
    if (height() !== reported) report();
  });
  observer.observe(document.documentElement);
  observer.observe(bar);
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.type === MEASURE) report();
  });
  report();
}

/** In pixels: the map in landscape format where it is wide, nearly square where it is narrow, and the legend below. */
function fittingHeight(width: number, legend: number): number {
  const map = Math.max(0.62 * width, Math.min(1.1 * width, 420));
  return Math.round(Math.min(Math.max(map + legend, 320), 640));
}
