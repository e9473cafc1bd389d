// The <geo-map> element: a geomap page in another page, in a sandboxed frame that adjusts its own height.
// This file is loaded by other sites: it depends on nothing and may be loaded twice.

/** Height in pixels until the page reports its own, and the limits of what it may ask for. */
const DEFAULT_HEIGHT = 480;
const MIN_HEIGHT = 200;
const MAX_HEIGHT = 2000;

class GeoMap extends HTMLElement {
  static readonly observedAttributes = ["src", "height", "title", "language", "view"];

  private frame: HTMLIFrameElement | null = null;

  connectedCallback(): void {
    window.addEventListener("message", this.receive);
    if (getComputedStyle(this).display === "inline") this.style.display = "block";
    this.update();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.receive);
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.update();
  }

  private update(): void {
    const address = this.address();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!address) {
      root.replaceChildren(document.createElement("slot")); // shows the element's own content
      this.frame = null;
      return;
    }
    const frame = this.frame ?? makeFrame();
    frame.title = this.label();
    const height = Number(this.getAttribute("height"));
    if (height > 0) frame.style.height = `${height}px`;
    if (this.frame && frame.src === address) return;
    frame.src = address;
    if (this.frame) return;
    this.frame = frame;
    // The element may be parsed before its content.
    frame.addEventListener("load", () => {
      frame.title = this.label();
    });
    root.replaceChildren(frame);
  }

  /** The address of the embedded page; null where it is not one that a frame may open. */
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
    // Where a key is given twice, the page uses the first.
    address.hash = [language && `lang=${encodeURIComponent(language)}`, view, address.hash.slice(1)]
      .filter(Boolean)
      .join("&");
    return address.href;
  }

  private label(): string {
    return this.title || (this.textContent || "").trim().replace(/\s+/g, " ") || "Map";
  }

  /** Applies the height that the page in the frame reports, unless the host has set one. Ignores all other messages. */
  private readonly receive = ({ source, origin, data }: MessageEvent): void => {
    const { frame } = this;
    if (!frame || !source || source !== frame.contentWindow) return;
    if (origin !== "null" && origin !== new URL(frame.src).origin) return;
    if (data?.type !== "geomap:height" || !Number.isFinite(data.height)) return;
    if (Number(this.getAttribute("height")) > 0) return;
    frame.style.height = `${Math.min(Math.max(data.height, MIN_HEIGHT), MAX_HEIGHT)}px`;
  };
}

function makeFrame(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  Object.assign(frame.style, { display: "block", width: "100%", height: `${DEFAULT_HEIGHT}px`, border: "0" });
  return frame;
}

if (window.customElements && !customElements.get("geo-map")) customElements.define("geo-map", GeoMap);

export {};
