/**
 * The guard of the simulated Expert Advisor: while the bridge does not watch them, it applies the
 * limits that the bridge has sent, as the real one does. It halts the terminal with a record of its
 * own, and closes everything if the bridge wants that.
 */

import { moneyText } from "../../models/figure_text.ts";
import { guardMagic, type Protection, type TerminalLimits, type UnixMs } from "../../models/mod.ts";
import type { WatchedPart, WireHello } from "../../mt5/wire.ts";
import { type ExpertAnswer, unknownAnswer } from "./answer.ts";
import { GuardAttempts } from "./guard_attempts.ts";
import {
  flowsSince,
  isDayOver,
  keptSeen,
  movedLimits,
  nextDayLimits,
  type SeenEquity,
  seenEquity,
} from "./guard_day.ts";
import { guardRecordIn, withGuardRecord } from "./guard_record.ts";
import { guardIntent } from "./guard_intents.ts";
import { tradingObstacle } from "./opening_checks.ts";
import type { ExpertContext } from "./expert_context.ts";
import { orderCancel } from "./order_verbs.ts";
import { LastHeard } from "./last_heard.ts";
import { positionClose } from "./position_verbs.ts";
import { StopMover } from "./stop_mover.ts";

const lookEveryMs = 1_000;
/** A limit must be seen broken this often, a second apart. */
const brokenLooksMin = 3;
/** Connected to the broker for this long, the lists are complete. */
const settledAfterMs = 5_000;
/** After this time they count as complete, even if they change all the time. */
const listedAfterMs = 30_000;
/** What it has counted holds over a shorter time in which it cannot judge the account. */
const blindAfterMs = 10_000;
/** Closing matters more than the price; only instant execution observes it. */
const deviationPct = 1;
const deviationPointsUnquoted = 1_000;

export interface GuardMoment {
  /** By the steady clock of its computer. */
  readonly steadyMs: number;
  readonly utcMs: UnixMs;
  /** Without them the terminal reports zeros. */
  readonly hasFigures: boolean;
}

export class SimulatedGuard {
  readonly #context: ExpertContext;
  readonly stops: StopMover;
  readonly #attempts = new GuardAttempts();
  #limits: TerminalLimits | null;
  readonly #heard = new LastHeard();
  #connectedMs: number | null = null;
  #lookAtMs = -Infinity;
  #lists = "";
  #brokenLooks = 0;
  /** Since when it cannot judge the account; null while it can. */
  #blindMs: number | null = null;
  #isClosing = false;
  #seen: SeenEquity | null = null;
  #closed = 0;
  #cancelled = 0;

