/** The risk actor: watches every account, halts what breaks a limit, and decides on every order. */

import {
  assertNever,
  type BrokerMs,
  err,
  type Halt,
  ok,
  type Result,
  type RiskMetrics,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { brokerDayOf } from "../../src/risk/broker_day.ts";
import { breachesOf, haltEnds, isOver, newHalt } from "../../src/risk/halt_decision.ts";
import { moneyText, percentText } from "../../src/models/figure_text.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { AccountReport } from "./account_report.ts";
import { AccountRisk } from "./account_risk.ts";
import { RiskDecisions } from "./risk_decisions.ts";
import { DecisionWriter } from "./decision_writer.ts";
import { HaltRegistry } from "./halt_registry.ts";
import { MetricsWriter } from "./metrics_writer.ts";
import type { HaltError, RiskConfig, RiskEvent, RiskProtocol } from "./protocol.ts";
import { type RiskContext, riskContext } from "./risk_context.ts";
import { riskStatus } from "./risk_status.ts";

export function startRisk(context: ContextOf<"risk", RiskConfig>): Behaviour<RiskProtocol> {
  return new RiskActor(riskContext(context));
}

class RiskActor implements Behaviour<RiskProtocol> {
  readonly #context: RiskContext;
  readonly #halts: HaltRegistry;
  readonly #decisionWriter: DecisionWriter;
  readonly #metricsWriter: MetricsWriter;
  readonly #decisions: RiskDecisions;
  readonly #report: AccountReport;
  readonly #accounts = new Map<TerminalId, AccountRisk>();
  /** Whose end is being written down. */
  readonly #ending = new Set<string>();

  constructor(context: RiskContext) {
    this.#context = context;
    this.#halts = new HaltRegistry(context);
    this.#decisionWriter = new DecisionWriter(context);
    this.#metricsWriter = new MetricsWriter(context);
    this.#report = new AccountReport(context);
    this.#decisions = new RiskDecisions({
      context,
      halts: this.#halts,
      decisionWriter: this.#decisionWriter,
      accountOf: (terminal) => this.#accounts.get(terminal),
    });
  }

  readonly onAsk: Behaviour<RiskProtocol>["onAsk"] = {
    decide: (request) => {
      const heardSteadyMs = this.#context.clock.steadyMs();
      return this.#decisions.decide({ ...request, heardSteadyMs });
    },
    approve: ({ decision }) => this.#decisions.approve(decision),
    update_risk: () => this.#update(),
    report_accounts: async () => {
      await this.#report.log([...this.#accounts.values()]);
      return ok(null);
    },
    halt: ({ terminal, policy, reason }) => this.#haltByHand(terminal, { policy, reason }),
    resume: ({ terminal, by }) => this.#resume(terminal, by),
    halts: async ({ held = [] }) => {
      await this.#halts.loaded;
      this.#halts.takeUp(held);
      return this.#halts.all;
    },
    risk: () =>
      [...this.#accounts.values()].map((account) => ({
        terminal: account.terminal,
        metrics: account.facts?.metrics ?? null,
        halts: this.#halts.all.filter(({ terminal }) => terminal === account.terminal),
      })),
  };

  onTell(event: RiskEvent): void {
    switch (event.type) {
      case "venue_synced": {
        const { terminal } = event.identity;
        this.#account(terminal).synced(event);
        return this.#halts.venueSynced(terminal, event.venue);
      }
      case "venue_lost":
        this.#accounts.get(event.terminal)?.lost();
        return this.#halts.venueLost(event.terminal);
      case "account_received":
        return this.#accounts.get(event.metrics.terminal)?.accountReceived(event);
      case "deals_recorded":
        return this.#accounts.get(event.terminal)?.dealsRecorded(event);
      case "flat_confirmed":
        return this.#halts.flat(event.terminal, event.utcMs);
      case "trade_hinted":
        return; // the account message that follows says what it did to equity
      default:
        assertNever(event);
    }
  }

  onPeerRestarted(peer: ActorName): void {
    if (peer === "trade") this.#halts.tradeRestarted();
    if (peer === "redis") this.#halts.redisRestarted();
    // The new link knows no terminal yet: each says again that it is in sync.
    for (const account of this.#accounts.values()) {
      if (account.facts?.venue === peer) {
        account.lost();
        this.#halts.venueLost(account.terminal);
      }
    }
  }

  status() {
    return riskStatus({
      policy: this.#context.policy,
      accounts: [...this.#accounts.values()],
      halts: this.#halts,
      decisions: this.#decisions,
      decisionWriter: this.#decisionWriter,
    });
  }

  stop(): void {
    for (const account of this.#accounts.values()) account.stop();
    this.#halts.stop();
    this.#decisionWriter.stop();
  }

  #account(terminal: TerminalId): AccountRisk {
    let account = this.#accounts.get(terminal);
    if (account === undefined) {
      account = new AccountRisk({
        terminal,
        context: this.#context,
        haltsLoaded: this.#halts.loaded,
        onFigures: (one, metrics, time) => this.#judge(one, metrics, time),
      });
      this.#accounts.set(terminal, account);
    }
    return account;
  }

  /** Halts what breaks a limit, and ends halts whose day is over. */
  #judge(account: AccountRisk, metrics: RiskMetrics, time: BrokerMs): void {
    const { policy, clock, redis } = this.#context;
    const { terminal, acceptedLossPct, currency } = account;
    redis.tell({ type: "risk_measured", metrics }, {
      key: `risk/${terminal}`,
      merge: (_, later) => later,
    });
    const halts = this.#halts.lastingOf(terminal) ?? [];
    for (const halt of halts) if (isOver(halt, time)) void this.#end(halt, "next_day");
    for (
      const { cause, reason, figures } of breachesOf(
        metrics,
        policy,
        { halts, acceptedLossPct, currency },
      )
    ) {
      const halt = newHalt({
        terminal,
        cause,
        reason,
        policy: policy.haltPolicy,
        ends: haltEnds(cause, policy),
        startedMs: clock.nowMs(),
        brokerDay: metrics.brokerDay,
      });
      void this.#halts.begin(halt, figures);
    }
  }

  async #end(halt: Halt, by: string): Promise<Result<Halt, StoreError | AskError>> {
    if (this.#ending.has(halt.id)) return ok(halt);
    this.#ending.add(halt.id);
    try {
      return await this.#halts.end(halt, by);
    } finally {
      this.#ending.delete(halt.id);
    }
  }

  /** One account, or all that are known; null when there is no such account. */
  #chosen(terminal: TerminalId | null): TerminalId[] | null {
    if (terminal === null) {
      return [
        ...new Set([
          ...this.#accounts.keys(),
          ...this.#halts.all.map((halt) => halt.terminal),
        ]),
      ];
    }
    const isKnown = this.#accounts.has(terminal) ||
      this.#halts.all.some((halt) => halt.terminal === terminal);
    return isKnown ? [terminal] : null;
  }

  async #haltByHand(
    terminal: TerminalId | null,
    { policy, reason }: Pick<Halt, "policy" | "reason">,
  ): Promise<Result<readonly Halt[], HaltError>> {
    const chosen = this.#chosen(terminal);
    if (chosen === null) return err({ code: "unknown_terminal" });
    const startedMs = this.#context.clock.nowMs();
    const halts = chosen.map((one) =>
      newHalt({
        terminal: one,
        cause: "command",
        reason,
        policy,
        ends: "by_hand",
        startedMs,
        brokerDay: this.#accounts.get(one)?.brokerDay ??
          brokerDayOf(startedMs as number as BrokerMs),
      })
    );
    const written = await Promise.all(halts.map((halt) => this.#halts.begin(halt)));
    return written.find((one) => !one.ok) ?? ok(halts);
  }

  async #resume(
    terminal: TerminalId | null,
    by: string,
  ): Promise<Result<readonly Halt[], HaltError>> {
    const chosen = this.#chosen(terminal);
    if (chosen === null) return err({ code: "unknown_terminal" });
    await this.#halts.loaded;
    const ended: Halt[] = [];
    for (const halt of this.#halts.all.filter((one) => chosen.includes(one.terminal))) {
      // Before it ends: the next account message would halt again.
      if (halt.cause !== "command") this.#acceptLosses(halt.terminal);
      const result = await this.#end(halt, by);
      if (!result.ok) return result;
      ended.push(result.value);
    }
    return ok(ended);
  }

  #acceptLosses(terminal: TerminalId): void {
    const account = this.#accounts.get(terminal);
    const figures = account?.figures ?? null;
    if (account === undefined || figures === null) return;
    account.acceptLosses();
    this.#context.log.warning("losses_accepted", {
      terminal,
      loss: percentText(figures.dayLossPct),
      equity: moneyText(figures.equity, account.currency),
    });
    void this.#storeFigures(account);
  }

  async #update(): Promise<Result<null, StoreError | AskError>> {
    const stored = await Promise.all(
      [...this.#accounts.values()].filter(({ isConnected }) => isConnected)
        .map(async (account) => {
          await account.refresh();
          return await this.#storeFigures(account);
        }),
    );
    return stored.find((one) => !one.ok) ?? ok(null);
  }

  #storeFigures(account: AccountRisk): Promise<Result<null, StoreError | AskError>> {
    const metrics = account.facts?.metrics ?? null;
    return metrics === null ? Promise.resolve(ok(null)) : this.#metricsWriter.store(metrics);
  }
}
