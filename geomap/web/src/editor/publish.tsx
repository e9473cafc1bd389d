// Build the site, list what changed, and commit it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, type Publication } from "./api.js";
import { useEditor } from "./context.js";

export function Publish(): JSX.Element {
  const { text, state, fail, say } = useEditor();
  const [built, setBuilt] = useState<Publication | null>(null);
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const build = (): void => {
    setBusy(true);
    ask<Publication>("publish")
      .then((answer) => {
        setBuilt(answer);
        setMessage(answer.message);
      })
      .catch(fail)
      .finally(() => setBusy(false));
  };
  const commit = (): void => {
    ask<{ commit: string }>("commit", { message })
      .then((answer) => {
        say(text("edit.committed", { commit: answer.commit }));
        setBuilt({ ...built!, git: [] });
      })
      .catch(fail);
  };
  return (
    <>
      <h2>{text("edit.publish")}</h2>
      <p>{text("edit.publish_hint")}</p>
      <p class="actions">
        <button type="button" class="primary" disabled={isBusy || state.broken !== null} onClick={build}>
          {text("edit.build")}
        </button>
      </p>
      {built && (
        <section aria-live="polite">
          <p>
            {built.first ? text("edit.first_build") : built.changed ? text("edit.built") : text("edit.nothing_changed")}{" "}
            <code dir="ltr">{built.site}</code>
          </p>
          {built.text && (
            <pre class="changes" lang="en" dir="ltr">
              {built.text}
            </pre>
          )}
          {built.git && built.git.length > 0 && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                commit();
              }}
            >
              <p class="field">
                <label for="message">{text("edit.commit_message")}</label>
                <textarea
                  id="message"
                  rows={2}
                  required
                  value={message}
                  onInput={({ currentTarget }) => setMessage(currentTarget.value)}
                />
                <span class="hint">{text("edit.commit_hint", { count: built.git.length })}</span>
              </p>
              <p class="actions">
                <button type="submit">{text("edit.commit")}</button>
              </p>
            </form>
          )}
        </section>
      )}
    </>
  );
}
