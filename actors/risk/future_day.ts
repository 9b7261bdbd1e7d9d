/**
 * A day far ahead that a wrong clock had begun: said once, and replaced by a command. Nothing is
 * removed without one: the clocks that show such a day may be the wrong ones, and with the day its
 * losses and its halt would be forgotten.
 */

import { type BrokerMs, ok, type Result, type TerminalId } from "../../src/models/mod.ts";
import { brokerDayOf, isFarAhead } from "../../src/risk/day/broker_day.ts";
import type { CountedDay } from "../../src/risk/day/counted_day.ts";
import { DayLedger, lastingChange } from "../../src/risk/day/day_ledger.ts";
import { figureProblem, isJump } from "../../src/risk/day/figure_plausibility.ts";
import { type DayChange, possibleChange } from "../../src/risk/day/replaced_day.ts";
import type { CountedChange } from "../../src/risk/day/risk_metrics.ts";
import type { AccountConnection } from "./account_connection.ts";
import { type AccountReadings, figuresOf } from "./account_readings.ts";
import type { BegunDay } from "./day_beginning.ts";
import { storeReplacedDay } from "./day_replacement.ts";
import type { DayError } from "./protocol.ts";
import type { DayRequest } from "../../src/risk/halts/halt_requests.ts";
import type { RiskContext } from "./risk_context.ts";
import type { VenueTruth } from "./venue_inquiry.ts";

/** Anything that no deal explains counts as lost. */
const allLost: CountedChange = { realised: 0, judged: lastingChange };

export interface FutureDayOptions {
  readonly terminal: TerminalId;
  readonly context: RiskContext;
  readonly connection: AccountConnection;
  readonly day: CountedDay;
  readonly readings: AccountReadings;
}

export class FutureDay {
  readonly #options: FutureDayOptions;
  #isTold = false;

  constructor(options: FutureDayOptions) {
    this.#options = options;
  }

  /** What `replace` may do now; null: the day that is counted is not far ahead, or not known. */
  get possibleChange(): DayChange | null {
    const { connection, day: { brokerDay }, readings: { brokerNowMs } } = this.#options;
    if (brokerDay === null || brokerNowMs === null || !connection.isSurelyToday) return null;
    return possibleChange(brokerDay, brokerNowMs);
  }

  tell(time: BrokerMs): void {
    const { terminal, context, connection, day: { brokerDay: day } } = this.#options;
    if (this.#isTold || day === null || !connection.isSurelyToday) return;
    if (!isFarAhead(day, time)) return;
    this.#isTold = true;
    context.log.warning("account_day_ahead", { terminal, day, time: brokerDayOf(time) });
  }

  /** The broker's day, as it is stored now. */
  async replace(
    request: DayRequest,
    { isWatching }: { readonly isWatching: boolean },
  ): Promise<Result<BegunDay, DayError>> {
    const { context, connection: { currency, isSurelyToday, venue }, day } = this.#options;
    const replaced = await storeReplacedDay(request, {
      ...{ context, currency, possible: this.possibleChange },
      venue: isSurelyToday && isWatching ? venue : null,
      problemOf: (truth) => this.#problemOf(truth),
      countedOf: (reading) => {
        const figures = day.metrics(reading, allLost);
        const unexplained = day.compare(reading, currency)?.unexplained.balance ?? 0;
        return figures === null ? null : { figures, unexplained };
      },
    });
    if (!replaced.ok) return replaced;
    this.#isTold = false;
    const { figures: { peakEquity, dayFlows: flows }, truth: { snapshot, deals } } = replaced.value;
    const ledger = new DayLedger(replaced.value.day, currency);
    ledger.addDeals(deals, snapshot.takenBrokerMs);
    return ok({
      ...{ ledger, peak: { peakEquity, flows }, isProvisional: false },
      reading: figuresOf(snapshot),
      dealsKnownToMs: snapshot.takenBrokerMs,
    });
  }

  /**
   * The start of the day follows from one answer, so it must make sense by itself and be no jump
   * from the figures before, which the terminal has been asked about.
   */
  #problemOf({ snapshot }: VenueTruth): string | null {
    const { connection: { currency }, day, readings: { latest } } = this.#options;
    const { account, positions } = snapshot;
    const comparison = day.compare(figuresOf(snapshot), currency);
    const problem = figureProblem(account, { comparison, positions, currency });
    if (problem !== null) return problem;
    return isJump(latest?.account, account) ? "equity has jumped" : null;
  }
}
