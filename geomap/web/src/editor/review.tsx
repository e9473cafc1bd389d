// The lines that a change would write, before it is written; and both versions if a file has changed meanwhile.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Strings } from "../app/strings.js";
import type { Conflict, Finding, Proposal } from "./api.js";

interface Props {
  text: Strings;
  title: string;
  onClose(): void;
}

export function Dialog({ text, title, onClose, children }: Props & { children: ComponentChildren }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button type="button" class="icon" aria-label={text("preview.close")} onClick={() => dialog.current?.close()}>
          ✕
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** A unified diff, with words for added and removed lines. */
function Diff({ text, diff }: { text: Strings; diff: string }): JSX.Element {
  const lines = diff.split("\n").slice(2).filter(Boolean);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable by keyboard
    <pre class="diff" dir="ltr" lang="en" tabIndex={0}>
      {lines.map((line, at) => {
        const kind = line.startsWith("+")
          ? "added"
          : line.startsWith("-")
            ? "removed"
            : line.startsWith("@")
              ? "place"
              : "same";
        return (
          <span key={at} class={`is-${kind}`}>
            {kind === "added" && <span class="unseen">{text("edit.added")} </span>}
            {kind === "removed" && <span class="unseen">{text("edit.removed")} </span>}
            {kind === "place" ? "…" : line}
            {"\n"}
          </span>
        );
      })}
    </pre>
  );
}

export function FindingList({ findings }: { findings: Finding[] }): JSX.Element | null {
  if (!findings.length) return null;
  return (
    <ul class="found" lang="en" dir="ltr">
      {findings.map(({ code, severity, file, line, message, help }) => (
        <li key={`${code} ${file} ${line} ${message}`}>
          <b>
            {severity} {code}
          </b>{" "}
          {file}:{line} {message}
          {help && <span class="hint">{help}</span>}
        </li>
      ))}
    </ul>
  );
}

export function Review({
  text,
  proposal,
  onSave,
  onClose,
  isBusy,
}: {
  text: Strings;
  proposal: Proposal;
  onSave(): void;
  onClose(): void;
  isBusy: boolean;
}): JSX.Element {
  const save = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (proposal.checked) save.current?.focus();
  }, [proposal.checked]);
  const states = { new: text("edit.new_file"), deleted: text("edit.deleted_file"), changed: "" };
  return (
    <Dialog text={text} title={text("edit.review")} onClose={onClose}>
      <div class="dialog-body">
        {proposal.files.length === 0 ? <p>{text("edit.nothing_changes")}</p> : null}
        {proposal.files.map(({ name, state, diff }) => (
          <section key={name}>
            <h3 dir="ltr">
              {name} {states[state]}
            </h3>
            <Diff text={text} diff={diff} />
          </section>
        ))}
        {(proposal.warnings ?? []).map((warning) => (
          <p key={warning} class="notice" lang="en">
            {warning}
          </p>
        ))}
        {proposal.checked || proposal.files.length === 0 ? null : <p role="status">{text("edit.checking")}</p>}
        <FindingList findings={proposal.findings} />
      </div>
      <footer>
        <button
          type="button"
          class="primary"
          ref={save}
          disabled={isBusy || !proposal.checked || proposal.files.length === 0}
          onClick={onSave}
        >
          {text("edit.save")}
        </button>
        <button type="button" onClick={onClose}>
          {text("edit.cancel")}
        </button>
      </footer>
    </Dialog>
  );
}

export function BothVersions({
  text,
  conflict,
  onAgain,
  onClose,
}: {
  text: Strings;
  conflict: Conflict;
  onAgain(): void;
  onClose(): void;
}): JSX.Element {
  return (
    <Dialog text={text} title={text("edit.conflict", { name: conflict.name })} onClose={onClose}>
      <div class="dialog-body">
        <h3>{text("edit.theirs")}</h3>
        <Diff text={text} diff={conflict.theirs} />
        <h3>{text("edit.yours")}</h3>
        <Diff text={text} diff={conflict.yours} />
      </div>
      <footer>
        <button type="button" class="primary" onClick={onAgain}>
          {text("edit.both")}
        </button>
        <button type="button" onClick={onClose}>
          {text("edit.cancel")}
        </button>
      </footer>
    </Dialog>
  );
}
