/**
 * The trade actor: turns signals and commands into orders approved by risk, tracks the outcome of
 * each, keeps every account in sync with its terminal, and closes what a halt requires. Each part
 * has its own file; `docs/architecture.md` gives an overview.
 */

import {
  assertNever,
  listedAccounts,
  type OrderProposal,
  paperTerminal,
  pricedTerminal,
  SettingsByAccount,
  type Signal,
  splitTerminalId,
  type TerminalId,
  type TraceId,
} from "../../src/models/mod.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { listener } from "../../src/runtime/listener.ts";
import { signalAge, signalProposal, signalTarget } from "../../src/trade/signal_proposal.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { HaltCache } from "./halts/halt_cache.ts";
import { RuledPositions } from "./stops/ruled_positions.ts";
import { StopHandover } from "./stops/stop_handover.ts";
import { Copying } from "./copying/copying.ts";
import { StopManager } from "./stops/stop_manager.ts";
import { StrategySteps } from "./strategies/strategy_steps.ts";
import { StrategyTrades } from "./strategies/strategy_trades.ts";
import type {
  AppliedHalts,
  CommandError,
  CommandReply,
  TradeConfig,
  TradeEvent,
  TradeProtocol,
} from "./protocol.ts";
import { RecentTraces } from "./recent_traces.ts";
import type { TradeContext } from "./trade_context.ts";
import { tradeStatus } from "./trade_status.ts";
import { TradingAccount } from "./trading_account.ts";
import type { Venues } from "../../src/venue/venue.ts";

export function startTrade(context: ContextOf<"trade", TradeConfig>): Behaviour<TradeProtocol> {
  return new TradeActor(context);
}

class TradeActor implements Behaviour<TradeProtocol> {
  readonly #context: TradeContext;
  readonly #venues: Venues;
  readonly #accounts = new Map<TerminalId, TradingAccount>();
  readonly #stopManager: StopManager;
  readonly #stopHandover: StopHandover;
  readonly #strategySteps: StrategySteps;
  readonly #copying: Copying;
  /** Signals whose outcome is not known yet. */
  #signalsInHand = 0;

