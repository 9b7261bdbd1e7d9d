/**
 * One list of the API for a view: read when the view appears, again at a fixed interval, and
 * whenever its topic reports an event.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { read } from "./api.ts";
import { after, every, steadyNow, thisMoment } from "./browser_clock.ts";
import { away } from "./bridge.ts";
import { isOutdated, type LastAnswer, noAnswerYet, withReply } from "./last_answer.ts";
import { nudges } from "./stream.ts";

const usualPeriodMs = 5_000;
/** Events come in bursts; one request serves all of them. */
const gatherMs = 200;

export interface PolledQuery<T> extends LastAnswer<T> {
  /** The value is out of date: the bridge does not respond, or refuses this request. */
  readonly isOutdated: boolean;
  readonly again: () => void;
}

export interface PolledQueryOptions {
  /** The stream's topic whose events cause another request. */
  readonly topic?: string;
  readonly periodMs?: number;
}

/** With `path` null nothing is requested. Answers of another path are not shown for this one. */
export function useQuery<T>(
  path: string | null,
  { topic, periodMs = usualPeriodMs }: PolledQueryOptions = {},
): PolledQuery<T> {
  const [state, setState] = useState<{ readonly path: string | null } & LastAnswer<T>>({
    path,
    ...noAnswerYet,
  });
  const again = useRef<() => void>(() => {});
  useEffect(() => {
    if (path === null) return;
    let isCurrent = true;
    const readings = reader(async () => {
      const reply = await read<T>(path);
      const at = thisMoment();
      if (!isCurrent) return;
      setState((before) => ({
        path,
        ...withReply<T>(before.path === path ? before : noAnswerYet, reply, at),
      }));
    });
    again.current = readings.soon;
    const stop = every(periodMs, readings.now);
    return () => {
      isCurrent = false;
      readings.stop();
      stop();
    };
  }, [path, periodMs]);
  const nudge = topic === undefined ? 0 : nudges.value[topic] ?? 0;
  useEffect(() => {
    if (nudge > 0) again.current();
  }, [nudge]);
  const shown: LastAnswer<T> = state.path === path ? state : noAnswerYet;
  const isOld = isOutdated(shown, { steadyMs: steadyNow.value, periodMs });
  return {
    ...shown,
    isOutdated: shown.at !== null && (isOld || away.value !== null),
    again: () => again.current(),
  };
}

/** One request at a time; further ones during it are combined into one that follows. */
function reader(readOnce: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let cancel: (() => void) | null = null;
  const now = async () => {
    running ??= readOnce().finally(() => running = null);
    await running;
  };
  const soon = () => {
    cancel ??= after(gatherMs, async () => {
      cancel = null;
      await running;
      await now();
    });
  };
  return { now, soon, stop: () => cancel?.() };
}
