/**
 * Shows a value requested from the bridge: "Loading" until it is known, and the time of the last
 * answer when it is out of date.
 */

import type { ComponentChildren } from "preact";
import type { PolledQuery } from "../state/polled_query.ts";
import { now } from "../state/browser_clock.ts";
import { moment } from "../state/format.ts";
import { ProblemNote } from "./problem_note.tsx";

export interface LoadedProps<T> {
  readonly asked: PolledQuery<T>;
  /**
   * Whether the value is an empty list. When it is out of date, the page says so in the past tense.
   */
  readonly isNothing?: (value: T) => boolean;
  readonly children: (value: T) => ComponentChildren;
}

export function Loaded<T>({ asked, isNothing, children }: LoadedProps<T>) {
  const { value, at, problem, isOutdated } = asked;
  if (value === null || at === null) {
    return problem === null ? <p class="empty">Loading...</p> : <ProblemNote problem={problem} />;
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
