// The shell of `geomap serve`: shows the built page in a frame, loads it anew when it has changed, and lays what was
// found over it. No part of it is in a published page.
import { type JSX, render } from "preact";
import { type Strings, stringsFrom } from "../app/strings.js";
import { countsIn, Findings, type Said } from "./findings.js";
import { Frames, printAlone } from "./frames.js";

/** What the server tells; `page` and `built`, in seconds since 1970, are those of the last map without errors. */
interface Notice extends Said {
  page: string | null;
  built: number | null;
  building: boolean;
}

/** Milliseconds after which a stream of events that has ended for good is opened anew. */
const AGAIN_MS = 1000;
/** A build that takes longer is said to go on. */
const SLOW_MS = 700;

const NOTHING: Notice = {
  page: null,
  built: null,
  building: true,
  counts: { error: 0, warning: 0, note: 0 },
  findings: [],
};

/** What tells some errors from others. */
function errorsIn({ findings }: Notice): string {
  return JSON.stringify(findings.filter(({ severity }) => severity === "error"));
}

class Preview {
  private readonly text: Strings;
  private readonly frames: Frames;
  private readonly over = document.getElementById("over")!;
  private notice = NOTHING;
  private page: string | null = null;
  private title = "geomap";
  private isGone = false;
  private isSlow = false;
  private hasFailed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The errors that were closed: the panel stays closed until there are others. */
  private closed = "";
  private isOpen = false;
  private status = "";

  constructor(strings: Record<string, Record<string, string>>) {
    const language =
      navigator.languages.map((wanted) => wanted.split("-")[0]!.toLowerCase()).find((wanted) => wanted in strings) ??
      "en";
    document.documentElement.lang = language;
    this.text = stringsFrom(strings[language]!, language);
    this.frames = new Frames(document.getElementById("frames")!, this.text("preview.frame"), (title) => {
      this.title = title;
      this.draw();
    });
    window.addEventListener("keydown", printAlone);
    this.draw();
    this.listen();
  }

  private listen(): void {
    const events = new EventSource("/.geomap/events");
    events.onmessage = ({ data }: MessageEvent<string>) => {
      this.isGone = false;
      this.hear(JSON.parse(data) as Notice);
    };
    events.onerror = () => {
      this.isGone = true;
      this.draw();
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), AGAIN_MS);
    };
  }

  private hear(notice: Notice): void {
    clearTimeout(this.timer);
    this.isSlow = false;
    if (notice.building) {
      this.timer = setTimeout(() => {
        this.isSlow = true;
        this.draw();
      }, SLOW_MS);
    }
    const errors = errorsIn(notice);
    if (notice.counts.error && errors !== this.closed) this.isOpen = true;
    else if (!notice.counts.error && this.notice.counts.error) this.isOpen = false; // mended
    if (!notice.counts.error) this.closed = "";
    this.notice = notice;
    this.status =
      notice.building || !notice.counts.error ? "" : `${countsIn(this.text, notice.counts)}. ${this.stateOfMap()}`;
    this.draw();
    if (notice.page !== null && notice.page !== this.page) void this.load(notice.page);
    else this.tellWhetherUpToDate();
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
    this.tellWhetherUpToDate();
    this.draw();
  }

  private tellWhetherUpToDate(): void {
    if (this.notice.building || this.notice.counts.error || this.page !== this.notice.page) return;
    this.status = [this.text("preview.updated"), countsIn(this.text, this.notice.counts)].filter(Boolean).join(" ");
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
    if (!isOpen) this.closed = errorsIn(this.notice);
    this.draw();
  }

  private draw(): void {
    const { counts, findings, page } = this.notice;
    const mark = this.isGone
      ? "⏸ "
      : counts.error
        ? `✕ ${countsIn(this.text, { ...counts, warning: 0, note: 0 })} · `
        : "";
    document.title = `${mark}${this.title}`;
    const word = this.isGone
      ? "preview.gone"
      : this.hasFailed
        ? "preview.failed"
        : !this.isSlow
          ? null
          : page === null && !counts.error
            ? "preview.first"
            : "preview.building";
    render(
      (
        <>
          <p class="unseen" role="status">
            {this.isGone ? this.text("preview.gone") : this.status}
          </p>
          {word && <p class="word">{this.text(word)}</p>}
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
      this.over,
    );
  }
}

new Preview(JSON.parse(document.getElementById("strings")!.textContent) as Record<string, Record<string, string>>);
