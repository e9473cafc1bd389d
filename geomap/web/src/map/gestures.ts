// The map inside another page: plain scrolling is the host's, the map moves when the reader means it.
import type L from "leaflet";
import type { Strings } from "../app/strings.js";

const HINT_MS = 1500;
/** A finger that moves by fewer pixels taps. */
const TAP_PX = 10;

/** Whether it stands in a page that may have more to scroll to; one that it fills from edge to edge has not. */
export function isPartOfPage(): boolean {
  if (window.parent === window) return false;
  const frame = window.frameElement; // null where the host is of another origin
  if (!frame) return true;
  const { width, height } = frame.getBoundingClientRect();
  const host = window.parent;
  return (
    width < host.innerWidth ||
    height < host.innerHeight ||
    host.document.documentElement.scrollHeight > host.innerHeight
  );
}

/** A plain wheel and one finger scroll the host page; Ctrl or ⌘ with the wheel, two fingers and the mouse move the map. */
export function handleGestures(map: L.Map, { text }: { text: () => Strings }): void {
  const container = map.getContainer();
  const hint = openHint(container);
  container.classList.add("leaves-scrolling");

  // Heard before Leaflet hears it.
  container.parentElement!.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      if (map.scrollWheelZoom.enabled() && !scrollsItself(event.target, container))
        hint(text()(isApple() ? "embed.hold_command" : "embed.hold_ctrl"));
    },
    { capture: true, passive: true },
  );

  const isDraggable = map.dragging.enabled();
  container.addEventListener(
    "pointerdown",
    ({ pointerType }) => {
      if (!isDraggable) return;
      if (pointerType === "touch") map.dragging.disable();
      else map.dragging.enable();
    },
    { capture: true },
  );

  let start: Touch | null = null;
  container.addEventListener("touchstart", ({ touches }) => (start = touches.length === 1 ? touches[0]! : null), {
    capture: true,
    passive: true,
  });
  container.addEventListener(
    "touchmove",
    ({ touches, target }) => {
      if (!start || touches.length !== 1 || scrollsItself(target, container)) return;
      const { clientX, clientY } = touches[0]!;
      if (Math.hypot(clientX - start.clientX, clientY - start.clientY) > TAP_PX) hint(text()("embed.two_fingers"));
    },
    { capture: true, passive: true },
  );
}

/** Words over the map for a moment, also for those who do not see them. */
function openHint(container: HTMLElement): (words: string) => void {
  const element = document.createElement("p");
  element.className = "gesture-hint";
  element.setAttribute("role", "status");
  container.append(element);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (words) => {
    clearTimeout(timer);
    if (element.textContent !== words || !element.classList.contains("is-shown")) element.textContent = words;
    element.classList.add("is-shown");
    timer = setTimeout(() => element.classList.remove("is-shown"), HINT_MS);
  };
}

/** Whether something over the map, a long popup for example, scrolls by itself. */
function scrollsItself(target: EventTarget | null, container: HTMLElement): boolean {
  for (
    let element = target instanceof Element ? target : null;
    element && element !== container;
    element = element.parentElement
  ) {
    if (element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY))
      return true;
  }
  return false;
}

function isApple(): boolean {
  return /Mac|iPhone|iPad|iPod/.test(navigator.platform);
}
