/** The paper actor: one simulated account for each connected terminal, used as a venue. */

import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import {
  type AccountMetrics,
  err,
  type FiguresPlace,
  listedAccounts,
  ok,
  paperTerminal,
  pricedTerminal,
  type Result,
  SettingsByAccount,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { PaperAccount } from "../../src/simulation/paper/paper_account.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import type { TimerId } from "../../src/runtime/clock.ts";
import type { VenueAnswer, VenueError } from "../../src/venue/venue.ts";
import { VenueFeed } from "../../src/venue/venue_feed.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { PaperSession, type PaperSessionParts } from "./paper_session.ts";
import type {
  MetricsError,
  PaperConfig,
  PaperEvent,
  PaperProtocol,
  PaperSettings,
} from "./protocol.ts";

/**
 * Figures are sent this often even without a change, because subscribers treat much older ones as
 * stale.
 */
const tellAccountsMs = 1_000;

const storeTimeout = { timeoutMs: storeTimeoutMs };

type Asks = Behaviour<PaperProtocol>["onAsk"];

export function startPaper(context: ContextOf<"paper", PaperConfig>): Behaviour<PaperProtocol> {
  return new PaperActor(context);
}

class PaperActor implements Behaviour<PaperProtocol> {
  readonly #context: ContextOf<"paper", PaperConfig>;
  readonly #parts: Omit<PaperSessionParts, "startBalance">;
  readonly #settings: SettingsByAccount<PaperSettings>;
  /** By the paper accounts' ids. */
  readonly #sessions = new Map<TerminalId, PaperSession>();
  #timer: TimerId | undefined;
  #ticks = 0;

  constructor(context: ContextOf<"paper", PaperConfig>) {
    const { config, clock, random, log, peer, optionalPeer } = context;
    this.#context = context;
    this.#settings = new SettingsByAccount(config);
    const venues = new VenueFeed({
      risk: peer("risk"),
      trade: peer("trade"),
      redis: optionalPeer("redis"),
    });
    this.#parts = { database: peer("database"), venues, clock, random, log };
    this.#everySecond();
  }

  readonly onAsk: Asks = {
    trade: async ({ terminal, intent, request }) => {
      const session = this.#sessions.get(terminal);
      const answer = session?.open?.trade(intent, request) ?? notSent;
      if (session === undefined || await session.settled()) return answer;
      return unkept(answer);
    },
    order_check: ({ terminal, intent, request }) =>
      this.#read(terminal, (account) => account.check(intent, request)),
    find: ({ terminal, intent }) => this.#read(terminal, (account) => account.find(intent)),
    snapshot: ({ terminal }) =>
      this.#read(
        terminal,
        (account, place) => account.snapshot(this.#context.clock.nowMs(), place),
      ),
    deals: ({ terminal, fromBrokerMs, toBrokerMs }) =>
      this.#read(terminal, (account) => account.deals(fromBrokerMs, toBrokerMs)),
    halt_venue: ({ terminal, ...halt }) => this.#read(terminal, (account) => account.halt(halt)),
    sync_metrics: () =>
      Promise.all([...this.#sessions.keys()].map((one) => this.#syncMetrics(one))),
    resume_venue: ({ terminal }) => this.#read(terminal, (account) => account.resume()),
    // A paper account ends with the bridge: there is nobody who could act without it.
    limit_venue: () => ok(null),
    protect_venue: () => ok(null),
  };

  onTell(event: PaperEvent): void {
    switch (event.type) {
      case "venue_synced":
        if (!this.#isOn(event.identity.terminal)) return;
        return this.#session(event.identity.terminal).synced(event);
      case "terms_changed":
        return this.#known(event.terminal)?.termsChanged(event.instruments);
      case "venue_lost":
        return this.#known(event.terminal)?.lost(event.reason);
      case "account_received":
        return this.#known(event.metrics.terminal)?.timeReceived(event);
      case "trade_hinted":
        return;
      case "ticks_accepted":
        this.#ticks += event.batches.reduce((sum, { brokerMs }) => sum + brokerMs.length, 0);
        return this.#known(event.terminal)?.ticks(event.batches);
    }
  }

  /** An account that is not traded on paper any more is closed, and kept in the store. */
  async onConfig(config: unknown): Promise<void> {
    this.#settings.replace(config as PaperConfig);
    for (const [terminal, session] of this.#sessions) {
      if (this.#isOn(terminal)) continue;
      this.#sessions.delete(terminal);
      session.lost("It is not traded on paper any more");
      await session.stop();
    }
  }

  onPeerRestarted(peer: ActorName): void {
    for (const session of this.#sessions.values()) session.tellAgain(peer);
  }

  status(): ActorStatus {
    const sessions = [...this.#sessions.values()];
    const refused = sessions.find(({ refusal }) => refusal !== null);
    const state = sessions.some(({ open }) => open !== null) ? "open" : "waiting";
    const detail = {
      accounts: sessions.map((session) => ({
        terminal: session.terminal,
        state: session.state,
        isKept: session.isKept,
        ...figuresOf(session.open),
      })),
    };
    const paperTicksSkipped = sessions.reduce((sum, { skippedTicks }) => sum + skippedTicks, 0);
    const counters = { paperTicks: this.#ticks, paperTicksSkipped };
    if (refused === undefined) return { state, health: "ok", detail, counters };
    const reason = `${refused.terminal} cannot be opened: ${refused.refusal}`;
    return { state, health: "degraded", reason, detail, counters };
  }

  async stop(): Promise<void> {
    this.#context.clock.clearTimeout(this.#timer);
    await Promise.all([...this.#sessions.values()].map((session) => session.stop()));
  }

  #everySecond(): void {
    this.#timer = this.#context.clock.setTimeout(() => {
      this.#everySecond();
      for (const session of this.#sessions.values()) session.tellAccount();
    }, tellAccountsMs);
  }

  async #syncMetrics(terminal: TerminalId): Promise<Result<AccountMetrics, MetricsError>> {
    const { clock } = this.#context;
    const read = await this.#read(
      terminal,
      (account, place) => account.snapshot(clock.nowMs(), place),
    );
    if (!read.ok) return read;
    const { account } = read.value;
    const kept = await this.#parts.database.ask("store_account", account, storeTimeout);
    return kept.ok ? ok(account) : kept;
  }

  #isOn(terminal: TerminalId): boolean {
    const isListed = listedAccounts(this.#settings.all)?.includes(pricedTerminal(terminal)) ?? true;
    return isListed && (this.#settings.of(terminal).isOn ?? true);
  }

  #known(real: TerminalId): PaperSession | undefined {
    return this.#sessions.get(paperTerminal(real));
  }

  #session(real: TerminalId): PaperSession {
    const terminal = paperTerminal(real);
    let session = this.#sessions.get(terminal);
    if (session === undefined) {
      const { startBalance } = this.#settings.of(real);
      this.#sessions.set(
        terminal,
        session = new PaperSession(real, { ...this.#parts, startBalance }),
      );
    }
    return session;
  }

  /** Replies only after the state is stored, so that it is still true after a restart. */
  async #read<T>(
    terminal: TerminalId,
    read: (account: PaperAccount, place: FiguresPlace) => Result<T, VenueError>,
  ): Promise<Result<T, VenueError>> {
    const session = this.#sessions.get(terminal);
    const account = session?.open ?? null;
    if (session === undefined || account === null) {
      return err({ code: "terminal_not_connected", terminal });
    }
    const answer = read(account, session.nextPlace());
    if (await session.settled()) return answer;
    return err({ code: "call_timeout", terminal, verb: "store_paper_account" });
  }
}

/** Figures of an account for the status page; empty while it is closed. */
function figuresOf(account: PaperAccount | null) {
  if (account === null) return {};
  const { isHalted, identity: { currency }, openPositions, pendingOrders } = account;
  const { balance, equity } = account.money();
  return { isHalted, currency, balance, equity, openPositions, pendingOrders };
}

const notSent: VenueAnswer = {
  status: "not_sent",
  detail: "The paper account is closed: its real terminal is not connected",
};

/** Without a stored state it is unknown whether the request survives a restart. */
function unkept(answer: VenueAnswer): VenueAnswer {
  if (answer.status === "not_sent") return answer;
  const retcode = answer.status === "executed" ? answer.retcode : 0;
  return { status: "unknown", retcode, detail: "The paper account could not be saved" };
}
