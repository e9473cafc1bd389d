// The map service for the reader: the button, the consent dialog, and a line about problems.
import type L from "leaflet";
import { type JSX, render } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { OnlineMap, type VectorCanvas } from "./online.js";
import type { OnlineProblem } from "./tile-counts.js";

/** The map service of this page; null where it has none, or has vector tiles and no canvas that draws them. */
export function openOnline(map: L.Map, store: Store, canvas: VectorCanvas | null = null): OnlineMap | null {
  const { online } = store.atlas.map;
  if (!online || (online.vector && !canvas)) return null;
  const service = new OnlineMap(map, online, canvas);
  openNote(map, store, service);
  return service;
}

/** Opens the consent dialog the first time; then switches the service on and off. */
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
      aria-pressed={service.hasConsent ? service.isOn : undefined}
      aria-haspopup={service.hasConsent ? undefined : "dialog"}
      onClick={() => (service.hasConsent ? service.turn(!service.isOn) : openConsentDialog(store, service))}
    >
      {text(service.hasConsent ? "online.switch" : "online.button")}
    </button>
  );
}

function openConsentDialog(store: Store, service: OnlineMap): void {
  const dialog = document.createElement("dialog");
  dialog.className = "consent";
  dialog.setAttribute("aria-labelledby", "consent-title");
  dialog.setAttribute("aria-describedby", "consent-text");
  dialog.addEventListener("close", () => {
    render(null, dialog);
    dialog.remove();
    window.removeEventListener("online", draw);
    window.removeEventListener("offline", draw);
  });
  const draw = (): void =>
    render(<ConsentDialog text={store.text} service={service} close={() => dialog.close()} />, dialog);
  draw();
  window.addEventListener("online", draw);
  window.addEventListener("offline", draw);
  document.body.append(dialog);
  dialog.showModal();
}

function ConsentDialog({
  text,
  service,
  close,
}: {
  text: Strings;
  service: OnlineMap;
  close: () => void;
}): JSX.Element {
  const { name, host, referrer } = service.online;
  const consent = (): void => {
    close();
    service.consent();
  };
  const warning = warningFor(service);
  return (
    <div class="consent-body">
      <h2 id="consent-title" tabIndex={-1} autofocus>
        {text("online.title", { name })}
      </h2>
      <div id="consent-text">
        <p>{text(referrer === "none" || service.hiddenSite ? "online.learns" : "online.learns_site", { host })}</p>
        <p>{text("online.until")}</p>
        {!navigator.onLine && <p class="consent-warning">{text("online.offline", { host })}</p>}
        {warning && <p class="consent-warning">{text(warning, { host })}</p>}
      </div>
      <div class="consent-actions">
        <button type="button" class="button consent-load" onClick={consent}>
          {text("online.load")}
        </button>
        <button type="button" class="button" onClick={close}>
          {text("online.not_now")}
        </button>
      </div>
    </div>
  );
}

/** Why a service that requires the site's address will probably refuse. */
function warningFor({ hiddenSite, online }: OnlineMap): string | null {
  if (!hiddenSite || online.referrer !== "required") return null;
  return hiddenSite === "disk" ? "online.from_disk" : "online.in_frame";
}

/** A line over the map about problems. Its empty element is always there, so that screen readers announce changes. */
function openNote(map: L.Map, store: Store, service: OnlineMap): void {
  const note = document.createElement("div");
  map.getContainer().parentElement!.append(note);
  let isDismissed = service.online.load === "on_request";
  const draw = (): void => {
    const message = service.problem
      ? problemMessage(service.problem, service, store.text)
      : isDismissed || !service.isOn
        ? null
        : store.text("online.at_once", { host: service.online.host });
    const dismiss = (): void => {
      isDismissed = true;
      draw();
    };
    note.className = `online-note${message ? "" : " is-empty"}`;
    render(<Note text={store.text} message={message} service={service} dismiss={dismiss} />, note);
  };
  service.subscribe(draw);
  store.subscribe((state, before) => {
    if (state.language !== before.language) draw();
  });
  draw();
}

function Note({
  text,
  message,
  service,
  dismiss,
}: {
  text: Strings;
  message: string | null;
  service: OnlineMap;
  dismiss: () => void;
}): JSX.Element {
  return (
    <>
      <p role="status">{message}</p>
      {message && (
        <p class="online-actions">
          {service.problem ? (
            <button type="button" class="link" onClick={() => service.retry()}>
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

function problemMessage(problem: OnlineProblem, service: OnlineMap, text: Strings): string {
  const { host } = service.online;
  const warning = warningFor(service);
  switch (problem.kind) {
    case "none":
      return [text.count("online.none", problem.requests, { host }), warning && text(warning, { host })]
        .filter(Boolean)
        .join(" ");
    case "some":
      return text.count("online.some", problem.requests, { host, missing: problem.missing });
    case "offline":
      return text("online.offline", { host });
    case "blocked":
      return text("online.blocked", { host });
    case "waiting":
      return text("online.waiting", { host });
  }
}
