/**
 * Risk state of one account: its day, its equity peak, its figures, and whether deals explain them.
 * Every account message and every deal is evaluated at once; the owner decides what to do about a
 * breach (`onFigures`).
 */

import type { MoneyUnit } from "../../src/models/currency.ts";
import { createActor } from "xstate";
import {
  type AccountDay,
  type BrokerMs,
  type HaltCause,
  type Instrument,
  ok,
  type Result,
  type RiskMetrics,
  type TerminalId,
  type TradingMode,
  type VenuePosition,
} from "../../src/models/mod.ts";
import { creditOf } from "../../src/risk/day/account_credit.ts";
import { CountedDay } from "../../src/risk/day/counted_day.ts";
import type { DayLedger, LedgerComparison } from "../../src/risk/day/day_ledger.ts";
import { figureProblem, isJump } from "../../src/risk/day/figure_plausibility.ts";
import type { AccountFacts } from "../../src/risk/facts/risk_facts.ts";
import { LastingContradiction } from "../../src/risk/day/lasting_contradiction.ts";
import { type ResumeGrant, resumeGrant } from "../../src/risk/day/resume_grant.ts";
import type { DayChange } from "../../src/risk/day/replaced_day.ts";
import { SeenCommissions } from "../../src/risk/facts/seen_commissions.ts";
import { isZero } from "../../src/risk/day/zero_figures.ts";
import { AccountConnection, type AccountReceived, type Synced } from "./account_connection.ts";
import type { AccountRiskOptions } from "./account_risk_options.ts";
import { AccountInquiry, type InquiryQuestion } from "./account_inquiry.ts";
import { storedRiskState } from "./stored_risk_state.ts";
import { AccountReadings, figuresOf, type TakenFigures } from "./account_readings.ts";
import { equityProblem } from "./equity_problem.ts";
import { Approvals } from "./approvals.ts";
import { beginDay, type BegunDay } from "./day_beginning.ts";
import { DayCorrections } from "./day_corrections.ts";
import { FutureDay } from "./future_day.ts";
import { JumpConfirmation } from "./jump_confirmation.ts";
import { riskAccountMachine } from "./machine.ts";
import {
  decisionCallTimeoutMs,
  doubtRetryMs,
  equityMaxAgeMs,
  refreshAfterMs,
  settlingPauseMs,
  venueTimeoutMs,
} from "./timeouts.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { DayError, RiskEvent } from "./protocol.ts";
import type { DayRequest } from "../../src/risk/halts/halt_requests.ts";
import type { VenueTruth } from "./venue_inquiry.ts";

type Recorded = Extract<RiskEvent, { type: "deals_recorded" }>;

export class AccountRisk {
  readonly terminal: TerminalId;
  readonly approvals: Approvals;
  readonly #options: AccountRiskOptions;
  readonly #machine;
  readonly #connection: AccountConnection;
  readonly #day = new CountedDay();
  #isRestored = false;
  readonly #commissions = new SeenCommissions();
  readonly #readings: AccountReadings;
  readonly #inquiry: AccountInquiry;
  readonly #jump: JumpConfirmation;
  readonly #contradiction: LastingContradiction;
  readonly #corrections: DayCorrections;
  readonly #ahead: FutureDay;

