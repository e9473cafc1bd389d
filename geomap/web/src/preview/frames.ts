// The built page in a frame, byte for byte as it will be published. A newer one is drawn under the one that is seen, is
// given its view, and only then takes its place: nothing blinks, and nobody loses their place.
import { seenIn, showAgain } from "./view.js";

const PAGE = "/index.html";
/** What the page marks in its timeline when it has drawn itself. */
const DRAWN = "geomap:drawn";
/** What stands in a page that could not. */
const GIVEN_UP = "body > .facts";
/** A page that has not drawn itself after so many milliseconds is shown as it is. */
const PATIENCE_MS = 10_000;
/** So long after a key, a click or a turn of the wheel the page may still be writing its address. */
const RESTLESS_MS = 350;
/** Nobody waits longer than this for a reader to rest. */
const LONGEST_WAIT_MS = 5000;

interface Frame {
  element: HTMLIFrameElement;
  window: Window;
  page: Document;
}

export class Frames {
  private shown: Frame | null = null;
  private coming: HTMLIFrameElement | null = null;
  private pressed = false;
  private touched = -Infinity;

  /**
   * @param room - where the frames lie
   * @param title - what the frame is called
   * @param onTitle - hears what the page is called, whenever that changes
   */
  constructor(
    private readonly room: HTMLElement,
    private readonly title: string,
    private readonly onTitle: (title: string) => void,
  ) {
    window.addEventListener("popstate", () => this.follow());
  }

  /** Loads the page anew; resolves when it is what is seen, or when a newer call has taken the place of this one. */
  async load(): Promise<void> {
    this.coming?.remove();
    const element = document.createElement("iframe");
    element.title = this.title;
    element.inert = true; // until it is what is seen
    this.coming = element;
    const loaded = new Promise((resolve) => element.addEventListener("load", resolve, { once: true }));
    element.src = `${PAGE}${location.search}${this.hash()}`;
    this.room.prepend(element);
    await loaded;
    const isNewest = (): boolean => this.coming === element;
    if (!isNewest()) return;
    const window = element.contentWindow!;
    await untilDrawn(window, isNewest);
    const end = performance.now() + LONGEST_WAIT_MS;
    while (isNewest() && this.isInUse() && performance.now() < end) await nextFrame(); // not under a drag
    if (!isNewest()) return;
    const frame = { element, window, page: window.document };
    await this.pass(frame);
    if (isNewest()) this.swap(frame);
    else element.remove();
  }

  /** Gives the new frame the view of the one that is seen. */
  private async pass({ window, page }: Frame): Promise<void> {
    if (!this.shown) return;
    const hash = this.hash();
    turnTo(window, hash);
    await nextFrame();
    showAgain(page, seenIn(this.shown.page));
    await nextFrame(); // a long list draws what was scrolled to
    await nextFrame();
  }

  private swap(frame: Frame): void {
    const before = this.shown;
    const focused = document.activeElement === before?.element || !before;
    [this.shown, this.coming] = [frame, null];
    frame.element.inert = false;
    before?.element.remove();
    if (focused) frame.window.focus();
    if (focused && before) showFocus(frame.page);
    this.adopt(frame);
  }

  /** The shell's address, history and title are those of the frame. */
  private adopt({ window: inside, page }: Frame): void {
    const { history } = inside;
    const replace = history.replaceState.bind(history);
    const told =
      (change: "pushState" | "replaceState") => (data: unknown, unused: string, url?: string | URL | null) => {
        replace(data, unused, url);
        this.tell(inside, change);
      };
    history.replaceState = told("replaceState");
    // A frame's own entries in the history would stay when the frame has gone; the shell's lead back in any frame.
    history.pushState = told("pushState");
    this.tell(inside, "replaceState");
    for (const event of ["pointerdown", "pointerup", "pointercancel", "wheel", "keydown"]) {
      inside.addEventListener(event, () => this.touch(event), { capture: true, passive: true });
    }
    this.pressed = false;
    inside.addEventListener("click", leaveAsPublished, true);
    inside.addEventListener("keydown", printAlone, true);
    const name = (): void => this.onTitle(page.title);
    new MutationObserver(name).observe(page.head, { childList: true, characterData: true, subtree: true });
    name();
  }

  private tell({ location: { hash } }: Window, change: "pushState" | "replaceState"): void {
    if (hash !== location.hash) history[change](null, "", hash || `${location.pathname}${location.search}`);
  }

  /** Back and forward, or an address that was typed. */
  private follow(): void {
    const inside = this.shown?.window;
    if (inside) turnTo(inside, location.hash);
  }

  private touch(event: string): void {
    this.touched = performance.now();
    if (event === "pointerdown") this.pressed = true;
    else if (event.startsWith("pointer")) this.pressed = false;
  }

  private isInUse(): boolean {
    return this.pressed || performance.now() - this.touched < RESTLESS_MS;
  }

  private hash(): string {
    return this.shown ? this.shown.window.location.hash : location.hash;
  }
}

/** Gives a frame another hash; its page follows. In full, as what is short would be taken for the shell's own. */
function turnTo({ location: inside }: Window, hash: string): void {
  if (inside.hash !== hash) inside.replace(`${inside.pathname}${inside.search}${hash || "#"}`);
}

async function untilDrawn(inside: Window, isWanted: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  const isDrawn = (): boolean =>
    inside.performance.getEntriesByName(DRAWN).length > 0 || inside.document.querySelector(GIVEN_UP) !== null;
  while (isWanted() && performance.now() < end && !isDrawn()) await nextFrame();
}

/** Browsers give no frames to a window that nobody sees. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** An element that was given the focus in a frame without it shows so only when asked again. */
function showFocus(page: Document): void {
  const active = page.activeElement as HTMLElement | null;
  if (active && active !== page.body) active.focus({ preventScroll: true });
}

/** A link that leads away leaves the preview, as it would leave the published page. */
function leaveAsPublished({ target }: Event): void {
  const link = (target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
  if (link && !link.target && !link.hasAttribute("download") && link.origin !== location.origin) link.target = "_top";
}

/** Ctrl or ⌘ with P prints the page; the shell around it is a window's height. */
export function printAlone(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "p") return;
  event.preventDefault();
  document.querySelector<HTMLIFrameElement>("#frames iframe:not([inert])")?.contentWindow?.print();
}
