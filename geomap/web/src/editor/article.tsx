// An article with its mentions and quotes: selected words become a report, or evidence of one.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type ArticleText, ask, idOf, named, type Suggestion, type Value, type Values } from "./api.js";
import { ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";
import { EntryForm } from "./entry-form.js";
import { FieldInput } from "./fields.js";
import { Rename } from "./rename.js";
import { NewReport } from "./reports.js";

/** Offsets of the server count code points, those of the browser UTF-16 units. */
class Offsets {
  private readonly points: string[] | null;

  constructor(private readonly text: string) {
    this.points = /[\ud800-\udbff]/.test(text) ? [...text] : null;
  }

  toUnits(point: number): number {
    return this.points ? this.points.slice(0, point).join("").length : point;
  }

  toPoints(unit: number): number {
    return this.points ? [...this.text.slice(0, unit)].length : unit;
  }
}

interface Piece {
  start: number;
  end: number;
  place: string | null;
  report: string | null;
}

function piecesOf(article: ArticleText, offsets: Offsets): Piece[] {
  const units = <Span extends { start: number; end: number }>(spans: Span[]): Span[] =>
    spans.map((span) => ({ ...span, start: offsets.toUnits(span.start), end: offsets.toUnits(span.end) }));
  const [mentions, citations] = [units(article.mentions), units(article.citations)];
  const edges = [0, article.text.length, ...[...mentions, ...citations].flatMap(({ start, end }) => [start, end])];
  const sorted = [...new Set(edges)].sort((one, other) => one - other);
  return sorted.slice(0, -1).map((start, at) => {
    const inside = ({ start: first, end }: { start: number; end: number }): boolean => first <= start && start < end;
    return {
      start,
      end: sorted[at + 1]!,
      place: mentions.find(inside)?.place ?? null,
      report: citations.find(inside)?.report ?? null,
    };
  });
}

/** The offset in the text of an end of the selection. */
function offsetOf(node: Node, offset: number): number | null {
  const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : (node as Element))?.closest("[data-start]");
  if (!element) return null;
  return Number(element.getAttribute("data-start")) + (node.nodeType === Node.TEXT_NODE ? offset : 0);
}

export function Reading({
  id,
  start,
  end,
}: {
  id: string;
  start?: number | undefined;
  end?: number | undefined;
}): JSX.Element | null {
  const { text, state, fail, open } = useEditor();
  const [article, setArticle] = useState<ArticleText | null>(null);
  const [selected, setSelected] = useState<[number, number] | null>(null);
  const [suggestion, setSuggestion] = useState<Suggestion | null>(null);
  const [use, setUse] = useState<"report" | "evidence" | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const known = state.articles.find((each) => each.id === id);
  useEffect(() => {
    ask<ArticleText>("article", { id }).then(setArticle).catch(fail);
  }, [id, state]);
  useEffect(() => {
    if (!article || start === undefined || end === undefined) return;
    const offsets = new Offsets(article.text);
    setSelected([offsets.toUnits(start), offsets.toUnits(end)]);
    page.current?.querySelector(`[data-end="${offsets.toUnits(end)}"], mark`)?.scrollIntoView({ block: "center" });
  }, [article?.id, start, end]);
  if (!article || !known) return null;
  const offsets = new Offsets(article.text);
  const note = (): void => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !page.current?.contains(selection.anchorNode)) return;
    const ends = [
      offsetOf(selection.anchorNode!, selection.anchorOffset),
      offsetOf(selection.focusNode!, selection.focusOffset),
    ];
    if (ends[0] === null || ends[1] === null || ends[0] === undefined || ends[1] === undefined) return;
    setSelected([Math.min(ends[0], ends[1]), Math.max(ends[0], ends[1])]);
    setUse(null);
  };
  const titleOf = ({ place, report }: Piece): string | undefined =>
    [place && named(state, "place", place), report && named(state, "report", report)].filter(Boolean).join(" · ") ||
    undefined;
  const suggest = (next: "report" | "evidence"): void => {
    const given = {
      article: id,
      start: offsets.toPoints(selected![0]),
      end: offsets.toPoints(selected![1]),
      language: text.language,
    };
    ask<Suggestion>("suggest", given)
      .then((answer) => {
        setSuggestion(answer);
        setUse(next);
      })
      .catch(fail);
  };
  return (
    <>
      <p>
        <button type="button" class="link" onClick={() => open({ tab: "articles" })}>
          {text("edit.all_articles")}
        </button>
      </p>
      <h2>{article.title}</h2>
      <p class="hint">{text("edit.select_hint")}</p>
      <div
        class="article"
        ref={page}
        role="textbox"
        aria-multiline="true"
        aria-readonly="true"
        aria-label={article.title}
        tabIndex={0}
        contentEditable
        spellcheck={false}
        lang={String(known.values.language ?? state.language)}
        onBeforeInput={(event) => event.preventDefault()}
        onPaste={(event) => event.preventDefault()}
        onDrop={(event) => event.preventDefault()}
        onMouseUp={note}
        onKeyUp={note}
      >
        {piecesOf(article, offsets).map((piece) => (
          <span
            key={piece.start}
            data-start={piece.start}
            data-end={piece.end}
            class={[piece.place && "is-mention", piece.report && "is-quote"].filter(Boolean).join(" ") || undefined}
            title={titleOf(piece)}
          >
            {article.text.slice(piece.start, piece.end)}
          </span>
        ))}
      </div>
      {selected && (
        <section class="selected" aria-label={text("edit.selected")}>
          <blockquote>{article.text.slice(...selected)}</blockquote>
          <p class="actions">
            <button type="button" class="primary" onClick={() => suggest("report")}>
              {text("edit.report_this")}
            </button>
            <button type="button" onClick={() => suggest("evidence")} disabled={!state.reports.length}>
              {text("edit.add_to_report")}
            </button>
          </p>
        </section>
      )}
      {use === "report" && suggestion && (
        <FromWords
          key={JSON.stringify(suggestion.evidence)}
          suggestion={suggestion}
          onAdded={() => {
            setUse(null);
            setSelected(null);
          }}
        />
      )}
      {use === "evidence" && suggestion && (
        <AddEvidence
          evidence={suggestion.evidence}
          onAdded={() => {
            setUse(null);
            setSelected(null);
          }}
        />
      )}
      <details>
        <summary>{text("edit.front_matter")}</summary>
        <EntryForm
          entry={{ kind: "article", id }}
          values={known.values}
          fields={state.forms.article}
          first={["title", "publisher", "url", "published", "language", "publish"]}
        />
        <Rename entry={{ kind: "article", id }} onRenamed={(next) => open({ tab: "articles", article: next })} />
      </details>
    </>
  );
}

