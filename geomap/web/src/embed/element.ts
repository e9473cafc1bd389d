// <geo-map>: a geomap page in another page, in a frame that may do little and finds its own height.
// This file travels alone to pages of other people: it depends on nothing and may be loaded twice.

/** Height in pixels until the page tells its own, and the least and most that it may ask for. */
const UNTOLD = 480;
const LEAST = 200;
const MOST = 2000;

class GeoMap extends HTMLElement {
  static readonly observedAttributes = ["src", "height", "title", "language", "view"];

  private frame: HTMLIFrameElement | null = null;

  connectedCallback(): void {
    window.addEventListener("message", this.hear);
    if (getComputedStyle(this).display === "inline") this.style.display = "block";
    this.update();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.hear);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.update();
  }

  private update(): void {
    const address = this.address();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!address) {
      root.replaceChildren(document.createElement("slot")); // what stands inside of the element stays
      this.frame = null;
      return;
    }
    const frame = this.frame ?? makeFrame();
    frame.title = this.name();
    const height = Number(this.getAttribute("height"));
    if (height > 0) frame.style.height = `${height}px`;
    if (this.frame && frame.src === address) return;
    frame.src = address;
    if (this.frame) return;
    this.frame = frame;
    // The element may be older than what stands inside of it.
    frame.addEventListener("load", () => (frame.title = this.name()));
    root.replaceChildren(frame);
  }

  /** The address of the embedded page; null where it is none that a frame should open. */
  private address(): string | null {
    let address: URL;
    try {
      address = new URL(this.getAttribute("src") || "", document.baseURI);
    } catch {
      return null;
    }
    if (!this.getAttribute("src") || !["http:", "https:", location.protocol].includes(address.protocol)) return null;
    if (!address.searchParams.has("embed")) address.search += address.search ? "&embed" : "?embed";
    const language = this.getAttribute("language");
    const view = (this.getAttribute("view") || "").replace(/^#/, "");
    // Where two ask for the same, the page follows the first.
    address.hash = [language && `lang=${encodeURIComponent(language)}`, view, address.hash.slice(1)]
      .filter(Boolean)
      .join("&");
    return address.href;
  }

  private name(): string {
    return this.title || (this.textContent || "").trim().replace(/\s+/g, " ") || "Map";
  }

  /** The page in the frame says how high it would be; nobody else is listened to, and a height of the host's own stays. */
  private readonly hear = ({ source, origin, data }: MessageEvent): void => {
    const { frame } = this;
    if (
      !frame ||
      !source ||
      source !== frame.contentWindow ||
      (origin !== "null" && origin !== new URL(frame.src).origin)
    )
      return;
    if (
      !data ||
      data.type !== "geomap:height" ||
      !Number.isFinite(data.height) ||
      Number(this.getAttribute("height")) > 0
    )
      return;
    frame.style.height = `${Math.min(Math.max(data.height, LEAST), MOST)}px`;
  };
}

function makeFrame(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  Object.assign(frame.style, { display: "block", width: "100%", height: `${UNTOLD}px`, border: "0" });
  return frame;
}

if (window.customElements && !customElements.get("geo-map")) customElements.define("geo-map", GeoMap);

export {};
