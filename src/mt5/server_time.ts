/**
 * Estimates the current broker time. The terminal derives its server time from the computer's
 * clock, so a wrong clock makes it wrong. The broker stamps its ticks itself: stamps that advance
 * with the steady clock for some seconds prove the time, independent of the computer's clock. Until
 * then only bounds are known: the earliest time (nothing may begin early) and the latest (nothing
 * may count as younger than it is). A stamp far ahead of the time that the terminal itself reports
 * for the latest quote is no evidence of anything, and one quote may move that report as well
 * (`QuotedTime`). Pure: steady times are passed in.
 */

import { type BrokerMs, brokerMs } from "../models/mod.ts";
import { dayMs } from "../models/time.ts";
import { QuotedTime, stampAheadMs, unquotedAheadMs } from "./quoted_time.ts";

export { stampAheadMs };

/** The terminal reports whole seconds, and messages are delayed slightly. */
const agreesWithinMs = 2_000;
/** The time of the latest quote has whole seconds and comes with a heartbeat: this much delay. */
const quotedLateMs = 10_000;
/** How long stamps must advance with the steady clock: those of a backlog do not. */
const provesAfterMs = 5_000;
/**
 * When stamps stay behind the best one for this long, it was wrong, or the server's clock was set
 * back.
 */
const refutesAfterMs = 60_000;
/** Smaller errors are normal for a computer's clock. */
const clockErrorMinMs = 60_000;

export interface DayDoubt {
  readonly terminalMs: BrokerMs;
  readonly ticksMs: BrokerMs;
}

/** How far a clock is ahead of the steady clock, and since when. */
interface Lead {
  readonly leadMs: number;
  readonly sinceMs: number;
}

export class ServerTime {
  readonly #isBounded: boolean;
  #terminal: Lead | null = null;
  #stamps: Lead | null = null;
  /** The lead of stamps that are all behind the best one. */
  #behind: Lead | null = null;
  #lastStampMs: number | null = null;
  readonly #quoted: QuotedTime;
  #isProven = false;
  /** The computer's clock was set, or it has slept, and no stamp has arrived since. */
  #isSuspect = false;

  /** `isBounded` false believes every stamp: a replayed market leaps from one time to another. */
  constructor(isBounded = true) {
    this.#isBounded = isBounded;
    this.#quoted = new QuotedTime(isBounded);
  }

  /** A reading of the terminal's own clock. */
  terminalSaid(serverMs: number, steadyMs: number): void {
    const leadMs = serverMs - steadyMs;
    const before = this.#terminal;
    const hasJumped = before !== null && Math.abs(leadMs - before.leadMs) > clockErrorMinMs;
    if (before === null || hasJumped) this.#terminal = { leadMs, sinceMs: steadyMs };
    else this.#terminal = { ...before, leadMs };
    // Either the computer's clock was set, or the computer and its steady clock were suspended: the
    // next stamps show which.
    if (hasJumped) this.#proveAgain(steadyMs);
    this.#quotedBelieved(this.#quoted.terminalSaid(leadMs, steadyMs), steadyMs);
  }

  /** This computer's clock was set, or it has slept: only the broker's time shows which. */
  suspect(steadyMs: number): void {
    this.#isSuspect = true;
    this.#proveAgain(steadyMs);
  }

