// The colours of the base map, from the style sheet: light, dark or paper.

export interface Palette {
  land: string;
  water: string;
  river: string;
  green: string;
  building: string;
  road: string;
  roadCasing: string;
  rail: string;
  boundary: string;
  label: string;
  labelHalo: string;
  waterLabel: string;
  font: string;
}

export function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  return {
    land: colour("--land"),
    water: colour("--water"),
    river: colour("--map-river"),
    green: colour("--map-green"),
    building: colour("--map-building"),
    road: colour("--map-road"),
    roadCasing: colour("--map-casing"),
    rail: colour("--map-rail"),
    boundary: colour("--map-line"),
    label: colour("--map-label"),
    labelHalo: colour("--land"),
    waterLabel: colour("--map-water-label"),
    font: style.fontFamily,
  };
}

/** A mix of two colours, each as `#rrggbb`; `share` is the share of the second. */
export function mixed(one: string, other: string, share: number): string {
  const [a, b] = [one, other].map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const channels = a!.map((value, index) => Math.round(value + (b![index]! - value) * share));
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
