/**
 * Command: losses are counted in the broker's day of today again, instead of in one far ahead that
 * a wrong clock had begun. It takes effect when it is stored. Halts and the equity high stay.
 */

import type { StoreError } from "../../src/database/store_error.ts";
import type { MoneyUnit } from "../../src/models/currency.ts";
import { moneyText } from "../../src/models/figure_text.ts";
import {
  type AccountDay,
  brokerMs,
  err,
  ok,
  type Result,
  type RiskMetrics,
} from "../../src/models/mod.ts";
import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import { dayBase } from "../../src/risk/day/day_base.ts";
import { type DayChange, replacedDay } from "../../src/risk/day/replaced_day.ts";
import { lossPct } from "../../src/risk/day/risk_metrics.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import type { DayError } from "./protocol.ts";
import type { DayRequest } from "../../src/risk/halts/halt_requests.ts";
import type { RiskContext } from "./risk_context.ts";
import { venueTimeoutMs } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import { type AccountReading, askVenue, type VenueTruth } from "./venue_inquiry.ts";

export interface DayReplacementOptions {
  readonly context: RiskContext;
  readonly currency: MoneyUnit;
  /** Null while the account is not connected, or its time is not certain. */
  readonly venue: VenuePeer | null;
  /** Why the answer of the terminal cannot be used; null when it can. */
  readonly problemOf: (truth: VenueTruth) => string | null;
  /** The account in the day that is counted; null while its figures are not known. */
  readonly countedOf: (reading: CountedReading) => CountedAccount | null;
  /** The change that is possible now. */
  readonly possible: DayChange | null;
}

export type CountedReading = Pick<AccountReading, "account" | "brokerMs">;

export interface CountedAccount {
  readonly figures: RiskMetrics;
  /** The part of the balance that the deals of the day do not explain. */
  readonly unexplained: number;
}

export interface DayReplacement {
  readonly day: AccountDay;
  readonly figures: RiskMetrics;
  readonly truth: VenueTruth;
}

export async function storeReplacedDay(
  request: DayRequest,
  options: DayReplacementOptions,
): Promise<Result<DayReplacement, DayError>> {
  const { context, venue, possible } = options;
  const { terminal, from, to } = request;
  if (venue === null) return err({ code: "account_unknown" });
  if (possible === null) return err({ code: "day_not_ahead" });
  if (possible.from !== from || possible.to !== to) return err({ code: "other_days", ...possible });
  const truth = await askVenue(venue, {
    terminal,
    // What no deal explains is known by all of them.
    fromBrokerMs: () => brokerMs(0),
    timeoutMs: venueTimeoutMs,
  });
  // The day may have ended meanwhile.
  if (truth === null || brokerDayOf(truth.snapshot.takenBrokerMs) !== to) {
    return err({ code: "account_unknown" });
  }
  if (options.problemOf(truth) !== null) return err({ code: "account_unknown" });
  const asked = { terminal, brokerDay: to };
  const stored = await context.database.ask("account_day", asked, { timeoutMs: storeTimeoutMs });
  if (!stored.ok) return stored;
  const replacement = replacementOf(truth, stored.value, options);
  if (replacement === null) return err({ code: "account_unknown" });
  const written = await write(request, replacement, context);
  if (!written.ok) return written;
  const { day } = replacement;
  context.log.warning("account_day_replaced", {
    ...{ terminal, before: from, day: day.brokerDay, by: request.by },
    equity: moneyText(day.startEquity, options.currency),
  });
  return ok(replacement);
}

function replacementOf(
  truth: VenueTruth,
  stored: AccountDay | null,
  { currency, countedOf }: DayReplacementOptions,
): DayReplacement | null {
  const { snapshot: { account, positions, takenBrokerMs: brokerMs }, deals } = truth;
  const counted = countedOf({ account, brokerMs });
  if (counted === null) return null;
  const known = { currency, account, brokerMs, positions, deals, stored };
  const { figures, unexplained } = counted;
  const { day, flows } = replacedDay({ ...known, counted: figures, unexplained });
  const { brokerDay, startEquity } = day;
  const base = { brokerDay, dayStartEquity: startEquity, dayFlows: flows, acceptedLossPct: 0 };
  const dayLossPct = lossPct(dayBase(base), startEquity + flows - account.equity);
  return { day, truth, figures: { ...figures, ...base, dayLossPct } };
}

function write(
  { by }: DayRequest,
  { day, figures }: DayReplacement,
  { database, clock }: RiskContext,
): Promise<Result<null, StoreError | AskError>> {
  const utcMs = clock.nowMs();
  const request = { day, by, utcMs, figures: { ...figures, utcMs } };
  return database.ask("replace_day", request, { timeoutMs: storeTimeoutMs });
}
