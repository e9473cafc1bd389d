// Runs in every measured page before anything of its own: notes the first mark, and how soon a page answers an input.
// Times are milliseconds of performance.now(), whose zero is the start of the navigation, as events' timeStamp has it.
(() => {
  const MARKS = ".leaflet-marker-pane > *, .leaflet-overlay-pane path.leaflet-interactive";
  const bench = (window.bench = { firstMark: null, longestTask: 0 });

  // A message that is sent in a frame's callback arrives when the frame has been painted.
  const afterPaint = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(null);
  };

  // Canvases that were drawn on since the last look.
  const drawn = new Set();
  let last = null;
  for (const name of ["fill", "stroke", "clearRect", "drawImage"]) {
    const original = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function () {
      if (this.canvas !== last) drawn.add((last = this.canvas));
      return original.apply(this, arguments);
    };
  }
  const drewIn = (selector) => {
    const found = [...drawn].some((canvas) => canvas.closest(selector));
    drawn.clear();
    last = null;
    return found;
  };

  const inWindow = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  };
  const noteMark = (now) => {
    bench.firstMark = now;
    console.debug("first mark");
  };
  const lookForMark = () => {
    if (drewIn(".leaflet-overlay-pane") || [...document.querySelectorAll(MARKS)].some(inWindow)) afterPaint(noteMark);
    else requestAnimationFrame(lookForMark);
  };
  requestAnimationFrame(lookForMark);

  let longTaskEnd = 0;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      bench.longestTask = Math.max(bench.longestTask, duration);
      longTaskEnd = startTime + duration;
    }
  }).observe({ type: "longtask", buffered: true });

  const afterEvent = (type, then) => addEventListener(type, then, { capture: true, once: true });

  /**
   * From the next event of this type until the map's panes are painted for the last time before half a second of rest;
   * null where nothing changed.
   */
  bench.untilMapRests = (type) =>
    new Promise((resolve) => {
      afterEvent(type, ({ timeStamp }) => {
        let [changed, painted, pending] = [false, null, false];
        const observer = new MutationObserver(() => (changed = true));
        observer.observe(document.querySelector(".leaflet-map-pane"), { subtree: true, childList: true, attributes: true, characterData: true });
        drawn.clear();
        last = null;
        let quietSince = performance.now();
        const look = () => {
          if (drewIn(".leaflet-map-pane") || changed) {
            changed = false;
            pending = true;
            afterPaint((now) => {
              painted = quietSince = now;
              pending = false;
            });
          }
          if (pending || performance.now() - quietSince < 500) return requestAnimationFrame(look);
          observer.disconnect();
          resolve(painted === null ? null : painted - timeStamp);
        };
        requestAnimationFrame(look);
      });
    });

  /** From the next event of this type until the text of an element is painted anew; null where it stays for two seconds. */
  bench.untilTextChanges = (type, selector) =>
    new Promise((resolve) => {
      afterEvent(type, ({ timeStamp }) => {
        const text = () => document.querySelector(selector).textContent;
        const before = text();
        const look = () => {
          if (text() !== before) afterPaint((now) => resolve(now - timeStamp));
          else if (performance.now() - timeStamp > 2000) resolve(null);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    });

  /** The box, in the window, in which the first element of this selector is scrolled. */
  bench.scrollerOf = (selector) => {
    let box = document.querySelector(selector);
    while (box.scrollHeight <= box.clientHeight || getComputedStyle(box).overflowY === "visible") box = box.parentElement;
    return box.getBoundingClientRect().toJSON();
  };

  /** Until the page has done nothing for long for 700 ms. */
  bench.rest = () =>
    new Promise((resolve) => {
      const begun = performance.now();
      const look = () => {
        if (performance.now() - Math.max(begun, longTaskEnd) > 700) resolve();
        else setTimeout(look, 50);
      };
      setTimeout(look, 50);
    });
})();
