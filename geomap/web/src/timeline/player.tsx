// Steps and plays the selected date range. Nothing moves before the reader presses the button.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Store } from "../app/state.js";
import type { Scale } from "./scale.js";
import { stepped } from "./steps.js";
import type { Tick } from "./ticks.js";

/** Milliseconds that a selection stays, at normal speed. */
const STAY_MS = 1200;
const SPEEDS = [0.5, 1, 2, 4] as const;

interface PlayerProps {
  store: Store;
  scale: Scale;
  ticks: readonly Tick[];
}

export function Player({ store, scale, ticks }: PlayerProps): JSX.Element | null {
  const { text, state } = store;
  const { from, to } = state.filters;
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const next = stepped(scale, ticks, { from, to }, 1);
  const previous = stepped(scale, ticks, { from, to }, -1);
  const isUseful = next !== null || previous !== null;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => (next ? store.filter(next) : setPlaying(false)), STAY_MS / speed);
    return () => clearTimeout(timer);
  }, [isPlaying, speed, from, to]);
  useEffect(() => {
    if (!isPlaying) return;
    const stop = (event: Event): void => {
      if ((event.target as Element).closest(".timeline-area")) setPlaying(false);
    };
    document.addEventListener("pointerdown", stop);
    return () => document.removeEventListener("pointerdown", stop);
  }, [isPlaying]);
  const play = (): void => {
    setPlaying(!isPlaying);
    // From the beginning where there is no selection, or where it is at the end.
    const isAll = from === null && to === null;
    const start = stepped(scale, ticks, { from: null, to: null }, 1);
    if (!isPlaying && start && (!next || isAll)) store.filter(start);
  };
  const step = (time: typeof next) => (): void => {
    setPlaying(false);
    if (time) store.filter(time);
  };
  if (!isUseful) return null;
  return (
    <div class="timeline-player">
      <PlayerButton
        label={text("play.back")}
        path="M11 3 5.5 8l5.5 5zM4 3v10"
        isOff={!previous}
        onClick={step(previous)}
      />
      <PlayerButton
        label={text(isPlaying ? "timeline.pause" : "timeline.play")}
        path={isPlaying ? "M5 3v10M11 3v10" : "M5 3l7 5-7 5z"}
        onClick={play}
      />
      <PlayerButton label={text("play.forward")} path="M5 3l5.5 5L5 13zM12 3v10" isOff={!next} onClick={step(next)} />
      <select
        aria-label={text("timeline.speed")}
        title={text("timeline.speed")}
        value={speed}
        onChange={({ currentTarget: { value } }) => setSpeed(Number(value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>{`${text.number(each)}×`}</option>
        ))}
      </select>
    </div>
  );
}

interface ButtonProps {
  label: string;
  path: string;
  isOff?: boolean;
  onClick: () => void;
}

function PlayerButton({ label, path, isOff = false, onClick }: ButtonProps): JSX.Element {
  // Not `disabled`: the button would lose the focus at the last step.
  return (
    <button type="button" aria-label={label} title={label} aria-disabled={isOff} onClick={onClick}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={path} fill="currentColor" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" />
      </svg>
    </button>
  );
}
