// In the place of protomaps-leaflet's ready-made styles, which would be 37 kB that no map draws with.
export function namedFlavor(): never {
  throw new Error("the page has styles of its own");
}
