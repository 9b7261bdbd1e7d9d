/**
 * Reads the economic calendar of the terminals: all of the next days now and then, and what is due
 * about now each time, because figures and times change shortly before and after a release.
 */

import { type BrokerMs, brokerMs, err, ok, type Result, unixMs } from "../../src/models/mod.ts";
import { dayMs, hourMs } from "../../src/models/time.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { BrokerClock } from "../../src/mt5/broker_clock.ts";
import { datedReleases } from "../../src/mt5/release_times.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { VenueError } from "../../src/venue/venue.ts";
import type { Link } from "./link.ts";
import type { OpenSession, TerminalSession } from "./terminal_session.ts";
import type { TerminalStore } from "./terminal_store.ts";
import { listReleases } from "./venue_lists.ts";

/** What protections and traders plan with, and what has just been released. */
const wholeReach = { backMs: dayMs, aheadMs: 8 * dayMs };
const nearReach = { backMs: 2 * hourMs, aheadMs: hourMs };

const wholeEveryMs = 15 * 60_000;

export interface CalendarParts {
  readonly link: Link;
  readonly store: TerminalStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** One result for each terminal in sync: how many releases were read. */
export async function syncCalendar(
  parts: CalendarParts,
): Promise<readonly Result<number, VenueError>[]> {
  const open = parts.link.sessions.flatMap((session) =>
    session.open === null ? [] : [{ session, open: session.open }]
  );
  return await Promise.all(open.map((one) => readCalendar(parts, one)));
}

async function readCalendar(
  { store, clock, log }: CalendarParts,
  { session, open }: { readonly session: TerminalSession; readonly open: OpenSession },
): Promise<Result<number, VenueError>> {
  const { terminal } = open.sync.synced.identity;
  const { brokerClock } = open.sync;
  const serverMs = open.clock.serverNowMs();
  const offsetMs = serverMs === null ? null : offsetNow(brokerClock, serverMs);
  if (serverMs === null || offsetMs === null) return err({ code: "history_loading", terminal });
  const { calendar } = session;
  const { state } = calendar.status;
  const isWhole = calendar.isWholeDue({ steadyMs: clock.steadyMs(), offsetMs }, wholeEveryMs);
  const { backMs, aheadMs } = isWhole ? wholeReach : nearReach;
  const [from, to] = [brokerMs(serverMs - backMs), brokerMs(serverMs + aheadMs)];
  const listed = await listReleases(open, { from, to });
  const isAbsent = listed.ok
    ? isWhole && calendar.wasEmpty(listed.value.rows.length)
    : calendar.failed(listed.error);
  if (isAbsent && state !== calendar.status.state) log.warning("calendar_absent", { terminal });
  if (isAbsent) return ok(0);
  if (!listed.ok) return listed;
  // The times are of one clock only while it has not changed.
  if (offsetNow(brokerClock, serverMs) !== offsetMs) {
    return err({ code: "history_loading", terminal });
  }
  const dated = datedReleases(listed.value.rows, brokerClock, offsetMs);
  const kept = await store.keepCalendar({
    ...{ terminal, fromMs: unixMs(from - offsetMs), toMs: unixMs(to - offsetMs), isWhole },
    ...{ ...dated, readMs: clock.nowMs() },
  });
  if (!kept.ok) {
    log.warning("calendar_not_kept", { terminal, error: kept.error.code });
    return ok(dated.releases.length);
  }
  calendar.read({ nowMs: clock.nowMs(), steadyMs: clock.steadyMs(), isWhole, offsetMs });
  if (state !== "read") log.info("calendar_read", { terminal, count: dated.releases.length });
  return ok(dated.releases.length);
}

function offsetNow(brokerClock: BrokerClock, serverMs: BrokerMs): number | null {
  return brokerClock.currentOffsetMs ?? brokerClock.offsetMs(serverMs);
}
