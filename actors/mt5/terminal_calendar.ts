/**
 * Reads the economic calendar of the terminals: all of the next days now and then, and what is due
 * about now each time, because figures and times change shortly before and after a release.
 */

import { brokerMs, type CalendarRelease, err, ok, type Result } from "../../src/models/mod.ts";
import { dayMs, hourMs } from "../../src/models/time.ts";
import type { Logger } from "../../src/models/logger.ts";
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
  const serverMs = open.clock.serverNowMs();
  if (serverMs === null) return err({ code: "history_loading", terminal });
  const { calendar } = session;
  const isWhole = calendar.isWholeDue(clock.steadyMs(), wholeEveryMs);
  const { backMs, aheadMs } = isWhole ? wholeReach : nearReach;
  const [from, to] = [brokerMs(serverMs - backMs), brokerMs(serverMs + aheadMs)];
  const listed = await listReleases(open, { from, to });
  const { state } = calendar.status;
  if (!listed.ok) {
    const isAbsent = calendar.failed(listed.error);
    if (state !== calendar.status.state) log.warning("calendar_absent", { terminal });
    return isAbsent ? ok(0) : listed;
  }
  const releases: CalendarRelease[] = listed.value.rows.map(({ ticket, timeMs, ...release }) => ({
    id: ticket,
    brokerMs: brokerMs(timeMs),
    ...release,
  }));
  const utcMs = open.sync.brokerClock.utcColumn(Float64Array.from(releases, (one) => one.brokerMs));
  if (utcMs === null) return err({ code: "history_loading", terminal });
  const kept = await store.keepCalendar({
    ...{ terminal, fromBrokerMs: from, toBrokerMs: to, isWhole },
    ...{ releases, utcMs, readMs: clock.nowMs() },
  });
  if (!kept.ok) {
    log.warning("calendar_not_kept", { terminal, error: kept.error.code });
    return ok(releases.length);
  }
  calendar.read({ nowMs: clock.nowMs(), steadyMs: clock.steadyMs(), isWhole });
  if (state !== "read") log.info("calendar_read", { terminal, count: releases.length });
  return ok(releases.length);
}
