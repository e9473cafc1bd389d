// The buttons in the map's corner: language, online map, About and Share.
import { type JSX, render } from "preact";
import type { Store } from "../app/state.js";
import type { OnlineMap } from "../basemap/online.js";
import { OnlineButton } from "../basemap/online-dialog.js";
import { nameOfLanguage } from "../data/language.js";
import { openShare } from "../share/share.js";

export function openToolbar(element: HTMLElement, store: Store, online: OnlineMap | null): void {
  const draw = (): void => render(<Toolbar store={store} online={online} />, element);
  online?.subscribe(draw);
  store.subscribe((state, before) => {
    if (state.language !== before.language || state.panel !== before.panel) draw();
  });
  draw();
  // The head of the table ends where the buttons begin; their texts differ in length.
  const keepWidth = (): void => document.documentElement.style.setProperty("--tools-width", `${element.offsetWidth}px`);
  new ResizeObserver(keepWidth).observe(element);
}

function Toolbar({ store, online }: { store: Store; online: OnlineMap | null }): JSX.Element {
  const { atlas, state, text } = store;
  return (
    <>
      {atlas.languages.length > 1 && (
        <select
          class="tool"
          aria-label={text("label.language")}
          value={state.language}
          onChange={({ currentTarget: { value } }) => store.change({ language: value })}
        >
          {atlas.languages.map((language) => (
            <option key={language} value={language} lang={language}>
              {nameOfLanguage(language)}
            </option>
          ))}
        </select>
      )}
      {online && <OnlineButton store={store} service={online} kind="tool" />}
      <button
        type="button"
        class="tool"
        aria-pressed={state.panel === "about"}
        onClick={() => store.change({ panel: state.panel === "about" ? "reports" : "about", sheet: "half" })}
      >
        {text("label.about_short")}
      </button>
      <button type="button" class="tool" onClick={() => openShare(store)}>
        {text("label.share")}
      </button>
    </>
  );
}
