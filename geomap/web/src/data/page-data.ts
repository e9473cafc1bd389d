// Reads the page's data from its script element: JSON, or zlib-compressed JSON in Base64 where it is large.
import { bytesFromBase64 } from "./base64.js";
import type { PageData } from "./wire.js";

export function readPageData(): PageData | Promise<PageData> {
  const element = document.getElementById("geomap-data") as HTMLScriptElement;
  const text = element.textContent;
  if (element.type === "application/json") return JSON.parse(text) as PageData;
  return decompressed(text).then((data) => {
    element.remove(); // megabytes that are not read again
    return data;
  });
}

async function decompressed(base64: string): Promise<PageData> {
  const stream = new Blob([bytesFromBase64(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as PageData;
}
