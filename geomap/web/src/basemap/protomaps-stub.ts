// Replaces protomaps-leaflet's ready-made styles: 37 kB that the page does not use.
export function namedFlavor(): never {
  throw new Error("the page has its own styles");
}
