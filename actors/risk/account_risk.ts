/**
 * Risk state of one account: its day, its equity peak, its figures, and whether deals explain them.
 * Every account message and every deal is evaluated at once; the owner decides what to do about a
 * breach (`onFigures`).
 */

import { createActor } from "xstate";
import {
  type AccountDay,
  brokerMs,
  type HaltCause,
  type Instrument,
  type RiskMetrics,
  type SymbolName,
  type TerminalId,
  type VenuePosition,
} from "../../src/models/mod.ts";
import { isLaterDay } from "../../src/risk/broker_day.ts";
import { DayLedger, isExplained, type View } from "../../src/risk/day_ledger.ts";
import { type EquityPeak, raisePeak } from "../../src/risk/equity_peak.ts";
import { figureProblem, isJump } from "../../src/risk/figure_sense.ts";
import type { AccountFacts } from "../../src/risk/risk_facts.ts";
import { type ResumeGrant, resumeGrant } from "../../src/risk/resume_grant.ts";
import { SeenCommissions } from "../../src/risk/seen_commissions.ts";
import { riskMetrics } from "../../src/risk/risk_metrics.ts";
import { type AccountMode, accountMode } from "../../src/venue/account_mode.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import type { AccountRiskOptions } from "./account_risk_options.ts";
import { AccountInquiry, type InquiryQuestion } from "./account_inquiry.ts";
import { storedRiskState } from "./stored_risk_state.ts";
import { AccountReadings, figuresOf, type TakenFigures } from "./account_readings.ts";
import { equityProblem } from "./equity_problem.ts";
import { Approvals } from "./approvals.ts";
import { beginDay, type BegunDay } from "./day_beginning.ts";
import { JumpConfirmation } from "./jump_confirmation.ts";
import { riskAccountMachine } from "./machine.ts";
import {
  decisionCallTimeoutMs,
  doubtRetryMs,
  refreshAfterMs,
  settlingPauseMs,
  venueTimeoutMs,
} from "./timeouts.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { RiskEvent } from "./protocol.ts";
import type { VenueTruth } from "./venue_inquiry.ts";

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;
type Recorded = Extract<RiskEvent, { type: "deals_recorded" }>;

/** The venue may list deals late, so the last minute is requested again. */
const dealOverlapMs = 60_000;

export class AccountRisk {
  readonly terminal: TerminalId;
  readonly approvals: Approvals;
  readonly #options: AccountRiskOptions;
  readonly #machine;
  #synced: Synced | null = null;
  #instruments: ReadonlyMap<SymbolName, Instrument> = new Map();
  #isTradingAllowed = false;
  #dayProblem: string | null = null;
  #isRestored = false;
  #storedDay: AccountDay | null = null;
  #storedMetrics: RiskMetrics | null = null;
  #ledger: DayLedger | null = null;
  #peak: EquityPeak = { peakEquity: 0, flows: 0 };
  #acceptedLossPct = 0;
  readonly #commissions = new SeenCommissions();
  readonly #readings: AccountReadings;
  readonly #inquiry: AccountInquiry;
  readonly #jump: JumpConfirmation;
  /** No gap since the connection began, so the equity seen before midnight can start the day. */
  #isContinuous = false;
  #isSurelyDated = true;
  /**
   * The day started with the current equity because its deals were missing; they are requested
   * until they arrive.
   */
  #isProvisional = false;
  #dealsKnownToMs = brokerMs(0);

