// The shell of `geomap serve`: shows the built page in a frame, reloads it after each change, and shows the findings over
// it. It is not part of a published page.
import { type JSX, render } from "preact";
import { type Strings, stringsFrom } from "../app/strings.js";
import { bestTag } from "../data/language.js";
import { countsText, type FindingList, Findings } from "./findings.js";
import { Frames, printPage } from "./frames.js";

/** A message of the server; `page` and `built` (in seconds since 1970) are those of the last map without errors. */
interface Notice extends FindingList {
  page: string | null;
  built: number | null;
  building: boolean;
}

/** After this time a closed event stream is opened again. */
const RECONNECT_MS = 1000;
/** A build that takes longer is indicated. */
const SLOW_MS = 700;

const NOTHING: Notice = {
  page: null,
  built: null,
  building: true,
  counts: { error: 0, warning: 0, note: 0 },
  findings: [],
};

/** A key that identifies a set of errors. */
function errorKey({ findings }: Notice): string {
  return JSON.stringify(findings.filter(({ severity }) => severity === "error"));
}

class Preview {
  private readonly text: Strings;
  private readonly frames: Frames;
  private readonly overlay = document.getElementById("over")!;
  private notice = NOTHING;
  private page: string | null = null;
  private title = "geomap";
  private isGone = false;
  private isSlow = false;
  private hasFailed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The errors whose panel was closed: it stays closed until there are others. */
  private closed = "";
  private isOpen = false;
  private status = "";

  constructor(strings: Record<string, Record<string, string>>) {
    const language = bestTag(Object.keys(strings), navigator.languages) ?? "en";
    document.documentElement.lang = language;
    this.text = stringsFrom(strings[language]!, language);
    this.frames = new Frames(document.getElementById("frames")!, this.text("preview.frame"), (title) => {
      this.title = title;
      this.draw();
    });
    window.addEventListener("keydown", printPage);
    this.draw();
    this.listen();
  }

  private listen(): void {
    const events = new EventSource("/.geomap/events");
    events.onmessage = ({ data }: MessageEvent<string>) => {
      this.isGone = false;
      this.receive(JSON.parse(data) as Notice);
    };
    events.onerror = () => {
      this.isGone = true;
      this.draw();
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), RECONNECT_MS);
    };
  }

  private receive(notice: Notice): void {
    clearTimeout(this.timer);
    this.isSlow = false;
    if (notice.building) {
      this.timer = setTimeout(() => {
        this.isSlow = true;
        this.draw();
      }, SLOW_MS);
    }
    const errors = errorKey(notice);
    if (notice.counts.error && errors !== this.closed) this.isOpen = true;
    else if (!notice.counts.error && this.notice.counts.error) this.isOpen = false; // fixed
    if (!notice.counts.error) this.closed = "";
    this.notice = notice;
    this.status =
      notice.building || !notice.counts.error ? "" : `${countsText(this.text, notice.counts)}. ${this.stateOfMap()}`;
    this.draw();
    if (notice.page !== null && notice.page !== this.page) void this.load(notice.page);
    else this.updateStatus();
  }

  private async load(page: string): Promise<void> {
    this.page = page;
    try {
      await this.frames.load();
      this.hasFailed = false;
    } catch (error) {
      console.error(error);
      this.hasFailed = true;
      this.page = null;
    }
    this.updateStatus();
    this.draw();
  }

  private updateStatus(): void {
    if (this.notice.building || this.notice.counts.error || this.page !== this.notice.page) return;
    this.status = [this.text("preview.updated"), countsText(this.text, this.notice.counts)].filter(Boolean).join(" ");
    this.draw();
  }

  private stateOfMap(): string {
    return this.notice.page === null
      ? this.text("preview.none_yet")
      : this.text("preview.older", { time: this.time() });
  }

  private time(): string {
    return new Intl.DateTimeFormat(this.text.locale, { timeStyle: "medium" }).format((this.notice.built ?? 0) * 1000);
  }

  private toggle(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (!isOpen) this.closed = errorKey(this.notice);
    this.draw();
  }

  private draw(): void {
    const { counts, findings, page } = this.notice;
    const prefix = this.isGone
      ? "⏸ "
      : counts.error
        ? `✕ ${countsText(this.text, { ...counts, warning: 0, note: 0 })} · `
        : "";
    document.title = `${prefix}${this.title}`;
    const gone = this.text("preview.gone", { command: "geomap serve" });
    const progress = this.isGone ? gone : this.progress(page === null && !counts.error);
    render(
      (
        <>
          <p class="unseen" role="status">
            {this.isGone ? gone : this.status}
          </p>
          {progress && <p class="progress">{progress}</p>}
          <Findings
            text={this.text}
            counts={counts}
            findings={findings}
            built={page === null ? null : this.time()}
            isOpen={this.isOpen}
            onToggle={(isOpen) => this.toggle(isOpen)}
          />
        </>
      ) as JSX.Element,
      this.overlay,
    );
  }

  /** What the server does, or could not do; null if a build ends soon. */
  private progress(isFirst: boolean): string | null {
    if (this.hasFailed) return this.text("preview.failed");
    if (!this.isSlow) return null;
    return this.text(isFirst ? "preview.first" : "preview.building");
  }
}

new Preview(JSON.parse(document.getElementById("strings")!.textContent) as Record<string, Record<string, string>>);
