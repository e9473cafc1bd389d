// Findings over the map: a badge, and a panel with the line and the fix of each finding.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Strings } from "../app/strings.js";

export interface Finding {
  code: string;
  severity: "error" | "warning" | "note";
  file: string;
  line: number;
  column: number;
  message: string;
  help: string;
  excerpt: string;
  caret: number;
}

export interface FindingList {
  counts: Record<Finding["severity"], number>;
  findings: Finding[];
}

interface Props extends FindingList {
  text: Strings;
  /** When the shown map was built; null where there is none. */
  built: string | null;
  isOpen: boolean;
  onToggle(isOpen: boolean): void;
}

export function countsText(text: Strings, { error, warning, note }: FindingList["counts"]): string {
  const counts = [
    error && text.count("preview.errors", error),
    warning && text.count("preview.warnings", warning),
    note && text.count("preview.notes", note),
  ];
  return counts.filter(Boolean).join(", ");
}

export function Findings({ text, counts, findings, built, isOpen, onToggle }: Props): JSX.Element | null {
  const panel = useRef<HTMLElement>(null);
  const badge = useRef<HTMLButtonElement>(null);
  const summary = countsText(text, counts);
  const left = counts.error + counts.warning + counts.note - findings.length;
  const worst = counts.error ? "error" : counts.warning ? "warning" : "note";
  if (!summary) return null;
  if (!isOpen) {
    const open = (): void => {
      onToggle(true);
      requestAnimationFrame(() => panel.current?.focus());
    };
    return (
      <button type="button" class={`badge is-${worst}`} ref={badge} onClick={open} aria-expanded="false">
        <SeverityIcon severity={worst} />{" "}
        {counts.error && built !== null ? text("preview.behind", { counts: summary }) : summary}
      </button>
    );
  }
  const close = (): void => {
    const inside = panel.current?.contains(document.activeElement);
    onToggle(false);
    if (inside) requestAnimationFrame(() => badge.current?.focus());
  };
  const state = counts.error
    ? built === null
      ? text("preview.none_yet")
      : text("preview.older", { time: built })
    : text("preview.published");
  return (
    <section
      class={`findings is-${worst}`}
      ref={panel}
      tabIndex={-1}
      aria-labelledby="counts"
      onKeyDown={({ key }) => key === "Escape" && close()}
    >
      <header>
        <h1 id="counts">
          <SeverityIcon severity={worst} /> {summary}
        </h1>
        <button type="button" class="close" onClick={close} aria-expanded="true" aria-label={text("preview.close")}>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
            <path d="M2 2l10 10M12 2 2 12" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
          </svg>
        </button>
        <p>{state}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard */}
      <ol class="listed" lang="en" dir="ltr" tabIndex={0} aria-label={text("preview.findings")}>
        {findings.map((finding) => (
          <Entry
            key={`${finding.code} ${finding.file}:${finding.line}:${finding.column} ${finding.message}`}
            text={text}
            finding={finding}
          />
        ))}
        {left > 0 && (
          <li class="left" lang={text.language}>
            {text.count("preview.left_out", left)}
          </li>
        )}
      </ol>
    </section>
  );
}

function Entry({ text, finding }: { text: Strings; finding: Finding }): JSX.Element {
  const { code, severity, file, line, column, message, help, excerpt, caret } = finding;
  return (
    <li class={`finding is-${severity}`}>
      <p class="where">
        {file}:{line}:{column}
      </p>
      <p class="message">
        <b>
          {severity} {code}
        </b>{" "}
        {message}
      </p>
      {excerpt && (
        <pre class="line">
          <span class="number" aria-hidden="true">
            {line}
          </span>
          <code>
            {excerpt}
            <span aria-hidden="true">{`\n${" ".repeat(caret)}^`}</span>
          </code>
        </pre>
      )}
      {help && (
        <p class="help">
          <b lang={text.language}>{text("preview.help")}</b> {help}
        </p>
      )}
      <Explanation text={text} code={code} />
    </li>
  );
}

/** The output of `geomap explain`, fetched on demand. */
function Explanation({ text, code }: { text: Strings; code: string }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [explanation, setExplanation] = useState("");
  useEffect(() => {
    if (!isOpen || explanation) return;
    void fetch(`/.geomap/explain/${code}`)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .catch(() => "")
      .then(setExplanation);
  }, [isOpen]);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary lang={text.language}>{text("preview.explain", { code })}</summary>
      <pre class="explanation">{explanation}</pre>
    </details>
  );
}

/** The severity, by shape and not by colour alone. */
function SeverityIcon({ severity }: { severity: Finding["severity"] }): JSX.Element {
  const shapes = {
    error: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
    warning: "M8 1.5 15 14H1z",
    note: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
  };
  return (
    <svg class="sign" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shapes[severity]} fill="currentColor" />
      <path
        d={
          severity === "warning"
            ? "M8 6v4M8 11.8v.4"
            : severity === "error"
              ? "M8 4.2v4.6M8 11.4v.4"
              : "M8 4.4v.4M8 7.2v4.6"
        }
        stroke="var(--paper)"
        stroke-width="1.8"
        stroke-linecap="round"
      />
    </svg>
  );
}