  constructor(
    context: ExpertContext,
    { limits = null, protection = null, seen = null }: {
      readonly limits?: TerminalLimits | null;
      readonly protection?: Protection | null;
      readonly seen?: SeenEquity | null;
    },
  ) {
    this.#context = context;
    this.#limits = limits;
    this.#seen = limits === null ? null : keptSeen(seen, limits);
    this.stops = new StopMover(context, { protection, heard: this.#heard });
  }

  get limits(): TerminalLimits | null {
    return this.#limits;
  }

  get seen(): SeenEquity | null {
    return this.#seen;
  }

  take(limits: TerminalLimits): void {
    this.#limits = limits;
    this.#brokenLooks = 0;
    this.#isClosing = false;
    this.#seen = keptSeen(this.#seen, limits);
  }

  /** A bridge has accepted the terminal. */
  accepted(): void {
    this.#heard.accepted();
  }

  /** The bridge does these parts itself. */
  watched(parts: readonly WatchedPart[], steadyMs: number): void {
    for (const part of parts) this.#heard.watched(part, steadyMs);
    if (parts.includes("stops")) this.stops.watched();
    if (!parts.includes("limits")) return;
    this.#isClosing = false;
    this.#brokenLooks = 0;
  }

  /** The bridge has rejected the terminal for another one of its account. */
  replaced(): void {
    this.#heard.replaced();
  }

  /** As the hello reports it. */
  get report(): NonNullable<WireHello["guard"]> {
    const [closed, cancelled] = [this.#closed, this.#cancelled];
    const policy = this.#limits?.policy ?? "off";
    return { policy, isDamaged: false, closed, cancelled, ...this.stops.report };
  }

  /** Call on each turn of the terminal. */
  look(moment: GuardMoment): void {
    this.#heard.look(moment.steadyMs);
    this.#limit(moment);
    if (!this.#isClosing) this.stops.look(moment.steadyMs);
  }

  #limit(moment: GuardMoment): void {
    const { steadyMs } = moment;
    const limits = this.#limits;
    if (limits === null || limits.policy === "off") return;
    if (steadyMs >= this.#lookAtMs) {
      this.#lookAtMs = steadyMs + lookEveryMs;
      this.#judge(limits, moment);
    }
    if (this.#isClosing && this.#isAlone(limits, steadyMs) && this.#isConnected(steadyMs)) {
      this.#close(steadyMs);
    }
  }

  /** A close that an earlier run has begun does not wait for the whole silence again. */
  #isAlone({ silenceSeconds }: TerminalLimits, steadyMs: number): boolean {
    if (this.#heard.isUnwatched("limits", steadyMs, silenceSeconds)) return true;
    return this.#isCloseRecorded && this.#heard.isUnheard(steadyMs);
  }

  get #isCloseRecorded(): boolean {
    return /^guard \w+ close /.test(guardRecordIn(this.#context.haltRecord));
  }

  #isConnected(steadyMs: number, forMs = settledAfterMs): boolean {
    return this.#connectedMs !== null && steadyMs - this.#connectedMs >= forMs;
  }

  #judge(limits: TerminalLimits, moment: GuardMoment): void {
    const { broker } = this.#context;
    const { steadyMs, hasFigures } = moment;
    this.#connectedMs = broker.switches.isConnected ? this.#connectedMs ?? steadyMs : null;
    const lists = `${broker.positions().length}/${broker.orders().length}`;
    const isSteady = lists === this.#lists || this.#isConnected(steadyMs, listedAfterMs);
    this.#lists = lists;
    const { equity, balance } = broker.account();
    const isSound = hasFigures && this.#isConnected(steadyMs) && isSteady && equity !== 0 &&
      (equity > 0 || balance > 0);
    if (!this.#isAlone(limits, steadyMs)) {
      this.#brokenLooks = 0;
      this.#isClosing = false;
      if (isSound) this.#see(limits);
      return;
    }
    if (this.#isCloseRecorded) this.#isClosing = true;
    if (!this.#sees(isSound, steadyMs)) return;
    const cause = this.#brokenLimit(limits, equity);
    this.#brokenLooks = cause === null ? 0 : this.#brokenLooks + 1;
    if (cause !== null && this.#brokenLooks >= brokenLooksMin) this.#act(limits, cause, moment);
  }

  #sees(isSound: boolean, steadyMs: number): boolean {
    this.#blindMs = isSound ? null : this.#blindMs ?? steadyMs;
    if (this.#blindMs !== null && steadyMs - this.#blindMs >= blindAfterMs) this.#brokenLooks = 0;
    return isSound;
  }

  #see(limits: TerminalLimits): void {
    const { broker } = this.#context;
    if (!isDayOver(limits, broker.nowMs)) this.#seen = seenEquity(broker, limits);
  }

  /** The cause of the halt; null while no limit is broken, or a new day has just begun. */
  #brokenLimit(limits: TerminalLimits, equity: number): "daily_loss" | "drawdown" | null {
    const { broker } = this.#context;
    const seen = this.#seen;
    if (isDayOver(limits, broker.nowMs)) {
      this.#seen = null;
      this.#limits = nextDayLimits(limits, broker, seen);
      return null;
    }
    const flows = flowsSince(broker, limits);
    const moved = movedLimits(limits, equity, flows);
    if (flows !== 0) this.#limits = { ...moved, countedMs: broker.nowMs };
    this.#see(this.#limits ?? limits);
    const { dayBase, dayLoss, equityFloor } = moved;
    if (equityFloor > 0 && equity <= equityFloor) return "drawdown";
    return dayBase > 0 && equity <= dayBase - dayLoss ? "daily_loss" : null;
  }

  #act(limits: TerminalLimits, cause: "daily_loss" | "drawdown", { utcMs }: GuardMoment): void {
    const context = this.#context;
    const { broker, haltRecord } = context;
    const isDay = cause === "daily_loss";
    const limit = isDay ? limits.dayBase - limits.dayLoss : limits.equityFloor;
    const texts = [broker.account().equity, limit].map((money) => moneyText(money, broker.rules));
    const reason = `${isDay ? "Daily loss" : "Drawdown"} limit hit without the bridge: ` +
      `equity ${texts[0]}, limit ${texts[1]}`;
    const record = `guard ${cause} ${limits.policy} ${utcMs} ${limits.dayFromMs}`;
    if (context.haltReason === null) {
      context.haltReason = reason;
      context.haltRecord = record;
    } else if (guardRecordIn(haltRecord) === "") {
      context.haltRecord = withGuardRecord(haltRecord, `${record} : ${reason}`);
    }
    if (limits.policy === "close") this.#isClosing = true;
  }

  /** One request in each turn: positions first, so that no cancel holds up a close. */
  #close(steadyMs: number): void {
    if (tradingObstacle(this.#context.broker) !== null) return;
    if (!this.#closeNext(steadyMs)) this.#cancelNext(steadyMs);
  }

  /** True when a request was sent. */
  #closeNext(steadyMs: number): boolean {
    const position = this.#context.broker.positions()
      .find(({ ticket, symbol, volumeLots: volume }) =>
        this.#isDue(ticket, { symbol, volume, steadyMs })
      );
    if (position === undefined) return false;
    const { ticket, symbol, volumeLots: volume } = position;
    const filling = this.#attempts.filling(ticket);
    const args = { ticket, volume: 0, filling, magic: guardMagic } as const;
    const deviationPoints = this.#deviationPoints(symbol);
    const intent = guardIntent(this.#context);
    this.#remember(ticket, unanswered, { symbol, volume, steadyMs });
    positionClose(this.#context, { intent, deviationPoints, ...args }, (answer) => {
      if (answer.status === "ok") this.#closed += 1;
      this.#remember(ticket, answer, { symbol, volume, steadyMs });
    });
    return true;
  }

  #cancelNext(steadyMs: number): void {
    const order = this.#context.broker.orders().find(({ ticket, symbol, type }) =>
      type !== "buy" && type !== "sell" && this.#isDue(ticket, { symbol, volume: 0, steadyMs })
    );
    if (order === undefined) return;
    const { ticket, symbol } = order;
    this.#remember(ticket, unanswered, { symbol, volume: 0, steadyMs });
    orderCancel(this.#context, { intent: guardIntent(this.#context), ticket }, (answer) => {
      if (answer.status === "ok") this.#cancelled += 1;
      this.#remember(ticket, answer, { symbol, volume: 0, steadyMs });
    });
  }

  #deviationPoints(symbol: Target["symbol"]): number {
    const { broker } = this.#context;
    const bid = broker.quote(symbol)?.bid;
    const digits = broker.symbol(symbol)?.digits;
    if (bid === undefined || digits === undefined) return deviationPointsUnquoted;
    return Math.ceil(bid * deviationPct / 100 * 10 ** digits);
  }

  #isDue(ticket: string, target: Target): boolean {
    return this.#attempts.isDue(ticket, { ...target, quote: this.#quote(target.symbol) });
  }

  #remember(ticket: string, answer: ExpertAnswer, target: Target): void {
    const quote = this.#quote(target.symbol);
    const { isNetting } = this.#context.broker;
    this.#attempts.answered(ticket, { ...target, quote, answer, isNetting });
  }

  #quote(symbol: Target["symbol"]): string {
    const quote = this.#context.broker.quote(symbol);
    return `${quote?.bid}/${quote?.ask}`;
  }
}

/** What is known of a request until the broker answers, which may be never. */
const unanswered = unknownAnswer("", 0);

interface Target {
  readonly symbol: Parameters<ExpertContext["broker"]["quote"]>[0];
  readonly volume: number;
  readonly steadyMs: number;
}
