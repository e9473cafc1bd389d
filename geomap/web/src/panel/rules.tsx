// The rules that the map states: what each status requires, and whether a report meets it.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import type { Report } from "../data/report.js";
import { type Requirement, type Rule, STATUSES, type Status } from "../data/wire.js";
import { Icon } from "../ui/controls.js";
import { Glyph } from "../ui/glyph.js";
import { kindName } from "../ui/source.js";

/** The requirements of a rule, each with its text. */
function requirementsOf(rule: Rule, status: Status, text: Strings): [Requirement, string][] {
  const { articles, origins, kinds, denials, checked_by } = rule;
  const found: [Requirement, string][] = [];
  const side = status === "refuted" ? "rule.denying" : "rule.articles";
  if (articles) found.push(["articles", text(side, { count: articles })]);
  if (origins) found.push(["origins", text("rule.origins", { count: origins })]);
  if (kinds.length) {
    const names = kinds.map((kind) => kindName(kind, text));
    const list = new Intl.ListFormat(text.locale, { type: "disjunction" }).format(names);
    found.push(["kinds", text("rule.kinds", { kinds: list })]);
  }
  if (denials !== undefined) found.push(["denials", text("rule.denials", { count: denials })]);
  if (checked_by) found.push(["checked_by", text("rule.checked", { count: checked_by })]);
  return found;
}

/** The rule for the status of a report, each requirement with a sign whether it is met. */
export function RuleOf({ store, report }: { store: Store; report: Report }): JSX.Element | null {
  const { atlas, text } = store;
  const rule = atlas.map.rules?.of[report.status];
  if (!rule || atlas.known) return null; // what a report met on an earlier day is not known
  return (
    <div class="rule">
      <p>{text("rule.label", { status: text(`status.${report.status}`) })}</p>
      <ul>
        {requirementsOf(rule, report.status, text).map(([key, requirement]) => {
          const isMet = !report.unmet.includes(key);
          return (
            <li key={key} class={isMet ? "is-met" : "is-unmet"}>
              <Icon path={isMet ? "M3 8.5 6.5 12 13 4.5" : "M4 4l8 8M12 4l-8 8"} />
              {requirement}{" "}
              <span class={isMet ? "unseen" : "rule-unmet"}>({text(isMet ? "rule.met" : "rule.unmet")})</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** All rules, under "About". */
export function Rules({ store: { atlas, text } }: { store: Store }): JSX.Element | null {
  const { rules } = atlas.map;
  const stated = STATUSES.filter((status) => rules?.of[status]);
  if (!rules || !stated.length) return null;
  return (
    <section>
      <h2>{text("rule.title")}</h2>
      <dl class="about-rules">
        {stated.map((status) => (
          <div key={status}>
            <dt>
              <Glyph status={status} size={18} />
              {text(`status.${status}`)}
            </dt>
            {requirementsOf(rules.of[status]!, status, text).map(([key, requirement]) => (
              <dd key={key}>{requirement}</dd>
            ))}
          </div>
        ))}
      </dl>
      <p>
        {text("rule.minimum")} {rules.enforce && text("rule.enforced")}
      </p>
    </section>
  );
}
