// Reads the page's data from its script elements: JSON, or zlib-compressed JSON in Base64 where it is large.
import { bytesFromBase64 } from "./base64.js";
import type { ArticleText, PageData } from "./wire.js";

export function readPageData(): PageData | Promise<PageData> {
  const element = document.getElementById("geomap-data") as HTMLScriptElement;
  if (element.type === "application/json") return JSON.parse(element.textContent ?? "") as PageData;
  return decompressed<PageData>(element);
}

/** The texts of the articles of a large page, which are at its end. */
export async function readTexts(): Promise<ArticleText[]> {
  if (document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  return decompressed(document.getElementById("geomap-texts")!);
}

async function decompressed<T>(element: HTMLElement): Promise<T> {
  const bytes = bytesFromBase64(element.textContent ?? "");
  element.remove(); // megabytes that are not read again
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as T;
}
