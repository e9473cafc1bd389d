// The share dialog: the link to this view, and the code that puts the map on another page.
import { type JSX, render } from "preact";
import { useRef, useState } from "preact/hooks";
import { addressOf, withoutEmbed } from "../app/address.js";
import type { Store } from "../app/state.js";
import type { Atlas } from "../data/atlas.js";
import { nameOfLanguage } from "../data/language.js";
import { CopyButton } from "../ui/clipboard.js";
import { CloseButton } from "../ui/controls.js";
import { useUniqueId } from "../ui/unique-id.js";
import { type Embedding, elementCode, iframeCode } from "./embed-code.js";

/** Placeholder for the address of a page that was opened from disk and is not published yet. */
const PLACEHOLDER = "https://example.org/map/";
/** Height of an iframe in pixels where none is given. */
const DEFAULT_HEIGHT = 560;

const dialogs = new WeakMap<Store, HTMLDialogElement>();

export function openShare(store: Store): void {
  const dialog = dialogs.get(store) ?? makeDialog(store);
  render(<Share store={store} close={() => dialog.close()} />, dialog);
  dialog.showModal();
  dialog.querySelector<HTMLElement>(".share-copy")!.focus(); // most readers want the link
}

function makeDialog(store: Store): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "share";
  dialog.setAttribute("aria-labelledby", "share-title");
  let pressed: EventTarget | null = null;
  // The dialog's content covers it, so that a click on the dialog itself is one on its backdrop. Selecting text past the
  // edge also ends on the backdrop, but begins inside.
  dialog.addEventListener("pointerdown", ({ target }) => (pressed = target));
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog && pressed === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => render(null, dialog));
  store.subscribe(() => {
    if (dialog.open) render(<Share store={store} close={() => dialog.close()} />, dialog);
  });
  document.body.append(dialog);
  dialogs.set(store, dialog);
  return dialog;
}

function Share({ store, close }: { store: Store; close: () => void }): JSX.Element {
  const { text, atlas } = store;
  const field = useRef<HTMLInputElement>(null);
  const link = linkTo(store);
  return (
    <div class="share-body">
      <header class="share-head">
        <h2 id="share-title">{text("share.title")}</h2>
        <CloseButton label={text("label.close")} onClick={close} />
      </header>
      <section>
        <h3>{text("share.link")}</h3>
        <p class="share-hint">{text(link.isLocal ? "share.link_local" : "share.link_hint")}</p>
        <div class="share-line">
          <input
            ref={field}
            class="share-field"
            readOnly
            value={link.address}
            aria-label={text("share.link")}
            dir="ltr"
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <CopyButton
            text={link.address}
            label={text("share.copy_link")}
            strings={text}
            class="button share-copy"
            field={field}
          />
        </div>
      </section>
      <Embed store={store} atlas={atlas} />
    </div>
  );
}

function Embed({ store, atlas }: { store: Store; atlas: Atlas }): JSX.Element {
  const { text } = store;
  const [height, setHeight] = useState("");
  const [title, setTitle] = useState<string | null>(null);
  const [language, setLanguage] = useState("");
  const hash = hashWithoutLanguage(store);
  const [starts, setStarts] = useState(hash !== "");
  const { page, isPlaceholder } = publishedPage(atlas);
  const mapTitle = atlas.mapText("title", language || store.state.language)!;
  const pixels = /^\d+$/.test(height.trim()) ? Math.min(Math.max(Number(height), 200), 2000) : null;
  const embedding: Embedding = {
    page,
    title: title ?? mapTitle.text,
    height: pixels,
    language: language || null,
    view: starts ? hash : "",
  };
  return (
    <section>
      <h3>{text("share.embed")}</h3>
      {isPlaceholder && <p class="share-note">{text("share.from_disk", { address: PLACEHOLDER })}</p>}
      <div class="share-options">
        <label class="is-wide">
          {text("share.name")}
          <input
            class="share-field"
            value={title ?? mapTitle.text}
            dir="auto"
            onInput={({ currentTarget: { value } }) => setTitle(value)}
          />
        </label>
        <label>
          {text("share.height")}
          <input
            class="share-field"
            inputMode="numeric"
            value={height}
            placeholder={String(DEFAULT_HEIGHT)}
            maxLength={4}
            onInput={({ currentTarget: { value } }) => setHeight(value)}
          />
        </label>
        {atlas.languages.length > 1 && (
          <label>
            {text("label.language")}
            <select
              class="share-field"
              value={language}
              onChange={({ currentTarget: { value } }) => setLanguage(value)}
            >
              <option value="">{text("share.any_language")}</option>
              {atlas.languages.map((each) => (
                <option key={each} value={each} lang={each}>
                  {nameOfLanguage(each)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="share-check">
          <input
            type="checkbox"
            checked={starts}
            disabled={hash === ""}
            onChange={({ currentTarget: { checked } }) => setStarts(checked)}
          />
          {text("share.start")}
        </label>
      </div>
      <Code store={store} name="iframe" code={iframeCode({ ...embedding, height: pixels ?? DEFAULT_HEIGHT })} />
      <Code store={store} name="element" code={elementCode(embedding)} />
    </section>
  );
}

function Code({ store, name, code }: { store: Store; name: "iframe" | "element"; code: string }): JSX.Element {
  const { text } = store;
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useUniqueId();
  return (
    <div class="share-code">
      <div class="share-code-head">
        <h4>{text(`share.${name}`)}</h4>
        <CopyButton
          text={code}
          label={text("share.copy_code")}
          strings={text}
          class="button share-copy"
          field={field}
        />
      </div>
      <p class="share-hint" id={hint}>
        {text(`share.${name}_hint`)}
      </p>
      <textarea
        ref={field}
        class="share-field"
        readOnly
        rows={name === "iframe" ? 5 : 6}
        value={code}
        aria-label={text(`share.${name}`)}
        aria-describedby={hint}
        dir="ltr"
        spellcheck={false}
      />
    </div>
  );
}

/** The address of this view; `isLocal` where it works only on this computer. */
function linkTo(store: Store): { address: string; isLocal: boolean } {
  const address = addressOf(store);
  const published = store.atlas.map.url;
  if (published) return { address: `${published}${address.replace(/^[^#]*/, "")}`, isLocal: false };
  return { address, isLocal: !isOnWeb(address) };
}

/** The address of the published page, for the code that embeds it. */
function publishedPage({ map }: Atlas): { page: string; isPlaceholder: boolean } {
  const here = withoutEmbed(window.location.href).replace(/#.*$/s, "");
  if (map.url) return { page: map.url, isPlaceholder: false };
  return isOnWeb(here) ? { page: here, isPlaceholder: false } : { page: PLACEHOLDER, isPlaceholder: true };
}

function isOnWeb(address: string): boolean {
  return /^https?:/.test(address);
}

/** The hash of this view. Without a language, an embedded map uses its own reader's. */
function hashWithoutLanguage(store: Store): string {
  const [, hash = ""] = addressOf(store).split("#");
  return hash
    .split("&")
    .filter((part) => !part.startsWith("lang="))
    .join("&");
}