  constructor(options: AccountRiskOptions) {
    this.#options = options;
    this.terminal = options.terminal;
    const { terminal, context: { clock, random, log } } = options;
    this.approvals = new Approvals(clock);
    this.#connection = new AccountConnection(options.context);
    this.#readings = new AccountReadings(() => clock.steadyMs(), (problem) => {
      if (problem === null) log.info("account_sound", { terminal });
      else log.error("account_unsound", { terminal, problem });
    });
    this.#corrections = new DayCorrections(options.context);
    this.#ahead = new FutureDay({
      ...options,
      connection: this.#connection,
      day: this.#day,
      readings: this.#readings,
    });
    this.#contradiction = new LastingContradiction(() => clock.steadyMs());
    const question = () => this.#question();
    this.#inquiry = new AccountInquiry({ terminal, clock, random, question });
    this.#jump = new JumpConfirmation({
      clock,
      ask: (timeoutMs) => this.#inquiry.ask(timeoutMs),
      onUnanswered: (figures) => this.#read(figures),
    });
    this.#machine = createActor(riskAccountMachine, {
      clock,
      input: {
        restore: (signal) => this.#restore(signal),
        begin: (signal) => this.#begin(signal),
        inquire: (signal) => this.#inquiry.askUntil(signal),
      },
    });
    let before = this.state;
    this.#machine.subscribe(() => {
      if (this.state === before) return;
      before = this.state;
      this.#judge(); // the figures are read differently in each state
    });
    this.#machine.start();
  }

  synced(event: Synced): void {
    this.#connection.synced(event);
    this.#readings.begin(event.source ?? null);
    this.#machine.send({ type: "synced" });
  }

  /** Decisions use these from here on. */
  termsChanged(instruments: readonly Instrument[]): void {
    this.#connection.termsChanged(instruments);
  }

  lost(): void {
    this.#connection.lost();
    this.#contradiction.end();
    this.#jump.end();
    this.#machine.send({ type: "lost" });
  }

  accountReceived(event: AccountReceived): void {
    if (!this.isConnected) return;
    this.#connection.accountReceived(event);
    const { metrics: account, place = null, brokerMs } = event;
    const figures = { account, place, brokerMs };
    if (isJump(this.#readings.latest?.account, account) && this.#isWatching) {
      return void this.#jump.hold(figures);
    }
    this.#read(figures);
    this.#ahead.tell(brokerMs);
  }

  /**
   * Also takes the account that was read with the deals: without it the deals would look
   * unexplained, and the next decision would have to ask the venue.
   */
  dealsRecorded({ deals, account, place, takenBrokerMs: brokerMs }: Recorded): void {
    this.#day.addDeals(deals, brokerMs);
    this.#commissions.add(deals);
    if (this.isConnected) this.#read({ account, place: place ?? null, brokerMs });
  }

  /** What ending a halt of this cause manually would grant now. */
  resumeGrant(cause: HaltCause): ResumeGrant {
    const { currency, facts } = this;
    const metrics = facts?.metrics ?? null;
    const policy = this.#options.context.policies.of(this.terminal);
    return resumeGrant(cause, { metrics, policy, currency });
  }

  /** Called when the end of the halt, and the loss it accepts, are stored. */
  granted(grant: ResumeGrant): void {
    this.#day.granted(grant);
  }

  get possibleDayChange(): DayChange | null {
    return this.#ahead.possibleChange;
  }

  /** Losses are counted in the broker's day again. */
  async replaceDay(request: DayRequest): Promise<Result<AccountDay, DayError>> {
    const begun = await this.#ahead.replace(request, { isWatching: this.#isWatching });
    if (!begun.ok) return begun;
    this.#adopt(begun.value);
    return ok(begun.value.ledger.day);
  }

  get currency(): MoneyUnit {
    return this.#connection.currency;
  }

  get state(): string {
    const { value } = this.#machine.getSnapshot();
    return typeof value === "string" ? value : value.watching;
  }

  /** What may be sent to the account, as far as is known. */
  get mode(): TradingMode {
    return this.#connection.mode;
  }

  get isConnected(): boolean {
    return this.#connection.isConnected;
  }

  /** Limits are watched with figures of now. */
  get isWatched(): boolean {
    return this.isConnected && this.#isWatching && this.#readings.ageMs <= equityMaxAgeMs;
  }

  /** The broker day being counted. */
  get brokerDay(): string | null {
    return this.#day.brokerDay;
  }

  /** Input of a decision; null while the account is not connected. */
  get facts(): AccountFacts | null {
    const known = this.#connection.facts;
    if (known === null) return null;
    const { state, currency } = this;
    const [{ ledger }, readings] = [this.#day, this.#readings];
    const isJumping = this.#jump.isPending;
    const trouble = equityProblem({ state, readings, ledger, currency, isJumping });
    return {
      ...known,
      brokerNowMs: readings.brokerNowMs,
      metrics: trouble === null ? this.figures : null,
      trouble,
      commissions: this.#commissions,
      usedMargin: readings.latest?.account.margin ?? null,
      acceptedLossPct: this.#day.acceptedLossPct,
    };
  }

  /** From the latest sound account message; null before the first and before the day has begun. */
  get figures(): RiskMetrics | null {
    const { latest: reading, change } = this.#readings;
    return reading === null ? null : this.#day.metrics(reading, change);
  }

  /** Deposits and withdrawals up to here are in the figures; null while those are not known. */
  get flowsToMs(): BrokerMs | null {
    const { latest } = this.#readings;
    return latest === null ? null : this.#day.flowsToMs(latest);
  }

  /**
   * For a decision: waits for facts that are merely not known yet, such as the deal behind a change
   * of the balance, until `untilSteadyMs` at the latest.
   */
  async settled(untilSteadyMs: number): Promise<void> {
    const { clock } = this.#options.context;
    const leftMs = untilSteadyMs - clock.steadyMs();
    if (leftMs > 0) await this.refresh(leftMs);
    while (this.isSettling && clock.steadyMs() < untilSteadyMs) {
      await sleep(clock, settlingPauseMs);
    }
  }

  /** The answer is being fetched, from the store or from the terminal. */
  get isSettling(): boolean {
    return this.#jump.isPending ||
      ["restoring", "beginning", "inquiring"].includes(this.state);
  }

  /** Asks the venue when the known figures are old or do not fit together. */
  async refresh(timeoutMs = decisionCallTimeoutMs): Promise<void> {
    const { ageMs, unsound } = this.#readings;
    // A paper account answers from memory. Between two of its messages a replay plays hours.
    const isOld = ageMs > (this.#connection.facts?.venue === "paper" ? 0 : refreshAfterMs);
    if (this.#isWatching && (isOld || this.state !== "sure" || unsound !== null)) {
      await this.#inquiry.ask(timeoutMs);
    }
  }

  stop(): void {
    this.#day.keepStart();
    this.#corrections.stop();
    this.#machine.stop();
  }

  get #isWatching(): boolean {
    return this.#machine.getSnapshot().matches("watching");
  }

  /** The terminal is not being asked about an unexplained change that may still be explained. */
  get #isQuestionDue(): boolean {
    const { latest } = this.#readings;
    if (this.state !== "doubting") return this.state === "sure";
    const comparison = latest === null ? null : this.#day.compare(latest, this.currency);
    return comparison !== null && this.#mayBeExplained(comparison);
  }

  #mayBeExplained({ unexplained }: Pick<LedgerComparison, "unexplained">): boolean {
    const { balance, credit } = this.#readings.change.judged(unexplained).fresh;
    return [balance, credit].some(({ gained, lost }) => gained !== 0 || lost !== 0);
  }

  /** `positions` are those of the same answer, if it has any. */
  #read(figures: TakenFigures, positions: readonly VenuePosition[] | null = null): void {
    const { currency } = this;
    const comparison = this.#day.compare(figures, currency);
    const problem = figureProblem(figures.account, { comparison, positions, currency });
    const { account, ...judged } = this.#contradiction.judged(figures.account, {
      problem,
      positions,
      currency,
    });
    const day = this.brokerDay ?? "";
    const credit = creditOf(account, currency);
    const { isSurelyDated } = this.#connection;
    const known = { ...judged, day, comparison, credit, isSurelyDated };
    this.#readings.take({ ...figures, account }, known);
    this.#judge();
  }

  #judge(): void {
    const reading = this.#readings.latest;
    if (reading === null || !this.#readings.isCounted) return;
    if (!this.#isWatching) return;
    if (this.#day.isOver(reading)) return this.#machine.send({ type: "day_ended" });
    this.#connection.dayWatched(this.#readings.isLatestDated);
    const isExplained = this.#day.count(reading, this.#readings.change.realised);
    const { ledger } = this.#day;
    if (ledger !== null) this.#corrections.note(ledger.day, this.currency);
    const metrics = this.figures;
    // While the terminal is asked, an unexplained change is read in the trader's favour; a limit
    // that is exceeded even then halts.
    const { brokerMs } = reading;
    if (metrics !== null) this.#options.onFigures({ metrics, brokerMs, isExplained });
    // Sent only on change, and almost always nothing has changed.
    if (isExplained && this.state !== "sure") this.#machine.send({ type: "explained" });
    if (!isExplained && this.#isQuestionDue) this.#machine.send({ type: "doubted" });
  }

  async #restore(signal: AbortSignal): Promise<void> {
    if (this.#isRestored) return;
    const [memory] = await Promise.all([
      storedRiskState(this.terminal, this.#options.context, signal),
      this.#options.haltsLoaded,
    ]);
    if (memory === null) return;
    this.#isRestored = true;
    this.#day.restored(memory);
    this.approvals.recall(memory.decisions, memory.repeats);
    this.#commissions.add(memory.deals);
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { venue, isContinuous } = this.#connection;
    if (venue === null) return;
    const begun = await beginDay({
      terminal: this.terminal,
      context: this.#options.context,
      venue,
      signal,
      ...this.#day.earlierDays,
      latest: () => this.#readings.latest,
      lastReading: this.#readings.dayEnd ?? this.#readings.latest,
      isContinuous: isContinuous && this.#readings.isDayEndSound,
      mayBeExplained: (change) => this.#mayBeExplained(change),
      currency: this.currency,
    });
    if (begun !== null && !signal.aborted) this.#adopt(begun);
  }

  #adopt(begun: BegunDay): void {
    this.#day.began(begun);
    this.#corrections.began(begun.ledger.day);
    this.#askForDay();
    this.#readings.dayBegan();
    if (begun.reading !== null) this.#read(begun.reading);
  }

  #question(): InquiryQuestion | null {
    const [{ venue }, { ledger }] = [this.#connection, this.#day];
    const fromBrokerMs = this.#day.dealsFromMs({ isSure: this.state === "sure" });
    if (venue === null || ledger === null || fromBrokerMs === null) return null;
    const onTruth = (truth: VenueTruth) => this.#learn(ledger, truth);
    return { venue, fromBrokerMs, onTruth };
  }

  /** A day that started without its deals is queried until they arrive. */
  #askForDay(): void {
    if (!this.#day.isProvisional) return;
    const ask = () => void this.#inquiry.ask(venueTimeoutMs).then(() => this.#askForDay());
    this.#options.context.clock.setTimeout(ask, doubtRetryMs);
  }

  /** Ignores the answer if the day has changed since the request, or the connection is lost. */
  #learn(ledger: DayLedger, { snapshot, deals }: VenueTruth): void {
    if (this.#day.ledger !== ledger || !this.isConnected) return;
    const { startBalance: balance, startEquity: equity } = ledger.day;
    // A day without money goes on until there is some.
    const isStillZero = isZero({ balance, equity }) && isZero(snapshot.account);
    if (this.#day.isProvisional && !isStillZero) return this.#machine.send({ type: "day_ended" });
    this.#day.addDeals(deals, snapshot.takenBrokerMs);
    this.#commissions.add(deals);
    this.#day.dealsListed(snapshot.takenBrokerMs);
    const figures = figuresOf(snapshot);
    this.#jump.answered(figures);
    this.#read(figures, snapshot.positions);
  }
}
