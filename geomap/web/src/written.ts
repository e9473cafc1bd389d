// The data in the page's own script element: JSON, or JSON compressed with zlib where it is much.
import type { Written } from "./atlas.js";

export function readWritten(): Written | Promise<Written> {
  const element = document.getElementById("geomap-data") as HTMLScriptElement;
  const text = element.textContent ?? "";
  if (element.type === "application/json") return JSON.parse(text) as Written;
  return decompressed(text).then((data) => {
    element.remove(); // megabytes that nobody reads again
    return data;
  });
}

async function decompressed(base64: string): Promise<Written> {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as Written;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
