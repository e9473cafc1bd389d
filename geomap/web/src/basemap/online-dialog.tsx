// The reader's side of the map service: the button, the question before anything is sent, and what went wrong.
import type L from "leaflet";
import { type JSX, render } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { OnlineMap, type Trouble, type VectorGround } from "./online.js";

/** The map service of this page; null where it has none, or one of vector tiles without a ground to draw them. */
export function openOnline(map: L.Map, store: Store, ground: VectorGround | null = null): OnlineMap | null {
  const { online } = store.atlas.map;
  if (!online || (online.vector && !ground)) return null;
  const service = new OnlineMap(map, online, ground);
  openNote(map, store, service);
  return service;
}

/** Asks the first time; then switches the service's map off and on. */
export function OnlineButton({
  store,
  service,
  kind,
}: {
  store: Store;
  service: OnlineMap;
  kind: string;
}): JSX.Element {
  const { text } = store;
  return (
    <button
      type="button"
      class={kind}
      aria-pressed={service.isAgreed ? service.isOn : undefined}
      aria-haspopup={service.isAgreed ? undefined : "dialog"}
      onClick={() => (service.isAgreed ? service.turn(!service.isOn) : ask(store, service))}
    >
      {text(service.isAgreed ? "online.switch" : "online.button")}
    </button>
  );
}

function ask(store: Store, service: OnlineMap): void {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "ask-title");
  dialog.setAttribute("aria-describedby", "ask-words");
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
    window.removeEventListener("online", draw);
    window.removeEventListener("offline", draw);
  });
  const draw = (): void =>
    render(<Question text={store.text} service={service} close={() => dialog.close()} />, dialog);
  draw();
  window.addEventListener("online", draw);
  window.addEventListener("offline", draw);
  document.body.append(dialog);
  dialog.showModal();
}

function Question({ text, service, close }: { text: Strings; service: OnlineMap; close: () => void }): JSX.Element {
  const { name, host, referrer } = service.online;
  const agree = (): void => {
    close();
    service.agree();
  };
  const doubt = doubtOf(service);
  return (
    <div class="ask-body">
      <h2 id="ask-title" tabIndex={-1} autofocus>
        {text("online.title", { name })}
      </h2>
      <div id="ask-words">
        <p>{text(referrer === "none" || service.hidden ? "online.learns" : "online.learns_site", { host })}</p>
        <p>{text("online.until")}</p>
        {!navigator.onLine && <p class="ask-doubt">{text("online.offline", { host })}</p>}
        {doubt && <p class="ask-doubt">{text(doubt, { host })}</p>}
      </div>
      <div class="ask-answers">
        <button type="button" class="button ask-yes" onClick={agree}>
          {text("online.load")}
        </button>
        <button type="button" class="button" onClick={close}>
          {text("online.not_now")}
        </button>
      </div>
    </div>
  );
}

/** Why a service that asks which site the map is on gets no answer. */
function doubtOf({ hidden, online }: OnlineMap): string | null {
  if (!hidden || online.referrer !== "required") return null;
  return hidden === "disk" ? "online.from_disk" : "online.in_frame";
}

/** A line over the map while something is to be said; it is there before, so that screen readers hear it change. */
function openNote(map: L.Map, store: Store, service: OnlineMap): void {
  const note = document.createElement("div");
  map.getContainer().parentElement!.append(note);
  let isTold = service.online.load === "on_request";
  const draw = (): void => {
    const words = service.trouble
      ? troubleInWords(service.trouble, service, store.text)
      : isTold || !service.isOn
        ? null
        : store.text("online.at_once", { host: service.online.host });
    const dismiss = (): void => {
      isTold = true;
      draw();
    };
    note.className = `online-note${words ? "" : " is-empty"}`;
    render(<Note text={store.text} words={words} service={service} dismiss={dismiss} />, note);
  };
  service.subscribe(draw);
  store.subscribe((state, before) => {
    if (state.language !== before.language) draw();
  });
  draw();
}

function Note({
  text,
  words,
  service,
  dismiss,
}: {
  text: Strings;
  words: string | null;
  service: OnlineMap;
  dismiss: () => void;
}): JSX.Element {
  return (
    <>
      <p role="status">{words}</p>
      {words && (
        <p class="online-ways">
          {service.trouble ? (
            <button type="button" class="link" onClick={() => service.again()}>
              {text("online.again")}
            </button>
          ) : (
            <button type="button" class="link" onClick={dismiss}>
              {text("online.understood")}
            </button>
          )}
          <button type="button" class="link" onClick={() => service.turn(false)}>
            {text("online.off")}
          </button>
        </p>
      )}
    </>
  );
}

function troubleInWords(trouble: Trouble, service: OnlineMap, text: Strings): string {
  const { host } = service.online;
  const doubt = doubtOf(service);
  switch (trouble.kind) {
    case "none":
      return [text.count("online.none", trouble.tries, { host }), doubt && text(doubt, { host })]
        .filter(Boolean)
        .join(" ");
    case "some":
      return text.count("online.some", trouble.tries, { host, missing: trouble.missing });
    case "offline":
      return text("online.offline", { host });
    case "blocked":
      return text("online.blocked", { host });
    case "waiting":
      return text("online.waiting", { host });
  }
}
