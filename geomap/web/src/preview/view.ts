// What of a reader's view the address does not hold, carried from one load of the page to the next.

/** The way to an element: from the nearest one with an id, the place among its siblings at each step. */
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

/** An entry of the list is the same report wherever it stands now. */
function nameOf(element: Element): string | null {
  const entry = element.closest("[data-report]");
  return entry && element.localName === "button"
    ? `[data-report="${CSS.escape(entry.getAttribute("data-report")!)}"] button`
    : pathTo(element);
}

interface Seen {
  scrolled: [path: string, left: number, top: number][];
  open: string[];
  sheet: string | null;
  focus: { path: string; selection: [number, number] | null } | null;
}

const SHEETS = ["low", "half", "full"];

export function seenIn(page: Document): Seen {
  const scrolled: Seen["scrolled"] = [];
  for (const element of page.querySelectorAll("*")) {
    const { scrollLeft, scrollTop } = element;
    const path = scrollLeft || scrollTop ? pathTo(element) : null;
    if (path) scrolled.push([path, scrollLeft, scrollTop]);
  }
  const open = [...page.querySelectorAll("details[open]")].map(pathTo).filter((path) => path !== null);
  const active = page.activeElement;
  const path = active && active !== page.body ? nameOf(active) : null;
  return {
    scrolled,
    open,
    sheet: sheetOf(page),
    focus: path === null ? null : { path, selection: selectionOf(active!) },
  };
}

/** Puts it back, as far as the new page has what it is about. */
export function showAgain(page: Document, { scrolled, open, sheet, focus }: Seen): void {
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

/** By the sheet's own buttons: the page follows as it does for its reader. */
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

/** Whether it is a field of text; told by its name, as it is of another window. */
function isField(element: Element): element is HTMLInputElement {
  return element.localName === "input" && ["text", "search"].includes((element as HTMLInputElement).type);
}