/** A report from selected words: what the sentence suggests is offered, and nothing is decided. */
function FromWords({ suggestion, onAdded }: { suggestion: Suggestion; onAdded(): void }): JSX.Element {
  const { text, state } = useEditor();
  const [given, setGiven] = useState<Values>({
    ...(suggestion.in_sentence === 1 ? { place: suggestion.places[0]! } : {}),
    ...(suggestion.published ? { reported: suggestion.published } : {}),
    evidence: [suggestion.evidence],
  });
  const [version, setVersion] = useState(0);
  const choose = (key: string, value: Value): void => {
    setGiven({ ...given, [key]: value });
    setVersion(version + 1);
  };
  return (
    <section
      class="from-words"
      ref={(element) => {
        if (!element || element.dataset.seen) return;
        element.dataset.seen = "1";
        element.scrollIntoView({ block: "start" });
        element.querySelector<HTMLElement>(".chip, input")?.focus({ preventScroll: true });
      }}
    >
      <h3>{text("edit.new_report")}</h3>
      <p class="hint">{suggestion.sentence}</p>
      {suggestion.places.length > 0 && (
        <p class="suggested">
          {text("edit.suggested_places")}{" "}
          {suggestion.places.map((place) => (
            <button
              type="button"
              key={place}
              class="chip"
              aria-pressed={given.place === place}
              onClick={() => choose("place", place)}
            >
              {named(state, "place", place)}
            </button>
          ))}
        </p>
      )}
      {suggestion.dates.length > 0 && (
        <p class="suggested">
          {text("edit.suggested_dates")}{" "}
          {suggestion.dates.map(({ edtf, words }) => (
            <button
              type="button"
              key={edtf}
              class="chip"
              aria-pressed={given.date === edtf}
              onClick={() => choose("date", edtf)}
            >
              {words} <code>{edtf}</code>
            </button>
          ))}
        </p>
      )}
      <NewReport key={version} given={given} onAdded={onAdded} />
    </section>
  );
}

function AddEvidence({ evidence, onAdded }: { evidence: Values; onAdded(): void }): JSX.Element {
  const { text, state, review } = useEditor();
  const [report, setReport] = useState("");
  const [says, setSays] = useState<Value>(null);
  const field = state.forms.report.find(({ key }) => key === "evidence")!.of!.fields!.find(({ key }) => key === "says");
  const existing = state.reports.find((each) => idOf(each) === report);
  const count = Array.isArray(existing?.evidence) ? existing.evidence.length : 0;
  const value = says ? { ...evidence, says } : evidence;
  return (
    <form
      class="from-words"
      onSubmit={(event) => {
        event.preventDefault();
        void review([{ do: "set", entry: { kind: "report", id: report }, path: ["evidence", count], value }], onAdded);
      }}
    >
      <FieldInput
        field={{ key: "report", description: "", required: true, kind: "reference", to: "report" }}
        label={text("edit.report")}
        value={report}
        onChange={(next) => setReport(String(next ?? ""))}
      />
      {field && <FieldInput field={field} value={says} onChange={setSays} />}
      <p class="actions">
        <ReviewButton isOff={!existing} />
      </p>
    </form>
  );
}
