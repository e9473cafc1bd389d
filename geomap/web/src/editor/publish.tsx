// What publishing would change, in words and on the map; build the site, and commit it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, type Differences, type Publication } from "./api.js";
import { useEditor } from "./context.js";

export function Publish(): JSX.Element {
  const { text, state, fail, say } = useEditor();
  const [differences, setDifferences] = useState<Differences | null>(null);
  const [built, setBuilt] = useState<Publication | null>(null);
  const [message, setMessage] = useState("");
  const [isBusy, setBusy] = useState(false);
  const compare = (): void => {
    if (state.broken === null && !state.counts.error) ask<Differences>("differences").then(setDifferences).catch(fail);
    else setDifferences(null);
  };
  useEffect(compare, [state]);
  const build = (): void => {
    setBusy(true);
    ask<Publication>("publish")
      .then((answer) => {
        setBuilt(answer);
        setMessage(answer.message);
        compare();
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
      {differences && <Changes differences={differences} />}
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

/** The reports and places that differ from the last build. Each is marked on the map, and shown there when chosen. */
function Changes({ differences: { first, text: words, entries } }: { differences: Differences }): JSX.Element | null {
  const { text, picker } = useEditor();
  useEffect(() => {
    picker.mark(entries.flatMap(({ position, name, how }) => (position ? [{ position, name, how }] : [])));
    return () => picker.clear();
  }, [entries]);
  if (first) return null;
  if (!words) return <p role="status">{text("edit.no_changes")}</p>;
  const states = { added: text("edit.added"), changed: text("edit.changed"), removed: text("edit.removed") };
  return (
    <section>
      <h3>{text("edit.changes")}</h3>
      <ul class="choices">
        {entries.map(({ kind, id, name, how, position }) => (
          <li key={`${kind} ${id}`}>
            <button type="button" disabled={!position} onClick={() => picker.show({ position, radius: null })}>
              <span class="hint">{states[how]}</span> {name}
            </button>
          </li>
        ))}
      </ul>
      <details>
        <summary>{text("edit.more")}</summary>
        <pre class="changes" lang="en" dir="ltr">
          {words}
        </pre>
      </details>
    </section>
  );
}
