/**
 * One list of the API for a view: read when the view appears, again at a fixed interval, and
 * whenever its topic reports an event.
 */

import { useEffect, useState } from "preact/hooks";
import { type ApiProblem, read } from "./api.ts";
import { every } from "./browser_clock.ts";
import { nudges } from "./stream.ts";

const periodMs = 5_000;

export interface Asked<T> {
  /** Null before the first answer. */
  readonly value: T | null;
  readonly problem: ApiProblem | null;
  readonly again: () => void;
}

/** With `path` null nothing is requested. */
export function useAsked<T>(path: string | null, topic?: string): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({ value: null, problem: null });
  const [turn, setTurn] = useState(0);
  const nudge = topic === undefined ? 0 : nudges.value[topic] ?? 0;
  useEffect(() => {
    if (path === null) return;
    let isCurrent = true;
    const stop = every(periodMs, async () => {
      const answer = await read<T>(path);
      if (!isCurrent) return;
      setState((before) =>
        answer.ok
          ? { value: answer.value, problem: null }
          : { value: before.value, problem: answer.problem }
      );
    });
    return () => {
      isCurrent = false;
      stop();
    };
  }, [path, nudge, turn]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
