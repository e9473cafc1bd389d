// Whether the panel stands beside the map or is a sheet over it.

const NARROW = window.matchMedia("(max-width: 719.98px)");

export function isNarrow(): boolean {
  return NARROW.matches;
}

/** Calls back whenever the layout turns from wide to narrow or back. */
export function onLayoutChange(listener: () => void): void {
  NARROW.addEventListener("change", listener);
}
