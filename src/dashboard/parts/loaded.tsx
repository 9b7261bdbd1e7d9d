/**
 * Shows what was asked of the bridge: nothing before it is known, and with its time when it is from
 * before.
 */

import type { ComponentChildren } from "preact";
import type { Asked } from "../state/asked.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { Trouble } from "./trouble.tsx";

export interface LoadedProps<T> {
  readonly asked: Asked<T>;
  /** Says that there is nothing: not to be said of now when it is known of before only. */
  readonly isNothing?: (value: T) => boolean;
  readonly children: (value: T) => ComponentChildren;
}

export function Loaded<T>({ asked, isNothing, children }: LoadedProps<T>) {
  const { value, at, problem, isOutdated } = asked;
  if (value === null || at === null) {
    return problem === null ? <p class="empty">Loading...</p> : <Trouble problem={problem} />;
  }
  if (!isOutdated) return <>{children(value)}</>;
  const time = moment(at.utcMs, now.value);
  const why = problem?.detail ?? "The bridge is not responding.";
  return (
    <>
      <p class="outdated" role="status">Not up to date, as of {time}: {why}</p>
      {isNothing?.(value) === true
        ? <p class="empty">There were none at {time}.</p>
        : <div class="faded">{children(value)}</div>}
    </>
  );
}