  constructor(options: AccountRiskOptions) {
    this.#options = options;
    this.terminal = options.terminal;
    const { terminal, context: { clock, log } } = options;
    this.approvals = new Approvals(clock);
    this.#readings = new AccountReadings(() => clock.steadyMs(), (problem) => {
      if (problem === null) log.info("account_sound", { terminal });
      else log.error("account_unsound", { terminal, problem });
    });
    const question = () => this.#question();
    this.#inquiry = new AccountInquiry({ terminal, clock, question });
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
    this.#synced = event;
    this.#readings.begin(event.source ?? null);
    this.termsChanged(event.instruments);
    this.#isTradingAllowed = event.isTradingAllowed;
    this.#machine.send({ type: "synced" });
  }

  /** Decisions use these from here on. */
  termsChanged(instruments: readonly Instrument[]): void {
    this.#instruments = new Map(instruments.map((one) => [one.symbol, one]));
  }

  lost(): void {
    this.#synced = null;
    this.#jump.end();
    this.#isContinuous = false;
    this.#machine.send({ type: "lost" });
  }

  accountReceived(event: Extract<VenueEvent, { type: "account_received" }>): void {
    if (this.#synced === null) return;
    this.#isTradingAllowed = event.isTradingAllowed;
    this.#dayProblem = event.dayProblem ?? null;
    // Equity whose time is uncertain does not count as seen before midnight.
    this.#isSurelyDated = event.isSurelyDated ?? true;
    if (!this.#isSurelyDated) this.#isContinuous = false;
    const { metrics: account, place = null, brokerMs } = event;
    const figures = { account, place, brokerMs };
    if (isJump(this.#readings.latest?.account, account) && this.#isWatching) {
      return void this.#jump.hold(figures);
    }
    this.#read(figures);
  }

  /**
   * Also takes the account that was read with the deals: without it the deals would look
   * unexplained, and the next decision would have to ask the venue.
   */
  dealsRecorded({ deals, account, place, takenBrokerMs: brokerMs }: Recorded): void {
    this.#ledger?.addDeals(deals);
    this.#commissions.add(deals);
    if (this.#synced !== null) this.#read({ account, place: place ?? null, brokerMs });
  }

  /** What ending a halt of this cause manually would grant now. */
  resumeGrant(cause: HaltCause): ResumeGrant {
    const { currency, facts } = this;
    const metrics = facts?.metrics ?? null;
    return resumeGrant(cause, { metrics, policy: this.#options.context.policy, currency });
  }

  /** Called when the end of the halt, and the loss it accepts, are stored. */
  granted({ cause, figures }: ResumeGrant): void {
    if (figures === null) return;
    const { acceptedLossPct, peakEquity, dayFlows, brokerDay } = figures;
    const isToday = brokerDay === this.brokerDay;
    if (cause === "drawdown") {
      this.#peak = { peakEquity, flows: isToday ? dayFlows : this.#peak.flows };
    } else if (isToday) this.#acceptedLossPct = acceptedLossPct;
  }

  get currency(): string {
    return this.#synced?.identity.currency ?? "";
  }

  get state(): string {
    const { value } = this.#machine.getSnapshot();
    return typeof value === "string" ? value : value.watching;
  }

  /** What may be sent to the account, as far as is known. */
  get mode(): AccountMode {
    const synced = this.#synced;
    if (synced === null) return "safety";
    return accountMode(synced.identity, this.#options.context.policy, synced.liveServer);
  }

  get isConnected(): boolean {
    return this.#synced !== null;
  }

  /** The broker day being counted. */
  get brokerDay(): string | null {
    return this.#ledger?.day.brokerDay ?? null;
  }

  /** Input of a decision; null while the account is not connected. */
  get facts(): AccountFacts | null {
    const synced = this.#synced;
    if (synced === null) return null;
    const { state, currency } = this;
    const [ledger, readings] = [this.#ledger, this.#readings];
    const isJumping = this.#jump.isPending;
    const trouble = equityProblem({ state, readings, ledger, currency, isJumping });
    return {
      identity: synced.identity,
      venue: synced.venue,
      isTradingAllowed: this.#isTradingAllowed,
      brokerNowMs: readings.brokerNowMs,
      instruments: this.#instruments,
      metrics: trouble === null ? this.figures : null,
      trouble,
      commissions: this.#commissions,
      caps: synced.caps,
      liveServer: synced.liveServer,
      usedMargin: readings.latest?.account.margin ?? null,
      dayProblem: this.#dayProblem,
      acceptedLossPct: this.#acceptedLossPct,
    };
  }

  /** From the latest sound account message; null before the first and before the day has begun. */
  get figures(): RiskMetrics | null {
    const [ledger, reading] = [this.#ledger, this.#readings.latest];
    if (ledger === null || reading === null) return null;
    const acceptedLossPct = this.#acceptedLossPct;
    const comparison = ledger.compare(reading.account, reading.brokerMs);
    const counted = { ledger, comparison, peak: this.#peak, view: this.#view, acceptedLossPct };
    return riskMetrics(reading.account, counted);
  }

  /**
   * For a decision. What is merely not known yet, such as the deal behind a change of the balance,
   * is waited for, until `untilSteadyMs` at the latest.
   */
  async settled(untilSteadyMs: number): Promise<void> {
    const { clock } = this.#options.context;
    const leftMs = untilSteadyMs - clock.steadyMs();
    if (leftMs > 0) await this.refresh(leftMs);
    while (this.isSettling && clock.steadyMs() < untilSteadyMs) {
      await sleep(clock, settlingPauseMs);
    }
  }

  /** The answer is on its way: from the store, or from the terminal. */
  get isSettling(): boolean {
    return this.#jump.isPending ||
      ["restoring", "beginning", "inquiring"].includes(this.state);
  }

  /** Asks the venue when what is known is old, or does not fit together. */
  async refresh(timeoutMs = decisionCallTimeoutMs): Promise<void> {
    const { ageMs, unsound } = this.#readings;
    const isOld = ageMs > refreshAfterMs;
    if (this.#isWatching && (isOld || this.state !== "sure" || unsound !== null)) {
      await this.#inquiry.ask(timeoutMs);
    }
  }

  stop(): void {
    this.#isProvisional = false;
    this.#machine.stop();
  }

  get #isWatching(): boolean {
    return this.#machine.getSnapshot().matches("watching");
  }

  /** Of the last day of an earlier run, until a day has begun in this one. */
  get #storedLedger(): DayLedger | null {
    return this.#storedDay === null ? null : new DayLedger(this.#storedDay, this.currency);
  }

  get #view(): View {
    return this.state === "doubting" || this.state === "asking_again" ? "adverse" : "favourable";
  }

  /** `positions` are those of the same answer, if it has any. */
  #read(figures: TakenFigures, positions: readonly VenuePosition[] | null = null): void {
    const { account, brokerMs: time } = figures;
    const ledger = this.#ledger;
    const comparison = (ledger ?? this.#storedLedger)?.compare(account, time) ?? null;
    const problem = figureProblem(account, { comparison, positions, currency: this.currency });
    this.#readings.take(figures, { problem, day: ledger?.day.brokerDay ?? "" });
    this.#judge();
  }

  #judge(): void {
    const [ledger, reading] = [this.#ledger, this.#readings.latest];
    if (reading === null || this.#readings.unsound !== null) return;
    if (!this.#isWatching) return;
    if (ledger === null || isLaterDay(reading.brokerMs, ledger.day.brokerDay)) {
      return this.#machine.send({ type: "day_ended" });
    }
    this.#isContinuous = this.#isSurelyDated;
    const comparison = ledger.compare(reading.account, reading.brokerMs);
    const isSure = isExplained(comparison);
    if (isSure) {
      if (!ledger.hasCredit) ledger.settleCredit(reading.account);
      this.#peak = raisePeak(this.#peak, reading.account.equity, comparison.flows);
    }
    const metrics = this.figures;
    // While the terminal is asked, an unexplained change is read in the trader's favour; a limit
    // that is broken even so halts.
    if (metrics !== null) this.#options.onFigures(metrics, reading.brokerMs);
    // Sent only on change, and almost always nothing has changed.
    if (isSure !== (this.state === "sure")) {
      this.#machine.send({ type: isSure ? "explained" : "doubted" });
    }
  }

  async #restore(signal: AbortSignal): Promise<void> {
    if (this.#isRestored) return;
    const [memory] = await Promise.all([
      storedRiskState(this.terminal, this.#options.context, signal),
      this.#options.haltsLoaded,
    ]);
    if (memory === null) return;
    this.#isRestored = true;
    this.#storedDay = memory.day;
    this.#storedMetrics = memory.metrics;
    this.approvals.recall(memory.decisions);
    this.#commissions.add(memory.deals);
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const venue = this.#venue();
    if (venue === null) return;
    const begun = await beginDay({
      terminal: this.terminal,
      context: this.#options.context,
      venue,
      signal,
      ledger: this.#isProvisional ? null : this.#ledger,
      storedDay: this.#storedDay,
      storedMetrics: this.#storedMetrics,
      peak: this.#peak,
      latest: () => this.#readings.latest,
      lastReading: this.#readings.dayEnd ?? this.#readings.latest,
      isContinuous: this.#isContinuous,
      currency: this.currency,
    });
    if (begun !== null && !signal.aborted) this.#adopt(begun);
  }

  #adopt({ ledger, peak, reading, dealsKnownToMs, isProvisional }: BegunDay): void {
    const { brokerDay } = ledger.day;
    if (brokerDay !== this.#ledger?.day.brokerDay) {
      const stored = this.#storedMetrics;
      this.#acceptedLossPct = stored?.brokerDay === brokerDay ? stored.acceptedLossPct : 0;
    }
    this.#ledger = ledger;
    this.#peak = peak;
    this.#dealsKnownToMs = dealsKnownToMs;
    this.#isProvisional = isProvisional;
    this.#askForDay();
    this.#storedMetrics = null;
    this.#readings.dayBegan();
    if (reading !== null) this.#read(reading);
  }

  #question(): InquiryQuestion | null {
    const [venue, ledger] = [this.#venue(), this.#ledger];
    if (venue === null || ledger === null) return null;
    const from = this.state === "sure"
      ? Math.max(ledger.day.startedBrokerMs, this.#dealsKnownToMs - dealOverlapMs)
      : ledger.day.startedBrokerMs;
    const onTruth = (truth: VenueTruth) => this.#learn(ledger, truth);
    return { venue, fromBrokerMs: brokerMs(from), onTruth };
  }

  #askForDay(): void {
    if (!this.#isProvisional) return;
    const ask = () => void this.#inquiry.ask(venueTimeoutMs).then(() => this.#askForDay());
    this.#options.context.clock.setTimeout(ask, doubtRetryMs);
  }

  /** Ignores the answer if the day has changed since the request, or the connection is lost. */
  #learn(ledger: DayLedger, { snapshot, deals }: VenueTruth): void {
    if (this.#ledger !== ledger || this.#synced === null) return;
    if (this.#isProvisional) return this.#machine.send({ type: "day_ended" });
    ledger.addDeals(deals);
    this.#commissions.add(deals);
    this.#dealsKnownToMs = snapshot.takenBrokerMs;
    const figures = figuresOf(snapshot);
    this.#jump.answered(figures);
    this.#read(figures, snapshot.positions);
  }

  #venue() {
    return this.#synced === null ? null : this.#options.context.venues[this.#synced.venue];
  }
}
