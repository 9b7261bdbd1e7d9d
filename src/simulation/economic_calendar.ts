/**
 * The economic calendar of simulated terminals: the same releases every week, with figures that
 * follow from their day, so that all terminals agree.
 */

import {
  type BrokerMs,
  brokerMs,
  type CalendarImportance,
  type CalendarKind,
  type CalendarRelease,
  type CalendarTiming,
} from "../models/mod.ts";
import { serverOffsetAtMs } from "./server_time.ts";

interface Event {
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly kind: CalendarKind;
  readonly importance: CalendarImportance;
  readonly timing: CalendarTiming;
  /** Days since Sunday. */
  readonly weekday: number;
  readonly minute: number;
}

const events: readonly Event[] = [
  event("Retail Sales m/m", ["DE", "EUR"], { importance: "moderate", weekday: 1, minute: 600 }),
  event("Trade Balance", ["JP", "JPY"], { importance: "low", weekday: 2, minute: 110 }),
  event("CPI y/y", ["US", "USD"], { importance: "high", weekday: 3, minute: 870 }),
  event("Initial Jobless Claims", ["US", "USD"], { weekday: 4, minute: 870 }),
  event("BoE Gov Speech", ["GB", "GBP"], { kind: "event", timing: "tentative", weekday: 4 }),
  event("Nonfarm Payrolls", ["US", "USD"], { importance: "high", weekday: 5, minute: 870 }),
  event("Bank Holiday", ["CH", "CHF"], { kind: "holiday", timing: "day", weekday: 5, minute: 0 }),
];

function event(
  name: string,
  [country, currency]: readonly [string, string],
  overrides: Partial<Event> & Pick<Event, "weekday">,
): Event {
  const usual = {
    kind: "indicator",
    importance: "moderate",
    timing: "exact",
    minute: 720,
  } as const;
  return { name, country, currency, ...usual, ...overrides };
}

const dayMs = 86_400_000;

/** 1970 began on a Thursday. */
const firstWeekday = 4;

/**
 * Both ends included; what is later than `nowMs` has no figures. As in a terminal, all times are
 * those of the offset from UTC that the server has at `nowMs`: what is after the next change of its
 * clock is an hour away from where it will be then.
 */
export function simulatedReleases(
  { fromMs, toMs, nowMs }: Readonly<Record<"fromMs" | "toMs" | "nowMs", BrokerMs>>,
): CalendarRelease[] {
  const releases: CalendarRelease[] = [];
  for (let day = Math.floor(fromMs / dayMs) - 1; day * dayMs <= toMs + dayMs; day++) {
    for (const [index, one] of events.entries()) {
      if ((day + firstWeekday) % 7 !== one.weekday) continue;
      const atMs = shownMs(one, brokerMs(day * dayMs + one.minute * 60_000), nowMs);
      if (atMs >= fromMs && atMs <= toMs) {
        releases.push(releaseOf(one, index, { day, atMs, nowMs }));
      }
    }
  }
  return releases;
}

/** A release without an hour stays on its day. */
function shownMs({ timing }: Event, atMs: BrokerMs, nowMs: BrokerMs): BrokerMs {
  if (timing === "day" || timing === "none") return atMs;
  return brokerMs(atMs - serverOffsetAtMs(atMs) + serverOffsetAtMs(nowMs));
}

function releaseOf(
  { weekday: _, minute: __, ...facts }: Event,
  index: number,
  { day, atMs, nowMs }: { readonly day: number; readonly atMs: BrokerMs; readonly nowMs: BrokerMs },
): CalendarRelease {
  const hasFigures = facts.kind === "indicator";
  const figure = (ofDay: number) => hasFigures ? (ofDay * (index + 3)) % 40 / 10 : null;
  return {
    id: String(1_000_000 + day * 10 + index),
    event: String(840_000 + index),
    ...facts,
    brokerMs: atMs,
    actual: atMs <= nowMs ? figure(day) : null,
    forecast: figure(day + 1),
    previous: figure(day - 7),
    revisedPrevious: null,
    impact: "none",
  };
}
