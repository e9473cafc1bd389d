// The colours of the ground, which the style sheet keeps for light, dark and paper.

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
    river: colour("--ground-river"),
    green: colour("--ground-green"),
    building: colour("--ground-building"),
    road: colour("--ground-road"),
    roadCasing: colour("--ground-casing"),
    rail: colour("--ground-rail"),
    boundary: colour("--ground-line"),
    label: colour("--ground-label"),
    labelHalo: colour("--land"),
    waterLabel: colour("--ground-water-label"),
    font: style.fontFamily,
  };
}

/** A colour between two, each as `#rrggbb`; `share` is that of the second. */
export function mixed(one: string, other: string, share: number): string {
  const [a, b] = [one, other].map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const channels = a!.map((value, index) => Math.round(value + (b![index]! - value) * share));
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
