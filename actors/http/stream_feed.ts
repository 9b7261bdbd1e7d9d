/**
 * Feeds the stream: prices arrive as messages, everything else is polled, often while there are
 * subscribers and not at all without them. New rows of the store are read with a cursor, so that
 * each is sent exactly once.
 */

import type { ChangesCursor, StoreChanges } from "../../src/database/page_rows.ts";
import type { StreamPrice } from "../../src/http/stream/messages.ts";
import type { StreamHub } from "../../src/http/stream/stream_hub.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { SystemProtocol } from "../../src/runtime/system_protocol.ts";
import type { BacktestProtocol } from "../backtest/protocol.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { RiskProtocol } from "../risk/protocol.ts";
import type { TradeProtocol } from "../trade/protocol.ts";
import type { PositionPrices } from "./position_prices.ts";
import type { HttpEvent } from "./protocol.ts";
import type { Sources } from "./sources.ts";

/** Maximum delay of an order event. */
const changesIntervalMs = 250;
/** Account and system: as often as a terminal sends its account. */
const stateIntervalMs = 1_000;
/**
 * Time without a subscriber before polling stops; a client that reconnects sooner can continue from
 * where it was.
 */
const restAfterMs = 60_000;
const askTimeoutMs = 2_000;
/** The newest ones; older ones have ended long ago. */
const streamedTasks = 20;
/** Log lines per read. */
const logLinesMax = 200;
/** An older deal was only found late and is not sent. */
const changesAgeMs = 3_600_000;

export interface FeedParts {
  readonly hub: StreamHub;
  readonly clock: Clock;
  readonly sources: Sources;
  readonly system: Peer<SystemProtocol>;
  readonly backtest: Peer<BacktestProtocol>;
  readonly database: Peer<DatabaseProtocol>;
  readonly risk: Peer<RiskProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly positionPrices: PositionPrices;
}