  /** The time that the broker gave the newest tick of a message. */
  stamped(stampMs: number, steadyMs: number): void {
    if (!(stampMs > 0) || stampMs === this.#lastStampMs) return;
    if (stampMs > this.believedToMs(steadyMs)) return;
    this.#lastStampMs = stampMs;
    this.#witness(stampMs, steadyMs, agreesWithinMs);
  }

  /** The broker's time of the latest quote of any symbol, as the terminal reports it now. */
  quoted(quotedMs: number, steadyMs: number): void {
    this.#quotedBelieved(this.#quoted.said(quotedMs, steadyMs), steadyMs);
  }

  /** A report of the broker's own time that is far off and that nothing confirms yet. */
  get doubtedMs(): BrokerMs | null {
    const { doubtedMs } = this.#quoted;
    return doubtedMs === null ? null : brokerMs(doubtedMs);
  }

  get isSuspect(): boolean {
    return this.#isSuspect;
  }

  /** The time of a deal, however old: the server time is at least this. */
  dealt(dealMs: number, steadyMs: number): void {
    const best = this.#stamps;
    const leadMs = dealMs - steadyMs;
    if (dealMs > this.believedDealToMs(steadyMs)) return;
    if (best !== null && leadMs > best.leadMs + agreesWithinMs) {
      this.#believe({ leadMs, sinceMs: steadyMs });
    }
  }

  /**
   * The latest time that a price, a bar or a deal can have. Judged by the broker's own time, where
   * the terminal reports it: this computer's clock may be wrong.
   */
  believedToMs(steadyMs: number): BrokerMs {
    if (!this.#isBounded) return brokerMs(Infinity);
    const quotedMs = this.#quoted.leadMs;
    if (quotedMs !== null) return timeAt(quotedMs + stampAheadMs, steadyMs);
    if (this.#terminal === null) return brokerMs(Infinity);
    return timeAt(this.#terminal.leadMs + unquotedAheadMs, steadyMs);
  }

  /**
   * The latest time that a deal can have. The broker books swaps and deposits while no market is
   * open and no quote tells its time, so the terminal's own clock counts as well.
   */
  believedDealToMs(steadyMs: number): BrokerMs {
    const believedMs = this.believedToMs(steadyMs);
    if (this.#terminal === null) return believedMs;
    const terminalMs = timeAt(this.#terminal.leadMs + unquotedAheadMs, steadyMs);
    return brokerMs(Math.max(believedMs, terminalMs));
  }

  /** Whether the broker itself reported its time just now, so that it can date a reading. */
  isSure(steadyMs: number): boolean {
    if (this.#stamps === null || this.#isSuspect) return false;
    return this.#isProven || this.dayDoubt(steadyMs) === null;
  }

  #quotedBelieved(quotedMs: number | null, steadyMs: number): void {
    if (quotedMs !== null) this.#witness(quotedMs, steadyMs, quotedLateMs);
  }

  #witness(stampMs: number, steadyMs: number, lateMs: number): void {
    this.#isSuspect = false;
    const leadMs = stampMs - steadyMs;
    const best = this.#stamps;
    if (best === null || leadMs > best.leadMs + agreesWithinMs) {
      return this.#believe({ leadMs, sinceMs: steadyMs });
    }
    if (leadMs < best.leadMs - lateMs) {
      return this.#stayedBehind({ leadMs, sinceMs: steadyMs });
    }
    this.#behind = null;
    this.#stamps = { ...best, leadMs: Math.max(best.leadMs, leadMs) };
    if (steadyMs - best.sinceMs >= provesAfterMs) this.#isProven = true;
  }

  /**
   * The offset shows that the server's clock was changed; the next stamps confirm it. Those of a
   * replay leap by themselves, so that the last one has the change in it.
   */
  serverChanged(byMs: number): void {
    if (!this.#isBounded) return;
    const best = this.#stamps;
    if (best !== null) this.#believe({ ...best, leadMs: best.leadMs + byMs });
    this.#quoted.serverChanged(byMs);
  }

  /**
   * The earliest possible broker time; null before the broker has reported one, because the
   * terminal's own clock is that of this computer.
   */
  earliestMs(steadyMs: number): BrokerMs | null {
    return this.#stamps === null ? null : this.#at(steadyMs, Math.min);
  }

  /** The latest possible broker time; null before the first message. */
  latestMs(steadyMs: number): BrokerMs | null {
    return this.#at(steadyMs, Math.max);
  }

  /**
   * How far the terminal's clock, and so this computer's, is ahead of the broker's stamps (behind:
   * negative); 0 when it is right, null when unknown.
   */
  get clockErrorMs(): number | null {
    if (!this.#isProven || this.#stamps === null || this.#terminal === null) return null;
    const errorMs = this.#terminal.leadMs - this.#stamps.leadMs;
    return Math.abs(errorMs) < clockErrorMinMs ? 0 : errorMs;
  }

  /**
   * The time of each clock when they disagree about the day: the terminal's may be wrong, or no
   * tick has arrived since the market closed. Null when they agree, or only one is known.
   */
  dayDoubt(steadyMs: number): DayDoubt | null {
    const [terminal, stamps] = [this.#terminal?.leadMs, this.#stamps?.leadMs];
    if (terminal === undefined || stamps === undefined) return null;
    if (Math.abs(terminal - stamps) < clockErrorMinMs) return null;
    const terminalMs = timeAt(terminal, steadyMs);
    const ticksMs = timeAt(stamps, steadyMs);
    const isSameDay = Math.floor(terminalMs / dayMs) === Math.floor(ticksMs / dayMs);
    return isSameDay ? null : { terminalMs, ticksMs };
  }

  #at(steadyMs: number, choose: (...leads: number[]) => number): BrokerMs | null {
    const [terminal, stamps] = [this.#terminal?.leadMs, this.#stamps?.leadMs];
    if (stamps === undefined) return terminal === undefined ? null : timeAt(terminal, steadyMs);
    if (this.#isProven || terminal === undefined) return timeAt(stamps, steadyMs);
    return timeAt(choose(terminal, stamps), steadyMs);
  }

  #stayedBehind(lead: Lead): void {
    const behind = this.#behind;
    if (behind === null) {
      this.#behind = lead;
      return;
    }
    this.#behind = { ...behind, leadMs: Math.max(behind.leadMs, lead.leadMs) };
    if (lead.sinceMs - behind.sinceMs >= refutesAfterMs) {
      this.#believe({ ...this.#behind, sinceMs: lead.sinceMs });
    }
  }

  #believe(lead: Lead): void {
    this.#stamps = lead;
    this.#behind = null;
    this.#isProven = false;
  }

  #proveAgain(steadyMs: number): void {
    this.#isProven = false;
    if (this.#stamps !== null) this.#stamps = { ...this.#stamps, sinceMs: steadyMs };
  }
}

function timeAt(leadMs: number, steadyMs: number): BrokerMs {
  return brokerMs(Math.floor(leadMs + steadyMs));
}
