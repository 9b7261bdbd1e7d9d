/**
 * Converts between the broker's server time and UTC, for one terminal. Uses measured offsets (its
 * own and those of earlier runs) and extends them to other seasons by a daylight-saving rule.
 * Before the first measurement the result is null, never a guess. Pure: the caller stores what
 * `sample` returns.
 */

import type { DaylightSaving } from "../config/choices.ts";
import { type BrokerMs, brokerMs, type ClockOffset, type UnixMs, unixMs } from "../models/time.ts";
import { daylightSavingMs, offsetByRule, serverSeasonAt } from "./daylight_saving.ts";
import type { WireClock } from "./wire.ts";
import { hourMs, minuteMs } from "../models/time.ts";

/** Every time zone is a multiple of it. */
const stepMs = 15 * minuteMs;
/** A clock farther than this from a multiple is set wrong: its sample is ignored. */
const toleranceMs = 120_000;
const offsetMinMs = -12 * hourMs;
const offsetMaxMs = 14 * hourMs;
/** Equal samples in a row before an unexpected offset is accepted. */
const samplesToSwitch = 3;
const weekMs = 7 * 24 * hourMs;
/** A Sunday at noon (1970-01-04): by then any clock change of that Sunday has happened. */
const sundayNoonMs = 3.5 * 24 * hourMs;
/** American and European dates differ by three weeks at most. */
const ruleWrongWeeksMax = 4;
/**
 * Winter offsets of servers that follow New York's dates: UTC+2, where midnight is the end of New
 * York's trading day, and New York itself. Other servers on the default `us` do not change their
 * clocks.
 */
const newYorkWinterMs = [2 * hourMs, -5 * hourMs];

/** One measured offset, extended to all seasons. */
interface Anchor extends ClockOffset {
  readonly rule: DaylightSaving;
  readonly winterMs: number;
}

/** A range of server times with one offset; the end is exclusive. */
interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly offsetMs: number;
}

function anchor(measured: ClockOffset, rule: DaylightSaving): Anchor {
  const utcMs = unixMs(measured.fromBrokerMs - measured.offsetMs);
  const winterMs = measured.offsetMs - daylightSavingMs(rule, utcMs);
  const followed = rule === "us" && !newYorkWinterMs.includes(winterMs) ? "none" : rule;
  return {
    ...measured,
    rule: followed,
    winterMs: followed === rule ? winterMs : measured.offsetMs,
  };
}

/** The offset that a terminal's clock shows, rounded to 15 minutes; null when it shows none. */
export function roundedOffsetMs(offsetMs: number | null): number | null {
  if (offsetMs === null) return null;
  const rounded = Math.round(offsetMs / stepMs) * stepMs + 0; // + 0: no negative zero
  const plausible = Math.abs(offsetMs - rounded) <= toleranceMs &&
    rounded >= offsetMinMs && rounded <= offsetMaxMs;
  return plausible ? rounded : null;
}

/**
 * How far this computer's clock is ahead, according to the terminal: time zones differ by multiples
 * of a quarter of an hour, so the remainder is the error. Null when the terminal knows no server
 * time.
 */
export function zoneErrorMs(offsetMs: number | null): number | null {
  if (offsetMs === null) return null;
  return Math.round(offsetMs / stepMs) * stepMs - offsetMs;
}

export class BrokerClock {
  readonly #rule: DaylightSaving;
  /** Ascending by time. */
  readonly #anchors: Anchor[];
  #currentOffsetMs: number | null = null;
  #candidateMs: number | null = null;
  #candidateCount = 0;

  /** `history`: what `sample` returned in earlier runs, in any order. */
  constructor(rule: DaylightSaving, history: readonly ClockOffset[]) {
    this.#rule = rule;
    this.#anchors = history.toSorted((a, b) => a.fromBrokerMs - b.fromBrokerMs)
      .map((measured) => anchor(measured, rule));
  }

  /** Current server time minus UTC, as measured since `restart`; null until it is certain. */
  get currentOffsetMs(): number | null {
    return this.#currentOffsetMs;
  }

  /** After a new connection the current offset must be measured again. */
  restart(): void {
    this.#currentOffsetMs = null;
    this.#candidateCount = 0;
  }