export class StreamFeed {
  readonly #parts: FeedParts;
  #cursor: ChangesCursor | null = null;
  #logSeq: number | null = null;
  #running: Promise<void> | null = null;
  #firstRound: Promise<void> | null = null;
  #isStopped = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  onEvent(event: HttpEvent): void {
    for (const { terminal, symbol, bid, ask, brokerMs, utcMs } of event.prices) {
      const value: StreamPrice = { terminal, symbol, bid, ask, brokerMs, utcMs };
      this.#parts.hub.setState({ topic: "prices", key: `${terminal} ${symbol}`, symbol }, value);
    }
  }

  /** Resolves when every state has been read once: immediately while polling. */
  readonly fed = async (): Promise<void> => {
    if (this.#running === null) {
      this.#firstRound = this.#begin();
      this.#running = this.#run(this.#firstRound);
    }
    await this.#firstRound;
  };

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #begin(): Promise<void> {
    this.#cursor = null;
    this.#logSeq = null;
    await Promise.all([this.#askStates(), this.#askChanges(), this.#askLog()]);
  }

  async #run(firstRound: Promise<void>): Promise<void> {
    const { hub, clock } = this.#parts;
    await firstRound;
    let lastClientMs = clock.steadyMs();
    let statesMs = lastClientMs;
    for (;;) {
      await sleep(clock, changesIntervalMs);
      if (this.#isStopped) return;
      const nowMs = clock.steadyMs();
      if (hub.clients > 0) lastClientMs = nowMs;
      if (nowMs - lastClientMs > restAfterMs) break;
      const isStateDue = nowMs - statesMs >= stateIntervalMs;
      if (isStateDue) statesMs = nowMs;
      await Promise.all([
        this.#askChanges(),
        ...hub.hears("log") ? [this.#askLog()] : [],
        ...isStateDue ? [this.#askStates()] : [],
      ]);
    }
    this.#running = null;
    hub.forget();
  }

  async #askStates(): Promise<void> {
    await Promise.all([
      this.#askSystem(),
      this.#askAccounts(),
      this.#askRisk(),
      this.#askBacktests(),
      this.#askHistory(),
    ]);
  }

  async #askBacktests(): Promise<void> {
    const { hub, backtest } = this.#parts;
    const all = await backtest.ask("backtests", {}, { timeoutMs: askTimeoutMs });
    if (!all.ok) return;
    for (const { id, state } of all.value.slice(0, streamedTasks)) {
      hub.setIfDiffers("backtests", id, { id, state });
    }
  }

  async #askHistory(): Promise<void> {
    const { hub, backtest } = this.#parts;
    const all = await backtest.ask("history_tasks", {}, { timeoutMs: askTimeoutMs });
    if (!all.ok) return;
    for (const { id, state } of all.value.slice(0, streamedTasks)) {
      hub.setIfDiffers("history", id, { id, state });
    }
  }

  async #askAccounts(): Promise<void> {
    const { hub, trade, positionPrices } = this.#parts;
    const overviews = await trade.ask("accounts", {}, { timeoutMs: askTimeoutMs });
    if (!overviews.ok) return; // the last values stay; `system` shows that the actor is away
    const shown = await positionPrices.shown(overviews.value);
    for (const { terminal, positions, orders, mode, isReconciled } of shown) {
      hub.setIfDiffers("positions", terminal, { terminal, mode, isReconciled, positions });
      hub.setIfDiffers("orders", terminal, { terminal, mode, isReconciled, orders });
    }
  }

  async #askRisk(): Promise<void> {
    const { hub, risk } = this.#parts;
    const [accounts, halts] = await Promise.all([
      risk.ask("risk", {}, { timeoutMs: askTimeoutMs }),
      risk.ask("halts", {}, { timeoutMs: askTimeoutMs }),
    ]);
    if (halts.ok) hub.setIfDiffers("risk", "halts", { halts: halts.value });
    if (!accounts.ok) return;
    for (const { terminal, metrics } of accounts.value) {
      hub.setIfDiffers("risk", terminal, { terminal, metrics });
    }
  }

  async #askSystem(): Promise<void> {
    const { hub, sources } = this.#parts;
    const [system, terminals] = await Promise.all([
      sources.system.renew(),
      sources.terminals.renew(),
    ]);
    hub.setIfDiffers("system", "system", {
      state: system.value?.state ?? "starting",
      actors: (system.value?.children ?? []).map(({ name, state, restarts, lastError, actor }) => ({
        name,
        state,
        restarts,
        lastError,
        health: actor?.health ?? null,
        reason: actor?.reason ?? null,
      })),
    });
    for (const { terminal, state, identity, account } of terminals.value ?? []) {
      const { currency } = identity;
      hub.setIfDiffers("account", terminal, { terminal, connection: state, currency, account });
    }
  }

  async #askChanges(): Promise<void> {
    const { database } = this.#parts;
    for (;;) {
      const asked = await database.ask("changes", { after: this.#cursor }, {
        timeoutMs: askTimeoutMs,
      });
      if (!asked.ok) return; // retried in a moment, with the same cursor
      const before = this.#cursor;
      const changes = asked.value;
      this.#cursor = changes.cursor;
      if (before !== null) this.#tell(changes);
      if (!isMore(before, changes)) return;
    }
  }

  #tell({ deals, intents, decisions, signals }: StoreChanges): void {
    const { hub, clock } = this.#parts;
    const oldestMs = clock.nowMs() - changesAgeMs;
    for (const signal of signals) {
      if (signal.createdMs >= oldestMs) hub.publish("signals", { ...signal });
    }
    for (const decision of decisions) hub.publish("risk", { kind: "decision", ...decision });
    for (const intent of intents) hub.publish("orders", { kind: "intent", ...intent });
    for (const deal of deals) if (deal.utcMs >= oldestMs) hub.publish("deals", { ...deal });
  }

  async #askLog(): Promise<void> {
    const { hub, system } = this.#parts;
    const wanted = {
      afterSeq: this.#logSeq,
      limit: logLinesMax,
      level: "debug",
      source: null,
    } as const;
    const asked = await system.ask("log_tail", wanted, { timeoutMs: askTimeoutMs });
    if (!asked.ok) return;
    const { lines, newestSeq, missed } = asked.value;
    if (this.#logSeq !== null) {
      if (missed > 0) hub.publish("log", { kind: "missed", lines: missed });
      for (const line of lines) hub.publish("log", { kind: "line", ...line });
    }
    this.#logSeq = this.#logSeq === null ? newestSeq : lines.at(-1)?.seq ?? this.#logSeq;
  }
}

/** Rows were read, so there may be more. */
function isMore(before: ChangesCursor | null, { cursor }: StoreChanges): boolean {
  return before !== null &&
    (cursor.deal > before.deal || cursor.intentChange > before.intentChange ||
      cursor.decision > before.decision || cursor.signal > before.signal);
}
