// The map inside another page: plain scrolling scrolls the host page, and does not move the map.
import type L from "leaflet";
import type { Strings } from "../app/strings.js";

const HINT_MS = 1500;
/** A touch that moves by fewer pixels is a tap. */
const TAP_PX = 10;

/** Whether the map is in a host page that may scroll. */
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

/** The wheel and one finger scroll the host page; Ctrl or ⌘ with the wheel, two fingers and the mouse move the map. */
export function handleGestures(map: L.Map, { text }: { text: () => Strings }): void {
  const container = map.getContainer();
  const hint = openHint(container);
  container.classList.add("leaves-scrolling");

  // Before Leaflet handles it.
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

/** A short message over the map, announced by screen readers. */
function openHint(container: HTMLElement): (message: string) => void {
  const element = document.createElement("p");
  element.className = "gesture-hint";
  element.setAttribute("role", "status");
  container.append(element);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (message) => {
    clearTimeout(timer);
    if (element.textContent !== message || !element.classList.contains("is-shown")) element.textContent = message;
    element.classList.add("is-shown");
    timer = setTimeout(() => element.classList.remove("is-shown"), HINT_MS);
  };
}

/** Whether something over the map has its own scrolling, such as a long popup. */
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