  /**
   * Takes one reading of the terminal's clock. The very first offset and one that history and rule
   * predict are accepted at once, any other after three equal readings. Returns an unpredicted
   * offset, which must be stored.
   */
  sample(clock: WireClock): ClockOffset | null {
    const offsetMs = roundedOffsetMs(clock.offsetMs);
    if (offsetMs === null || offsetMs === this.#currentOffsetMs) {
      this.#candidateCount = 0;
      return null;
    }
    this.#candidateCount = offsetMs === this.#candidateMs ? this.#candidateCount + 1 : 1;
    this.#candidateMs = offsetMs;
    const at = brokerMs(clock.serverMs);
    const expectedMs = this.offsetMs(at);
    const isExpected = expectedMs === null || expectedMs === offsetMs;
    if (!isExpected && this.#candidateCount < samplesToSwitch) return null;
    const wasMeasured = this.#currentOffsetMs !== null;
    this.#currentOffsetMs = offsetMs;
    this.#candidateCount = 0;
    if (expectedMs === offsetMs) return null;
    const fromBrokerMs = wasMeasured || expectedMs === null ? at : this.#changeBefore(at, offsetMs);
    return this.#learn({ fromBrokerMs, offsetMs });
  }

  /** Server time minus UTC at a server time; null before anything was measured. */
  offsetMs(at: BrokerMs): number | null {
    const found = this.#anchorAt(at);
    return found === null ? null : offsetByRule(found.rule, found.winterMs, at);
  }

  toUtc(at: BrokerMs): UnixMs | null {
    const offsetMs = this.offsetMs(at);
    return offsetMs === null ? null : unixMs(at - offsetMs);
  }

  /** The server time at a UTC instant; null before anything was measured. */
  toBroker(utcMs: UnixMs): BrokerMs | null {
    let found = this.#anchors[0];
    if (found === undefined) return null;
    for (const one of this.#anchors) if (one.fromBrokerMs - one.offsetMs <= utcMs) found = one;
    return brokerMs(utcMs + found.winterMs + daylightSavingMs(found.rule, utcMs));
  }

  /** UTC of a column of server times; null before anything was measured. */
  utcColumn(brokerTimes: Float64Array): Float64Array | null {
    if (this.#anchors.length === 0) return null;
    let stretch: Stretch = { fromMs: 0, untilMs: 0, offsetMs: 0 };
    return brokerTimes.map((at) => {
      if (at < stretch.fromMs || at >= stretch.untilMs) stretch = this.#stretchAt(at);
      return at - stretch.offsetMs;
    });
  }

  #anchorAt(at: number): Anchor | null {
    let found = this.#anchors[0] ?? null;
    for (const one of this.#anchors) if (one.fromBrokerMs <= at) found = one;
    return found;
  }

  /** Most columns lie in one stretch, so the rule is not evaluated for each time. */
  #stretchAt(at: number): Stretch {
    const found = this.#anchorAt(at)!;
    const next = this.#anchors.find(({ fromBrokerMs }) => fromBrokerMs > at);
    const season = serverSeasonAt(found.rule, found.winterMs, at);
    return {
      fromMs: found.fromBrokerMs > at ? season.fromMs : Math.max(season.fromMs, found.fromBrokerMs),
      untilMs: Math.min(season.untilMs, next?.fromBrokerMs ?? Infinity),
      offsetMs: found.winterMs + season.aheadMs,
    };
  }

  /**
   * When a change noticed at `at` happened, after a time without measurements: servers change their
   * clocks on Sundays, so on the last one, or on an earlier one if the rule has been wrong since
   * then.
   */
  #changeBefore(at: BrokerMs, offsetMs: number): BrokerMs {
    const lastSundayMs = Math.floor((at - sundayNoonMs) / weekMs) * weekMs + sundayNoonMs;
    for (let weeks = 1; weeks <= ruleWrongWeeksMax; weeks++) {
      const sundayMs = brokerMs(lastSundayMs - weeks * weekMs);
      if (this.offsetMs(sundayMs) === offsetMs) return brokerMs(sundayMs + weekMs);
    }
    return brokerMs(lastSundayMs);
  }

  #learn(measured: ClockOffset): ClockOffset {
    this.#anchors.push(anchor(measured, this.#rule));
    this.#anchors.sort((a, b) => a.fromBrokerMs - b.fromBrokerMs);
    return measured;
  }
}
