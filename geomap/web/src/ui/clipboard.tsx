// Copying text: by the clipboard API, by the older copy command, or by hand.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Strings } from "../app/strings.js";
import { useUniqueId } from "./unique-id.js";

/** How long a button shows that it has copied, in milliseconds. */
const CONFIRM_MS = 2500;

/** Copies a text; false where the browser or the host page allows no way. */
async function copyText(text: string): Promise<boolean> {
  // In a frame the clipboard API is mostly forbidden, and the browser logs each attempt.
  const ways = window.parent === window ? [copyByClipboard, copyByCommand] : [copyByCommand, copyByClipboard];
  for (const copy of ways) if (await copy(text)) return true;
  return false;
}

async function copyByClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no secure origin, no permission, or no clipboard at all
  }
}

function copyByCommand(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  field.tabIndex = -1;
  // Nothing outside an open dialog can be selected.
  (focused?.closest("dialog") ?? document.body).append(field);
  try {
    field.select();
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  }
}

interface CopyButtonProps {
  text: string | (() => string);
  label: string;
  /** The button's label after the text is copied. */
  done?: string;
  strings: Strings;
  class?: string;
  /** A field that already shows the text; without one, a field appears where copying fails. */
  field?: { readonly current: HTMLInputElement | HTMLTextAreaElement | null };
}

/** Copies a text and confirms it. Where copying is not possible, the text is selected in a field. */
export function CopyButton({ text, label, done, strings, class: name = "link", field }: CopyButtonProps): JSX.Element {
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  const [copied, setCopied] = useState("");
  const own = useRef<HTMLInputElement>(null);
  const hint = useUniqueId();
  const isCopied = outcome === "copied";
  const isFailed = outcome === "failed";
  const copy = async (): Promise<void> => {
    const value = typeof text === "string" ? text : text();
    setCopied(value);
    setOutcome((await copyText(value)) ? "copied" : "failed");
  };
  // In the same frame as the message: a reader may press the keys at once.
  useLayoutEffect(() => {
    if (isFailed) select((field ?? own).current);
  }, [outcome, copied]);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setOutcome("none"), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [outcome, copied]);
  return (
    <span class={`copy ${isFailed ? "is-failed" : ""}`}>
      <button type="button" class={name} onClick={copy}>
        {isCopied ? (done ?? strings("share.copied")) : label}
      </button>
      <span class="unseen" role="status">
        {isCopied && (done ?? strings("share.copied"))}
      </span>
      {isFailed && (
        <span class="copy-by-hand" id={hint}>
          {strings("share.copy_by_hand")}
        </span>
      )}
      {isFailed && !field && (
        <input
          ref={own}
          class="copy-field"
          readOnly
          value={copied}
          aria-label={label}
          aria-describedby={hint}
          dir="ltr"
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </span>
  );
}

function select(field: HTMLInputElement | HTMLTextAreaElement | null): void {
  field?.focus();
  field?.select();
}
