// Highlights the words of the search in the list, the table and the article, without changing their elements.
import type { Store } from "../app/state.js";
import { spansOf, type Word, wordsOf } from "../data/folding.js";

/** Texts that a search covers. A word may continue in the next element of a text: half of it may be in a quote. */
const TEXTS = [
  ".item bdi",
  ".report-line",
  ".report-description",
  ".item blockquote",
  ".table bdi",
  ".table-date",
  ".reading h1",
  ".reading-text > :not(.reading-gap)",
].join();

export function highlightFound(store: Store, parts: readonly HTMLElement[]): void {
  const highlight = new Highlight();
  CSS.highlights.set("found", highlight);
  let isWaiting = false;
  const draw = (): void => {
    isWaiting = false;
    highlight.clear();
    const words = wordsOf(store.state.filters.query);
    if (!words.length) return;
    for (const part of parts) {
      for (const element of part.querySelectorAll(TEXTS)) {
        if (!element.parentElement!.closest(TEXTS)) for (const range of rangesIn(element, words)) highlight.add(range);
      }
    }
  };
  const redraw = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(draw);
  };
  const observer = new MutationObserver(redraw);
  for (const part of parts) observer.observe(part, { childList: true, characterData: true, subtree: true });
  store.subscribe((state, before) => {
    if (state.filters.query !== before.filters.query) redraw();
  });
  redraw();
}

function rangesIn(element: Element, words: readonly Word[]): Range[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches(".unseen, button") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes: { node: Text; start: number }[] = [];
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!(node instanceof Text)) continue;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  const at = (position: number): [Text, number] => {
    const { node, start } = nodes.filter((each) => each.start <= position).at(-1)!;
    return [node, position - start];
  };
  return spansOf(words, text).map(({ start, end }) => {
    const range = new Range();
    range.setStart(...at(start));
    const [node, offset] = at(end - 1);
    range.setEnd(node, offset + 1);
    return range;
  });
}
