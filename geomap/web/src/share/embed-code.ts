// The code that puts the map on another page.

export interface Embedding {
  /** Address of the published page: of a file, of a folder with a slash at the end, or with a query. */
  page: string;
  title: string;
  /** In pixels; null leaves it to the element. */
  height: number | null;
  language: string | null;
  /** The hash that the map starts with, without its `#`; empty for the whole map. */
  view: string;
}

export function iframeCode({ page, title, height, language, view }: Embedding): string {
  const hash = [language && `lang=${encodeURIComponent(language)}`, view].filter(Boolean).join("&");
  const address = `${page}${new URL(page).search ? "&" : "?"}embed${hash && `#${hash}`}`;
  const attributes = [
    attribute("src", address),
    attribute("title", title),
    `width="100%" height="${height ?? ""}" loading="lazy" referrerpolicy="no-referrer"`,
    'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" style="display:block;border:0"',
  ];
  return `<iframe ${attributes.join("\n  ")}></iframe>`;
}

export function elementCode({ page, title, height, language, view }: Embedding): string {
  const attributes = [attribute("src", page), attribute("title", title)];
  if (height !== null) attributes.push(attribute("height", String(height)));
  if (language) attributes.push(attribute("language", language));
  if (view) attributes.push(attribute("view", view));
  const script = new URL("embed.js", page).href;
  const fallback = `<a href="${escaped(view ? `${page}#${view}` : page)}">${escaped(title)}</a>`;
  return `<script src="${escaped(script)}" async></script>\n<geo-map ${attributes.join("\n  ")}>\n  ${fallback}\n</geo-map>`;
}

function attribute(name: string, value: string): string {
  return `${name}="${escaped(value)}"`;
}

function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