  constructor(context: ContextOf<"trade", TradeConfig>) {
    const { config, clock, random, log, peer, optionalPeer } = context;
    this.#venues = { mt5: peer("mt5"), paper: optionalPeer("paper") };
    const risk = peer("risk");
    this.#context = {
      settings: new SettingsByAccount(config),
      clock,
      random,
      log,
      risk,
      database: peer("database"),
      price: peer("price"),
      redis: listener(optionalPeer("redis")),
      halts: new HaltCache({ risk, clock, random }),
      traces: new RecentTraces(() => clock.nowMs()),
      counts: {
        ordersSent: 0,
        ordersFilled: 0,
        ordersRefused: 0,
        ordersUnknown: 0,
        dealsRecorded: 0,
        discrepancies: 0,
      },
    };
    const accounts = this.#accounts;
    const ruled = new RuledPositions(this.#context);
    const parts = { context: this.#context, ruled };
    const trades = new StrategyTrades(this.#context, ruled);
    this.#strategySteps = new StrategySteps({ context: this.#context, accounts, trades });
    this.#stopManager = new StopManager({ ...parts, accounts: () => accounts.values() });
    this.#stopHandover = new StopHandover({ ...parts, accounts });
    this.#copying = new Copying({ ...parts, accounts, venues: this.#venues });
    void this.#learnHalts();
  }

  readonly onAsk: Behaviour<TradeProtocol>["onAsk"] = {
    apply_halts: (applied) => this.#applyHalts(applied),
    place_order: ({ proposal }) => this.#placeByCommand(proposal),
    change: ({ terminal, key, request }) => {
      const account = this.#accounts.get(terminal);
      return account === undefined
        ? { ok: false, error: unknownTerminal(terminal) }
        : account.changes.change(key, request);
    },
    close_all: ({ terminal, key }) => {
      const account = this.#accounts.get(terminal);
      return account === undefined
        ? { ok: false, error: unknownTerminal(terminal) }
        : account.changes.closeAll(key);
    },
    settle_intent: ({ terminal, intent, by }) =>
      this.#accounts.get(terminal)?.settle(intent, by) ??
        { ok: false, error: unknownTerminal(terminal) },
    sync_trades: () => Promise.all(this.#connected().map((account) => this.#sync(account))),
    settled: ({ terminal }) => this.#isSettled(terminal),
    show_effects: async ({ terminal, intents }) => {
      await this.#accounts.get(terminal)?.showEffects(intents);
      return null;
    },
    watched_accounts: () =>
      [...this.#accounts].filter(([, { isReady }]) => isReady).map(([terminal]) => terminal),
    open_positions: ({ terminals }) =>
      terminals.map((terminal) => {
        const account = this.#accounts.get(terminal);
        return account?.isReady === true ? account.openPositions() : null;
      }),
    own_trades: (owner) => this.#strategySteps.ownTrades(owner),
    carry_out: (steps) => this.#untilKnown(this.#strategySteps.carryOut(steps)),
    preview: ({ signal }) => this.#strategySteps.preview(signal),
    accounts: () => [...this.#accounts.values()].map(({ overview }) => overview),
    copy_links: () => this.#copying.links,
  };

  onTell(event: TradeEvent): void {
    switch (event.type) {
      case "venue_synced":
        return this.#synced(event);
      case "terms_changed":
        return this.#accounts.get(event.terminal)?.termsChanged(event.instruments);
      case "venue_lost":
        return this.#lost(event.terminal);
      case "account_received":
        return; // only risk uses it
      case "trade_hinted":
        this.#copying.hinted(event.terminal);
        return this.#accounts.get(event.terminal)?.hinted();
      case "signal_published":
        return void this.#untilKnown(this.#onSignal(event.signal));
      default:
        assertNever(event);
    }
  }

  /** Orders of an account that is not listed any more are taken up again when it is. */
  onConfig(config: unknown): void {
    const { settings } = this.#context;
    settings.replace(config as TradeConfig);
    this.#stopManager.settingsChanged();
    this.#copying.settingsChanged();
    const listed = listedAccounts(settings.all);
    for (const [terminal, account] of this.#accounts) {
      if (listed?.includes(pricedTerminal(terminal)) !== false) continue;
      this.#lost(terminal);
      account.stop();
      this.#accounts.delete(terminal);
    }
  }

  onPeerRestarted(peer: ActorName): void {
    // The restarted risk actor may know of halts that this actor does not.
    if (peer === "risk") void this.#learnHalts();
    // A restarted venue reports again which accounts are connected.
    if (peer === "mt5" || peer === "paper") {
      this.#loseAll((terminal) => splitTerminalId(terminal).venue === peer);
    }
  }

  status(): ActorStatus {
    return tradeStatus([...this.#accounts.values()], this.#context, this.#copying);
  }

  stop(): void {
    this.#stopManager.stop();
    this.#stopHandover.stop();
    this.#copying.stop();
    this.#context.halts.stop();
    for (const account of this.#accounts.values()) account.stop();
  }

  /** Null for an account of a venue that is not in this tree. */
  #account(terminal: TerminalId): TradingAccount | null {
    const known = this.#accounts.get(terminal);
    if (known !== undefined) return known;
    const venue = this.#venues[splitTerminalId(terminal).venue];
    if (venue === null) return null;
    const account = new TradingAccount(terminal, {
      ...this.#context,
      venue,
      onRead: (read, reading) => this.#copying.read(read, reading),
      onReady: (ready) => this.#copying.ready(ready),
    });
    this.#accounts.set(terminal, account);
    return account;
  }

  #synced(event: Extract<TradeEvent, { type: "venue_synced" }>): void {
    this.#account(event.identity.terminal)?.synced(event);
    const venue = this.#venues[event.venue];
    if (venue !== null) this.#stopHandover.synced(event, venue);
  }

  #lost(terminal: TerminalId): void {
    this.#accounts.get(terminal)?.lost();
    this.#stopHandover.lost(terminal);
    this.#copying.lost(terminal);
  }

  #connected(): TradingAccount[] {
    return [...this.#accounts.values()].filter(({ state }) => state !== "away");
  }

  async #sync(account: TradingAccount): Promise<Awaited<ReturnType<TradingAccount["read"]>>> {
    const read = await account.read();
    if (read.ok && account.state === "ready") await account.outgrown.look();
    return read;
  }

  #loseAll(isOfVenue: (terminal: TerminalId) => boolean): void {
    for (const terminal of this.#accounts.keys()) if (isOfVenue(terminal)) this.#lost(terminal);
  }

  async #learnHalts(): Promise<void> {
    await this.#context.halts.learn();
    for (const account of this.#accounts.values()) account.haltsChanged();
  }

  /** In effect before this returns: the last check before each send reads the halt cache. */
  #applyHalts(applied: AppliedHalts): null {
    this.#context.halts.apply(applied);
    this.#accounts.get(applied.terminal)?.haltsChanged();
    return null;
  }

  /** A replay waits for it. */
  async #untilKnown<T>(outcome: Promise<T>): Promise<T> {
    this.#signalsInHand++;
    try {
      return await outcome;
    } finally {
      this.#signalsInHand--;
    }
  }

  #isSettled(terminal: TerminalId): boolean {
    const { tradingMode } = this.#context.settings.of(terminal).mode;
    const target = tradingMode === "paper" ? paperTerminal(terminal) : terminal;
    return this.#signalsInHand === 0 && this.#accounts.get(target)?.isSettled === true;
  }

  async #onSignal(signal: Signal): Promise<void> {
    const { settings, log, traces } = this.#context;
    const terminal = signalTarget(signal, settings.of(signal.terminal).mode.tradingMode);
    if (terminal === null) return; // already logged as not executed
    const proposal = signalProposal(signal, terminal);
    traces.signal(proposal, signal);
    const account = this.#accounts.get(terminal);
    const reply = account === undefined
      ? { ok: false, error: unknownTerminal(terminal) } as const
      : await account.place(proposal, signalAge(signal));
    // Risk logs its own refusals, with every reason.
    if (reply.ok || reply.error.code === "refused_by_risk") return;
    const { direction, symbol, strategy, id } = signal;
    const { error } = reply;
    const reason = "message" in error ? error.message : error.code;
    log.warning("signal_not_traded", { terminal, direction, symbol, strategy, reason, trace: id });
  }

  /** The trace of a command is derived from its key, so the same key is the same order. */
  #placeByCommand(proposal: OrderProposal): CommandReply | Promise<CommandReply> {
    const { terminal, origin } = proposal;
    if (origin.kind !== "command") {
      const message = "Signals are traded automatically, not by command";
      return { ok: false, error: { code: "bad_request", message } };
    }
    const account = this.#accounts.get(terminal);
    if (account === undefined) return { ok: false, error: unknownTerminal(terminal) };
    return account.place({ ...proposal, trace: `command/${origin.key}` as TraceId });
  }
}

function unknownTerminal(terminal: TerminalId): CommandError {
  return { code: "unknown_terminal", message: `${terminal} has not been connected yet` };
}
