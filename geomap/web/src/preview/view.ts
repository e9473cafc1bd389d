// Preserves the parts of the reader's view that are not in the address when the page reloads.

/** A selector of an element: from the nearest one with an id, by position among the siblings. */
function pathTo(element: Element): string | null {
  const steps: string[] = [];
  let at: Element = element;
  while (!at.id) {
    const parent = at.parentElement;
    if (!parent) return at === at.ownerDocument.documentElement ? `html${steps.join("")}` : null;
    steps.unshift(` > ${at.localName}:nth-child(${[...parent.children].indexOf(at) + 1})`);
    at = parent;
  }
  return `#${CSS.escape(at.id)}${steps.join("")}`;
}

/** A selector that finds the same report in the list, even at another position. */
function selectorOf(element: Element): string | null {
  const entry = element.closest("[data-report]");
  return entry && element.localName === "button"
    ? `[data-report="${CSS.escape(entry.getAttribute("data-report")!)}"] button`
    : pathTo(element);
}

interface PageView {
  scrolled: [path: string, left: number, top: number][];
  open: string[];
  sheet: string | null;
  focus: { path: string; selection: [number, number] | null } | null;
}

const SHEETS = ["low", "half", "full"];

export function viewOf(page: Document): PageView {
  const scrolled: PageView["scrolled"] = [];
  for (const element of page.querySelectorAll("*")) {
    const { scrollLeft, scrollTop } = element;
    const path = scrollLeft || scrollTop ? pathTo(element) : null;
    if (path) scrolled.push([path, scrollLeft, scrollTop]);
  }
  const open = [...page.querySelectorAll("details[open]")].map(pathTo).filter((path) => path !== null);
  const active = page.activeElement;
  const path = active && active !== page.body ? selectorOf(active) : null;
  return {
    scrolled,
    open,
    sheet: sheetOf(page),
    focus: path === null ? null : { path, selection: selectionOf(active!) },
  };
}

/** Restores a view, as far as the new page has its elements. */
export function restoreView(page: Document, { scrolled, open, sheet, focus }: PageView): void {
  for (const path of open) page.querySelector(path)?.setAttribute("open", "");
  if (sheet) resize(page, sheet);
  for (const [path, left, top] of scrolled) page.querySelector(path)?.scrollTo({ left, top, behavior: "instant" });
  const focused = focus && page.querySelector<HTMLElement>(focus.path);
  if (!focused) return;
  focused.focus({ preventScroll: true });
  if (focus.selection && isField(focused)) focused.setSelectionRange(...focus.selection);
}

function sheetOf(page: Document): string | null {
  return SHEETS.find((size) => page.documentElement.classList.contains(`is-sheet-${size}`)) ?? null;
}

/** Resizes the sheet by its own buttons. */
function resize(page: Document, wanted: string): void {
  for (let step = 0; step < SHEETS.length && sheetOf(page) !== wanted; step++) {
    const [less, more] = page.querySelectorAll<HTMLButtonElement>(".sheet-button");
    (SHEETS.indexOf(wanted) < SHEETS.indexOf(sheetOf(page) ?? wanted) ? less : more)?.click();
  }
}

function selectionOf(element: Element): [number, number] | null {
  if (!isField(element) || element.selectionStart === null) return null;
  return [element.selectionStart, element.selectionEnd ?? element.selectionStart];
}

/** Whether it is a text field. By name: `instanceof` does not work for elements of another window. */
function isField(element: Element): element is HTMLInputElement {
  return element.localName === "input" && ["text", "search"].includes((element as HTMLInputElement).type);
}
