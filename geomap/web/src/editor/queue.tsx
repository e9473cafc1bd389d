// What needs a person: one list, worked off with single keys.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, type Kind, named, type Proposal, type QueueItem } from "./api.js";
import { ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";

interface Queue {
  counts: Record<string, number>;
  items: QueueItem[];
  left: number;
}

export function QueueView(): JSX.Element {
  const { text, state, open, review, reviewProposal, fail } = useEditor();
  const [queue, setQueue] = useState<Queue | null>(null);
  const [left, setLeft] = useState<Set<string>>(new Set());
  const [kind, setKind] = useState<string | null>(null);
  const [reason, setReason] = useState<QueueItem | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const load = (): Promise<void> => ask<Queue>("queue").then(setQueue).catch(fail);
  useEffect(() => void load(), [state]);
  if (!queue) return <p role="status">{text("edit.loading")}</p>;
  const keyOf = (item: QueueItem): string => `${item.kind} ${item.key}`;
  const items = queue.items.filter((item) => !left.has(keyOf(item)) && (kind === null || item.kind === kind));
  const kinds: [string, string][] = [
    ["error", text("edit.kind_error")],
    ["name", text("edit.kind_name")],
    ["warning", text("edit.kind_warning")],
    ["sentence", text("edit.kind_sentence")],
    ["place", text("edit.kind_place")],
    ["draft", text("edit.kind_draft")],
    ["check", text("edit.kind_check")],
  ];
  const openEntry = (entry: string): void => {
    const [section, id] = [entry.slice(0, entry.indexOf("/")), entry.slice(entry.indexOf("/") + 1)];
    if (section === "places" || section === "reports") open({ tab: section, id });
    else if (section === "articles") open({ tab: "articles", article: id });
    else open({ tab: "map" });
  };
  const accept = (item: QueueItem): void => {
    if (item.kind === "sentence") open({ tab: "articles", article: item.article!, start: item.start!, end: item.end! });
    else if (item.kind === "place") open({ tab: "places", isNew: true, name: item.name! });
    else if (item.kind === "name") void link(item, item.places![0]!);
    else if (item.kind === "draft") {
      const [section, id] = item.entry!.split("/") as [string, string];
      void review([
        { do: "set", entry: { kind: section === "places" ? "place" : "report", id }, path: ["draft"], value: null },
      ]);
    } else if (item.entry) openEntry(item.entry);
    else {
      const article = state.articles.find(({ file }) => file === item.finding?.file);
      if (article) open({ tab: "articles", article: article.id });
      else open({ tab: "map" });
    }
  };
  const link = (item: QueueItem, place: string | null): Promise<void> =>
    review([{ do: "set", entry: { kind: "article", id: item.article! }, path: ["link", item.name!], value: place }]);
  const dismiss = (item: QueueItem): void => {
    if (item.kind === "warning") setReason(item);
    else if (item.kind === "name" || item.kind === "place") void link(item, null);
    else leave(item);
  };
  const leave = (item: QueueItem): void => {
    setLeft(new Set([...left, keyOf(item)]));
    ask("leave", { key: keyOf(item) }).then(load, fail);
  };
  const listAgain = (): void => {
    setLeft(new Set());
    ask("list-again").then(load, fail);
  };
  const onKey = (event: KeyboardEvent): void => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("li[tabindex]") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const item = items[at];
    if (!item || (event.target as Element).closest("form, button, input")) return;
    const acts: Record<string, () => void> = {
      ArrowDown: () => rows[at + 1]?.focus(),
      ArrowUp: () => rows[at - 1]?.focus(),
      a: () => accept(item),
      Enter: () => accept(item),
      d: () => dismiss(item),
      l: () => {
        leave(item);
        requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("li[tabindex]")[at]?.focus());
      },
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const entryName = (entry: string): string => {
    const [section, id] = [entry.slice(0, entry.indexOf("s/")), entry.slice(entry.indexOf("/") + 1)];
    return named(state, section as Kind, id);
  };
  return (
    <>
      <h2>{text("edit.queue")}</h2>
      <p class="chips">
        {kinds.map(([id, name]) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={kind === id}
            onClick={() => setKind(kind === id ? null : id)}
          >
            {name} {text.number(queue.counts[id] ?? 0)}
          </button>
        ))}
      </p>
      <p class="hint">{text("edit.queue_hint")}</p>
      {items.length === 0 && <p role="status">{text("edit.queue_empty")}</p>}
      <ol class="queue" ref={list} onKeyDown={onKey}>
        {items.map((item, at) => (
          <li key={keyOf(item)} tabIndex={at === 0 ? 0 : -1} class={`is-${item.kind}`}>
            <p>
              <b>{kinds.find(([id]) => id === item.kind)![1]}</b>{" "}
              {item.finding ? (
                <span lang="en" dir="ltr">
                  {item.finding.code} {item.finding.message} <span class="hint">{item.finding.help}</span>
                </span>
              ) : (
                <span>{item.text ?? item.name ?? entryName(item.entry!)}</span>
              )}
              {item.article && <span class="hint">{named(state, "article", item.article)}</span>}
            </p>
            {reason && keyOf(reason) === keyOf(item) ? (
              <Reason
                onCancel={() => setReason(null)}
                onGiven={(given) => {
                  setReason(null);
                  const { file, line, code } = item.finding!;
                  void reviewProposal(ask<Proposal>("ignore", { file, line, code, reason: given }));
                }}
              />
            ) : (
              <p class="actions">
                {item.kind === "name" ? (
                  item.places!.map((place) => (
                    <button key={place} type="button" class="chip" onClick={() => void link(item, place)}>
                      {named(state, "place", place)} <code>{place}</code>
                    </button>
                  ))
                ) : (
                  <button type="button" onClick={() => accept(item)}>
                    {text(
                      item.kind === "sentence"
                        ? "edit.report_this"
                        : item.kind === "draft"
                          ? "edit.publish_draft"
                          : item.kind === "place"
                            ? "edit.new_place"
                            : "edit.open",
                    )}
                  </button>
                )}
                {(item.kind === "warning" || item.kind === "name" || item.kind === "place") && (
                  <button type="button" onClick={() => dismiss(item)}>
                    {text(item.kind === "warning" ? "edit.dismiss" : "edit.no_place")}
                  </button>
                )}
                <button type="button" onClick={() => leave(item)}>
                  {text("edit.leave")}
                </button>
              </p>
            )}
          </li>
        ))}
      </ol>
      {queue.left > 0 && (
        <button type="button" onClick={listAgain}>
          {text("edit.list_left", { count: text.number(queue.left) })}
        </button>
      )}
    </>
  );
}

function Reason({ onGiven, onCancel }: { onGiven(reason: string): void; onCancel(): void }): JSX.Element {
  const { text } = useEditor();
  const [reason, setReason] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onGiven(reason);
      }}
    >
      <p class="field">
        <label for="why">{text("edit.why")}</label>
        <input
          id="why"
          required
          value={reason}
          ref={(element) => {
            if (element && !element.value && document.activeElement !== element) element.focus();
          }}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </p>
      <p class="actions">
        <ReviewButton />
        <button type="button" onClick={onCancel}>
          {text("edit.cancel")}
        </button>
      </p>
    </form>
  );
}
