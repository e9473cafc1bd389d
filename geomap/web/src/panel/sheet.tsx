// The panel in a narrow window: a sheet that is resized by dragging its handle or by two buttons.
import type { JSX } from "preact";
import type { State, Store } from "../app/state.js";
import { Icon } from "../ui/controls.js";

const SIZES: readonly State["sheet"][] = ["low", "half", "full"];
/** A drag of fewer pixels is a tap. */
const TAP_PX = 6;

export function SheetHandle({ store }: { store: Store }): JSX.Element {
  const { text, state } = store;
  const at = SIZES.indexOf(state.sheet);
  const resize = (step: 1 | -1): void =>
    store.change({ sheet: SIZES[Math.min(Math.max(at + step, 0), SIZES.length - 1)]! });
  return (
    <div class="sheet-handle" onPointerDown={(event) => drag(event, store)}>
      <span class="sheet-grip" aria-hidden="true" />
      <button
        type="button"
        class="sheet-button"
        aria-label={text("label.sheet_less")}
        title={text("label.sheet_less")}
        disabled={at === 0}
        onClick={() => resize(-1)}
      >
        <Chevron up={false} />
      </button>
      <button
        type="button"
        class="sheet-button"
        aria-label={text("label.sheet_more")}
        title={text("label.sheet_more")}
        disabled={at === SIZES.length - 1}
        onClick={() => resize(1)}
      >
        <Chevron up />
      </button>
    </div>
  );
}

function Chevron({ up }: { up: boolean }): JSX.Element {
  return <Icon stroke={2} path={up ? "M3 10.5 8 5.5l5 5" : "M3 5.5l5 5 5-5"} />;
}

function drag(event: PointerEvent, store: Store): void {
  const handle = event.currentTarget as HTMLElement;
  const sheet = handle.closest<HTMLElement>(".page-panel")!;
  if ((event.target as Element).closest("button")) return;
  const start = { y: event.clientY, height: sheet.getBoundingClientRect().height };
  handle.setPointerCapture(event.pointerId);
  sheet.classList.add("is-dragged");
  const move = (to: PointerEvent): void => {
    sheet.style.height = `${start.height + start.y - to.clientY}px`;
  };
  const end = (to: PointerEvent): void => {
    handle.removeEventListener("pointermove", move);
    const height = sheet.getBoundingClientRect().height; // before the class of its old size applies again
    sheet.classList.remove("is-dragged");
    sheet.style.height = "";
    const isTap = Math.abs(to.clientY - start.y) < TAP_PX;
    const next = SIZES[(SIZES.indexOf(store.state.sheet) + 1) % SIZES.length]!;
    store.change({ sheet: isTap ? next : nearestSize(height / window.innerHeight) });
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
}

function nearestSize(share: number): State["sheet"] {
  if (share < 0.33) return "low";
  return share < 0.72 ? "half" : "full";
}
