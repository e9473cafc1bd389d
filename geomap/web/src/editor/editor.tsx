// The editor next to the preview of `geomap edit`. The files of the project are the only truth: each change is reviewed as
// the lines that it would write.
import type { JSX } from "preact";
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Strings, stringsFrom } from "../app/strings.js";
import { bestTag } from "../data/language.js";
import { MapPicker } from "../map/picker.js";
import { Frames } from "../preview/frames.js";
import { ask, type Conflict, idOf, type ProjectState, type Proposal, Refusal, type Values } from "./api.js";
import { Articles } from "./articles.js";
import { Context, type EditorContext, useEditor, type View } from "./context.js";
import { EntryForm } from "./entry-form.js";
import { NewPlace, PlaceForm } from "./places.js";
import { Publish } from "./publish.js";
import { QueueView } from "./queue.js";
import { NewReport, ReportForm } from "./reports.js";
import { BothVersions, Dialog, FindingList, Review } from "./review.js";
import { Table } from "./table.js";

interface Notice {
  page: string | null;
  building: boolean;
}

const PLACES = ["name", "precision", "part_of", "uncertainty", "note"];
const REPORTS = ["title", "status", "place", "date", "system", "reported"];

function Editor({ text, frames, frame }: { text: Strings; frames: Frames; frame: () => Window | null }): JSX.Element {
  const [state, setState] = useState<ProjectState | null>(null);
  const [view, setView] = useState<View>({ tab: "queue" });
  const [proposal, setProposal] = useState<{
    proposal: Proposal;
    then?: ((proposal: Proposal) => void) | undefined;
  } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [conflict, setConflict] = useState<{ conflict: Conflict; again: () => void } | null>(null);
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [isGone, setGone] = useState(false);
  const picker = useMemo(() => new MapPicker(frame), []);
  const pane = useRef<HTMLDivElement>(null);
  const shown = useRef<string | null>(null);
  const latest = useRef<ProjectState | null>(null);
  const refresh = (): Promise<void> =>
    ask<ProjectState>("state")
      .then((next) => {
        const { places, reports, map } = (next.broken && latest.current) || next; // as they were before it was broken
        latest.current = { ...next, places, reports, map };
        setState(latest.current);
      })
      .catch(fail);
  const fail = (error: unknown): void => {
    if (error instanceof Refusal) setRefusal(error);
    else setGone(true);
  };
  useEffect(() => {
    void refresh();
    const events = new EventSource("/.geomap/events");
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const notice = JSON.parse(data) as Notice;
      setGone(false);
      if (notice.building) return;
      void refresh();
      if (notice.page !== null && notice.page !== shown.current) {
        shown.current = notice.page;
        void frames.load().then(
          () => picker.again(),
          () => undefined,
        );
      }
    };
    events.onerror = () => setGone(true);
    return () => events.close();
  }, []);
  useEffect(() => pane.current?.scrollTo(0, 0), [view]);
  const reviewProposal: EditorContext["reviewProposal"] = async (request, then) => {
    setBusy(true);
    try {
      setProposal({ proposal: await request, then });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  const review: EditorContext["review"] = async (changes, then, base = latest.current?.files) => {
    setBusy(true);
    try {
      const shown = await ask<Proposal>("propose", { changes, base, check: false });
      setProposal({ proposal: shown, then });
      if (shown.files.length) {
        const checked = await ask<Proposal>("check", { proposal: shown.proposal });
        setProposal((now) => (now?.proposal.proposal === shown.proposal ? { proposal: checked, then } : now));
      }
    } catch (error) {
      if (error instanceof Refusal && error.conflict) {
        const again = (): void => {
          setConflict(null);
          void refresh().then(() => review(changes, then));
        };
        setConflict({ conflict: error.conflict, again });
      } else {
        setProposal(null);
        fail(error);
      }
    } finally {
      setBusy(false);
    }
  };
  const save = async (): Promise<void> => {
    if (!proposal) return;
    setBusy(true);
    try {
      const { written } = await ask<{ written: string }>("write", { proposal: proposal.proposal.proposal });
      await refresh(); // before the dialog closes, so that nothing is typed into a form that the next view replaces
      setProposal(null);
      setMessage(text("edit.written", { summary: written }));
      proposal.then?.(proposal.proposal);
    } catch (error) {
      setProposal(null);
      fail(error);
      void refresh();
    } finally {
      setBusy(false);
    }
  };
  const step = (name: "undo" | "redo"): void => {
    setBusy(true);
    ask<{ summary: string }>(name)
      .then(({ summary }) => setMessage(text(name === "undo" ? "edit.undone" : "edit.redone", { summary })))
      .then(refresh)
      .catch(fail)
      .finally(() => setBusy(false));
  };
  if (!state)
    return <p role="status">{isGone ? text("preview.gone", { command: "geomap edit" }) : text("edit.loading")}</p>;
  const context: EditorContext = { text, state, picker, open: setView, review, reviewProposal, say: setMessage, fail };
  const tabs: [View["tab"], string][] = [
    ["queue", text("edit.queue")],
    ["articles", text("edit.articles")],
    ["places", text("edit.places")],
    ["reports", text("edit.reports")],
    ["map", text("edit.map")],
    ["publish", text("edit.publish")],
  ];
  return (
    <Context.Provider value={context}>
      <header class="bar">
        <h1>{state.project}</h1>
        <span>
          <button
            type="button"
            disabled={!state.undo || isBusy}
            title={state.undo ?? undefined}
            onClick={() => step("undo")}
          >
            {text("edit.undo")}
          </button>
          <button
            type="button"
            disabled={!state.redo || isBusy}
            title={state.redo ?? undefined}
            onClick={() => step("redo")}
          >
            {text("edit.redo")}
          </button>
        </span>
      </header>
      <nav aria-label={text("edit.sections")}>
        {tabs.map(([tab, name]) => (
          <button
            key={tab}
            type="button"
            aria-current={view.tab === tab ? "page" : undefined}
            onClick={() => setView({ tab } as View)}
          >
            {name}
          </button>
        ))}
      </nav>
      <p class="message" role="status">
        {isGone ? text("preview.gone", { command: "geomap edit" }) : isBusy ? text("edit.checking") : message}
      </p>
      {state.broken && (
        <section class="broken" role="alert">
          <p>{text("edit.broken")}</p>
          <FindingList findings={[state.broken]} />
        </section>
      )}
      <div class="pane" ref={pane}>
        {paneContent()}
      </div>
      {proposal && (
        <Review
          text={text}
          proposal={proposal.proposal}
          isBusy={isBusy}
          onSave={() => void save()}
          onClose={() => setProposal(null)}
        />
      )}
      {refusal && (
        <Dialog text={text} title={text("edit.refused")} onClose={() => setRefusal(null)}>
          <div class="dialog-body" lang="en">
            <p>{refusal.message}</p>
            {refusal.hint ? <p class="hint">{refusal.hint}</p> : null}
            <FindingList findings={refusal.findings} />
          </div>
        </Dialog>
      )}
      {conflict && (
        <BothVersions
          text={text}
          conflict={conflict.conflict}
          onAgain={conflict.again}
          onClose={() => setConflict(null)}
        />
      )}
    </Context.Provider>
  ) as JSX.Element;

  function paneContent(): JSX.Element {
    const { places, reports, forms, map } = state!;
    switch (view.tab) {
      case "queue":
        return <QueueView />;
      case "articles":
        return <Articles view={view} />;
      case "places": {
        if (view.isNew) return <NewPlace key={view.name} name={view.name ?? ""} />;
        const all = (
          <>
            <h2>{text("edit.places")}</h2>
            <p class="actions">
              <button type="button" class="primary" onClick={() => setView({ tab: "places", isNew: true })}>
                {text("edit.new_place")}
              </button>
            </p>
            <Table kind="place" rows={places} columns={PLACES} onOpen={(id) => setView({ tab: "places", id })} />
          </>
        );
        return <Opened key={view.id} id={view.id} entries={places} all={all} Form={PlaceForm} />;
      }
      case "reports": {
        if (view.isNew) {
          return (
            <>
              <h2>{text("edit.new_report")}</h2>
              <NewReport given={{}} onAdded={({ added }) => setView({ tab: "reports", id: added[0]!.id })} />
            </>
          );
        }
        const all = (
          <>
            <h2>{text("edit.reports")}</h2>
            <p class="actions">
              <button type="button" class="primary" onClick={() => setView({ tab: "reports", isNew: true })}>
                {text("edit.new_report")}
              </button>
            </p>
            <Table kind="report" rows={reports} columns={REPORTS} onOpen={(id) => setView({ tab: "reports", id })} />
          </>
        );
        return <Opened key={view.id} id={view.id} entries={reports} all={all} Form={ReportForm} />;
      }
      case "map":
        return (
          <>
            <h2>{text("edit.map")}</h2>
            <EntryForm
              entry={{ kind: "map", id: "" }}
              values={map}
              fields={forms.map}
              first={["title", "summary", "method", "license", "url"]}
            />
          </>
        );
      case "publish":
        return <Publish />;
    }
  }
}

interface OpenedProps {
  id: string | undefined;
  entries: Values[];
  /** The list of all entries, which is shown if there is none with this id. */
  all: JSX.Element;
  Form: (props: { values: Values }) => JSX.Element;
}

/** An entry's form. It stays when the entry is no longer in the files, so that nothing typed is lost. */
function Opened({ id, entries, all, Form }: OpenedProps): JSX.Element {
  const { text } = useEditor();
  const last = useRef<Values | null>(null);
  const found = id === undefined ? undefined : entries.find((each) => idOf(each) === id);
  if (found) last.current = found;
  if (!last.current) return all;
  return (
    <>
      {!found && (
        <p class="notice" role="status">
          {text("edit.gone")}
        </p>
      )}
      <Form values={last.current} />
    </>
  );
}

const strings = JSON.parse(document.getElementById("strings")!.textContent) as Record<string, Record<string, string>>;
const language = bestTag(Object.keys(strings), navigator.languages) ?? "en";
const text = stringsFrom(strings[language]!, language);
document.documentElement.lang = language;
document.documentElement.dir = ["ar", "fa", "he"].includes(language) ? "rtl" : "ltr";
const container = document.getElementById("frames")!;
const frames = new Frames(container, text("preview.frame"), (title) => {
  document.title = title;
});
const frame = (): Window | null =>
  container.querySelector<HTMLIFrameElement>("iframe:not([inert])")?.contentWindow ?? null;
render((<Editor text={text} frames={frames} frame={frame} />) as JSX.Element, document.getElementById("editor")!);
