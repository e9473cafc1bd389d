// The panel: the map's title, the filters and the list of reports; or an article; or "About this map".
import { type JSX, render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isNarrow, onLayoutChange } from "../app/env.js";
import type { Store } from "../app/state.js";
import { ReadingView } from "../article/reading.js";
import type { Phrase } from "../data/phrase.js";
import { AboutView } from "./about.js";
import { Downloads } from "./downloads.js";
import { Filters } from "./filters.js";
import { ReportList } from "./list.js";
import { SheetHandle } from "./sheet.js";

export function openPanel(element: HTMLElement, store: Store): void {
  const root = document.documentElement;
  element.setAttribute("role", "region"); // where it scrolls, browsers make it a tab stop
  const draw = (): void => {
    element.setAttribute("aria-label", store.text("label.panel"));
    for (const size of ["low", "half", "full"]) root.classList.toggle(`is-sheet-${size}`, store.state.sheet === size);
    render(<Panel store={store} />, element);
  };
  store.subscribe((state, before) => {
    const chosen = state.selected !== null && state.selected !== before.selected;
    if (chosen && state.from === "map" && state.sheet === "low") store.change({ sheet: "half", from: "map" });
    // Before the new content scrolls to its own target.
    if (state.panel !== before.panel || state.article !== before.article) element.scrollTo({ top: 0 });
    draw();
  });
  onLayoutChange(draw);
  draw();
}

function Panel({ store }: { store: Store }): JSX.Element {
  const { panel, article } = store.state;
  return (
    <>
      {isNarrow() && <SheetHandle store={store} />}
      {panel === "about" ? (
        <AboutView store={store} />
      ) : panel === "article" && article !== null ? (
        <ReadingView store={store} />
      ) : (
        <Reports store={store} />
      )}
    </>
  );
}

function Reports({ store }: { store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const title = atlas.mapText("title", state.language)!;
  const summary = atlas.mapText("summary", state.language);
  const none = store.listed.length === 0;
  return (
    <>
      <header class="panel-head">
        <h1 dir="auto" lang={title.lang}>
          {withUnbrokenWords(title)}
        </h1>
        {summary && (
          <p class="panel-summary" dir="auto" lang={summary.lang}>
            {summary.text}
          </p>
        )}
        {state.notice && (
          <p class="notice" role="status">
            {text(state.notice)}
          </p>
        )}
        <Filters store={store}>{isNarrow() && <TimelineSlot />}</Filters>
      </header>
      {none && <p class="panel-empty">{text(atlas.reports ? "reports.none" : "reports.empty")}</p>}
      <ReportList store={store} />
      <footer class="panel-foot">
        <details class="panel-data">
          <summary>{text("label.data")}</summary>
          <Downloads store={store} />
        </details>
        <button type="button" class="link" onClick={() => store.change({ panel: "about" })}>
          {text("label.about")}
        </button>
        <span>{text("label.built")}</span>
      </footer>
    </>
  );
}

/** In a narrow window the timeline is in the sheet: its element is moved there. */
function TimelineSlot(): JSX.Element {
  const slot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const timeline = document.getElementById("timeline");
    const home = timeline?.parentElement;
    if (!timeline || !home) return;
    slot.current!.append(timeline);
    return () => home.append(timeline);
  }, []);
  return <div class="panel-timeline" ref={slot} />;
}

/** The title, without line breaks inside short hyphenated words. */
function withUnbrokenWords({ text }: Phrase): (string | JSX.Element)[] {
  return text.split(/(\s+)/).map((word) => (/^.{1,12}-.{1,12}$/.test(word) ? <span class="whole">{word}</span> : word));
}
