// The built page in a frame, byte for byte as it will be published. A newer page is drawn in a hidden frame, takes over
// the reader's view, and then replaces the visible one without flicker.
import { restoreView, viewOf } from "./view.js";

const PAGE = "/index.html";
/** The page's performance mark after it has drawn itself. */
const DRAWN = "geomap:drawn";
/** An element of a page that could not be drawn. */
const FAILED = "body > .facts";
/** A page that is not drawn after this time is shown as it is. */
const DRAW_TIMEOUT_MS = 10_000;
/** For this time after a key, a click or the wheel the page may still be changing its address. */
const SETTLE_MS = 350;
/** The longest wait for the reader to pause. */
const MAX_WAIT_MS = 5000;

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
   * @param container - The element with the frames.
   * @param title - The accessible name of the frame.
   * @param onTitle - Called with the page's title whenever it changes.
   */
  constructor(
    private readonly container: HTMLElement,
    private readonly title: string,
    private readonly onTitle: (title: string) => void,
  ) {
    window.addEventListener("popstate", () => this.follow());
  }

  /** Loads the page again; resolves when it is visible, or when a newer call has replaced this one. */
  async load(): Promise<void> {
    this.coming?.remove();
    const element = document.createElement("iframe");
    element.title = this.title;
    element.inert = true; // until it is visible
    this.coming = element;
    const loaded = new Promise((resolve) => element.addEventListener("load", resolve, { once: true }));
    element.src = `${PAGE}${location.search}${this.hash()}`;
    this.container.prepend(element);
    await loaded;
    const isNewest = (): boolean => this.coming === element;
    if (!isNewest()) return;
    const window = element.contentWindow!;
    await untilDrawn(window, isNewest);
    const end = performance.now() + MAX_WAIT_MS;
    while (isNewest() && this.isInUse() && performance.now() < end) await nextFrame(); // not during a drag
    if (!isNewest()) return;
    const frame = { element, window, page: window.document };
    await this.transferView(frame);
    if (isNewest()) this.swap(frame);
    else element.remove();
  }

  /** Gives the new frame the view of the visible one. */
  private async transferView({ window, page }: Frame): Promise<void> {
    if (!this.shown) return;
    const hash = this.hash();
    setHash(window, hash);
    await nextFrame();
    restoreView(page, viewOf(this.shown.page));
    await nextFrame(); // a long list draws the entries that were scrolled to
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
    const mirrored =
      (change: "pushState" | "replaceState") => (data: unknown, unused: string, url?: string | URL | null) => {
        replace(data, unused, url);
        this.mirror(inside, change);
      };
    history.replaceState = mirrored("replaceState");
    // History entries of a frame would be useless after the frame is removed; those of the shell work in any frame.
    history.pushState = mirrored("pushState");
    this.mirror(inside, "replaceState");
    for (const event of ["pointerdown", "pointerup", "pointercancel", "wheel", "keydown"]) {
      inside.addEventListener(event, () => this.touch(event), { capture: true, passive: true });
    }
    this.pressed = false;
    inside.addEventListener("click", openAtTop, true);
    inside.addEventListener("keydown", printPage, true);
    const name = (): void => this.onTitle(page.title);
    new MutationObserver(name).observe(page.head, { childList: true, characterData: true, subtree: true });
    name();
  }

  private mirror({ location: { hash } }: Window, change: "pushState" | "replaceState"): void {
    if (hash !== location.hash) history[change](null, "", hash || `${location.pathname}${location.search}`);
  }

  /** Back and Forward, or an address that was entered. */
  private follow(): void {
    const inside = this.shown?.window;
    if (inside) setHash(inside, location.hash);
  }

  private touch(event: string): void {
    this.touched = performance.now();
    if (event === "pointerdown") this.pressed = true;
    else if (event.startsWith("pointer")) this.pressed = false;
  }

  private isInUse(): boolean {
    return this.pressed || performance.now() - this.touched < SETTLE_MS;
  }

  private hash(): string {
    return this.shown ? this.shown.window.location.hash : location.hash;
  }
}

/** Sets the hash of a frame. With the full path, as a short address would be resolved against the shell's own. */
function setHash({ location: inside }: Window, hash: string): void {
  if (inside.hash !== hash) inside.replace(`${inside.pathname}${inside.search}${hash || "#"}`);
}

async function untilDrawn(inside: Window, isWanted: () => boolean): Promise<void> {
  const end = performance.now() + DRAW_TIMEOUT_MS;
  const isDrawn = (): boolean =>
    inside.performance.getEntriesByName(DRAWN).length > 0 || inside.document.querySelector(FAILED) !== null;
  while (isWanted() && performance.now() < end && !isDrawn()) await nextFrame();
}

/** A hidden window gets no animation frames. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** An element that was focused in an unfocused frame shows its focus only after focusing it again. */
function showFocus(page: Document): void {
  const active = page.activeElement as HTMLElement | null;
  if (active && active !== page.body) active.focus({ preventScroll: true });
}

/** A link to another site leaves the preview, as it leaves the published page. */
function openAtTop({ target }: Event): void {
  const link = (target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
  if (link && !link.target && !link.hasAttribute("download") && link.origin !== location.origin) link.target = "_top";
}

/** Ctrl or ⌘ with P prints the page and not the shell, which is only as high as the window. */
export function printPage(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "p") return;
  event.preventDefault();
  document.querySelector<HTMLIFrameElement>("#frames iframe:not([inert])")?.contentWindow?.print();
}
