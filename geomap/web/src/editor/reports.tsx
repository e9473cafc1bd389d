// A report: its form, another status with its history, and its pictures.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, base64Of, idOf, nameOf, type Proposal, type Value, type Values } from "./api.js";
import { only, useBase } from "./base.js";
import { RemoveButton, ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";
import { EntryForm } from "./entry-form.js";
import { cleaned, FieldInput, ShownFields } from "./fields.js";
import { Rename } from "./rename.js";

export const USUAL = ["place", "system", "date", "description", "evidence"];
const STATUS = ["status", "status_reason", "status_since", "history"];
const OWN = [...STATUS, "media"];
/** Keys that are seldom corrected: other parts of the page fill them in. */
const CORRECTED = OWN.filter((key) => key !== "status");

export function NewReport({ given, onAdded }: { given: Values; onAdded(proposal: Proposal): void }): JSX.Element {
  const { state, review } = useEditor();
  const [values, setValues] = useState<Values>(given);
  const change = (key: string, value: Value): void => setValues({ ...values, [key]: value });
  const fields = state.forms.report.filter(({ key }) => !["id", "history", "media"].includes(key));
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        void review([{ do: "add", kind: "report", values: cleaned(values) as Values }], onAdded);
      }}
    >
      <ShownFields fields={fields} first={USUAL} values={values} onChange={change} />
      <p class="actions">
        <ReviewButton />
      </p>
    </form>
  );
}

export function ReportForm({ values }: { values: Values }): JSX.Element {
  const { text, state, open } = useEditor();
  const id = idOf(values);
  const entry = { kind: "report", id } as const;
  return (
    <>
      <h2>{nameOf(values)}</h2>
      <Status values={values} />
      <EntryForm entry={entry} values={values} fields={state.forms.report} first={["title", ...USUAL]} without={OWN} />
      <Pictures values={values} />
      <details>
        <summary>{text("edit.more")}</summary>
        <EntryForm
          entry={entry}
          values={only(values, CORRECTED)}
          fields={state.forms.report.filter(({ key }) => CORRECTED.includes(key))}
          first={[]}
        />
        <Rename entry={entry} onRenamed={(next) => open({ tab: "reports", id: next })} />
        <p class="actions">
          <RemoveButton entries={[entry]} onRemoved={() => open({ tab: "reports" })} />
        </p>
      </details>
    </>
  );
}

interface StatusDraft {
  status: string;
  reason: string;
  since: string;
  former: string;
}

const NO_STATUS: StatusDraft = { status: "", reason: "", since: "", former: "" };

/** The inputs of a status change; also for several reports at once. */
export function StatusInputs({
  draft,
  onChange,
  asksFormer,
}: {
  draft: StatusDraft;
  onChange(draft: StatusDraft): void;
  asksFormer: boolean;
}): JSX.Element {
  const { text, state } = useEditor();
  const field = state.forms.report.find(({ key }) => key === "status")!;
  const date = { key: "since", description: "", kind: "date" };
  return (
    <>
      <FieldInput
        field={field}
        label={text("edit.status")}
        value={draft.status}
        onChange={(value) => onChange({ ...draft, status: String(value ?? "") })}
      />
      <FieldInput
        field={{ key: "reason", description: "", required: true, kind: "long" }}
        label={text("edit.reason")}
        value={draft.reason}
        onChange={(value) => onChange({ ...draft, reason: String(value ?? "") })}
      />
      <FieldInput
        field={{ ...date, required: true }}
        label={text("edit.since")}
        value={draft.since}
        onChange={(value) => onChange({ ...draft, since: String(value ?? "") })}
      />
      {asksFormer && (
        <FieldInput
          field={{ ...date, required: true }}
          label={text("edit.former_since")}
          value={draft.former}
          onChange={(value) => onChange({ ...draft, former: String(value ?? "") })}
        />
      )}
    </>
  );
}

function Status({ values }: { values: Values }): JSX.Element {
  const { text, review } = useEditor();
  const base = useBase(only(values, STATUS));
  const [isOpen, setOpen] = useState(false);
  const [draft, setDraft] = useState<StatusDraft>(NO_STATUS);
  const asksFormer = !base.from.status_since;
  const saved = (): void => {
    base.end();
    setDraft(NO_STATUS);
    setOpen(false);
  };
  return (
    <section class="status">
      <p>
        <b>{text(`status.${String(values.status)}`)}</b> {String(values.status_reason ?? "")}{" "}
        {values.status_since ? `(${String(values.status_since)})` : ""}
      </p>
      <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {text("edit.change_status")}
      </button>
      {isOpen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const { status, reason, since, former } = draft;
            const change = { report: idOf(values), status, reason, since, former_since: asksFormer ? former : null };
            void review([{ do: "status", ...change }], saved, base.files);
          }}
        >
          <StatusInputs
            draft={draft}
            onChange={(next) => {
              base.start();
              setDraft(next);
            }}
            asksFormer={asksFormer}
          />
          <p class="actions">
            <ReviewButton />
          </p>
        </form>
      )}
    </section>
  );
}

function Pictures({ values }: { values: Values }): JSX.Element {
  const { text, state, reviewProposal, review } = useEditor();
  const [file, setFile] = useState<File | null>(null);
  const [texts, setTexts] = useState<Values>({});
  const media = (Array.isArray(values.media) ? values.media : []) as Values[];
  const fields = state.forms.report.find(({ key }) => key === "media")!.of!.fields!.filter(({ key }) => key !== "file");
  const send = async (): Promise<Proposal> =>
    ask<Proposal>("picture", {
      report: idOf(values),
      name: file!.name,
      data: await base64Of(file!),
      ...texts,
      base: state.files,
    });
  return (
    <fieldset class="group">
      <legend>{text("edit.pictures")}</legend>
      {media.map((picture, at) => (
        <p key={String(picture.file)} class="row">
          <span>
            {String(picture.file)}: {String(picture.alt ?? "")}
          </span>
          <button
            type="button"
            class="icon"
            aria-label={text("edit.remove_item", { name: String(picture.file) })}
            onClick={() =>
              void review([{ do: "remove", entry: { kind: "report", id: idOf(values) }, path: ["media", at] }])
            }
          >
            ✕
          </button>
        </p>
      ))}
      <label
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          setFile(event.dataTransfer?.files[0] ?? null);
        }}
      >
        {file ? file.name : text("edit.drop_picture")}
        <input
          type="file"
          accept="image/*"
          onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)}
        />
      </label>
      {file && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void reviewProposal(send(), () => setFile(null));
          }}
        >
          {fields.map((field) => (
            <FieldInput
              key={field.key}
              field={field}
              value={texts[field.key]}
              onChange={(value) => setTexts({ ...texts, [field.key]: value })}
            />
          ))}
          <p class="actions">
            <ReviewButton />
          </p>
        </form>
      )}
    </fieldset>
  );
}
