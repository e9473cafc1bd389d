// The articles of the project, and new ones: pasted, dropped, or opened by their address.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, base64Of, type Proposal, type Values } from "./api.js";
import { Reading } from "./article.js";
import { ReviewButton } from "./buttons.js";
import { useEditor, type View } from "./context.js";
import { FieldInput } from "./fields.js";

export function Articles({ view }: { view: Extract<View, { tab: "articles" }> }): JSX.Element {
  const { text, state, open } = useEditor();
  if (view.article !== undefined)
    return <Reading key={view.article} id={view.article} start={view.start} end={view.end} />;
  return (
    <>
      <h2>{text("edit.articles")}</h2>
      <ul class="choices">
        {state.articles.map(({ id, title, file }) => (
          <li key={id}>
            <button type="button" onClick={() => open({ tab: "articles", article: id })}>
              {title} <span class="hint">{file}</span>
            </button>
          </li>
        ))}
      </ul>
      <NewArticle />
    </>
  );
}

const FIELDS = [
  { key: "title", description: "", required: true, kind: "text" },
  { key: "publisher", description: "", required: false, kind: "text" },
  { key: "url", description: "", required: false, kind: "text" },
  { key: "published", description: "", required: false, kind: "date" },
];

function NewArticle(): JSX.Element {
  const { text, reviewProposal, open, state } = useEditor();
  const [values, setValues] = useState<Values>({});
  const [address, setAddress] = useState("");
  const done = ({ article }: Proposal): void => open({ tab: "articles", article: article! });
  const take = async (file: File): Promise<Proposal> =>
    ask<Proposal>("new-article", { name: file.name, data: await base64Of(file) });
  const drop = (file: File | undefined): void => {
    if (file) void reviewProposal(take(file), done);
  };
  const isOff = state.broken !== null;
  return (
    <section>
      <h3>{text("edit.new_article")}</h3>
      <label
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          drop(event.dataTransfer?.files[0]);
        }}
      >
        {text("edit.drop_article")}
        <input
          type="file"
          accept=".html,.htm,.mhtml,.mht,.md,.markdown,.txt,.warc,.wacz,.gz,.webarchive"
          disabled={isOff}
          onChange={({ currentTarget }) => drop(currentTarget.files?.[0])}
        />
      </label>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void reviewProposal(ask<Proposal>("new-article", { url: address }), done);
        }}
      >
        <p class="field">
          <label for="address">{text("edit.address")}</label>
          <input
            id="address"
            type="url"
            required
            value={address}
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
          <span class="hint">{text("edit.address_hint")}</span>
        </p>
        <p class="actions">
          <button type="submit" disabled={isOff}>
            {text("edit.open_address")}
          </button>
        </p>
      </form>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void reviewProposal(ask<Proposal>("new-article", values), done);
        }}
      >
        {FIELDS.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={values[field.key]}
            onChange={(value) => setValues({ ...values, [field.key]: value })}
          />
        ))}
        <p class="field">
          <label for="pasted">{text("edit.paste")} *</label>
          <textarea
            id="pasted"
            rows={8}
            required
            value={String(values.text ?? "")}
            onInput={({ currentTarget }) => setValues({ ...values, text: currentTarget.value })}
          />
        </p>
        <p class="actions">
          <ReviewButton />
        </p>
      </form>
    </section>
  );
}
