/**
 * The risk actor: watches every account, halts trading when a limit is broken, and decides on every
 * order.
 */

import {
  assertNever,
  err,
  listedAccounts,
  ok,
  pricedTerminal,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { breachesOf, haltEnds, isOver, newHalt } from "../../src/risk/halts/halt_decision.ts";
import { outgrownOrders } from "../../src/risk/orders/outgrown_orders.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { AccountGroups } from "./account_groups.ts";
import { AccountReport } from "./account_report.ts";
import { AccountRisk } from "./account_risk.ts";
import type { NewFigures } from "./account_risk_options.ts";
import { RiskDecisions } from "./risk_decisions.ts";
import { DecisionWriter } from "./decision_writer.ts";
import { HaltCommands } from "./halt_commands.ts";
import { noGrant } from "./halt_endings.ts";
import { HaltRegistry } from "./halt_registry.ts";
import { MetricsWriter } from "./metrics_writer.ts";
import type { RiskConfig, RiskEvent, RiskProtocol } from "./protocol.ts";
import type { RiskStatus } from "../../src/risk/halts/halt_requests.ts";
import { type RiskContext, riskContext } from "./risk_context.ts";
import { riskStatus } from "./risk_status.ts";
import { TerminalGuards } from "./terminal_guards.ts";

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
  readonly #commands: HaltCommands;
  readonly #guards: TerminalGuards;
  readonly #groups: AccountGroups;

  constructor(context: RiskContext) {
    this.#context = context;
    const halts = this.#halts = new HaltRegistry(context);
    this.#guards = new TerminalGuards(context);
    this.#commands = new HaltCommands({ context, halts, accounts: this.#accounts });
    const groups = this.#groups = new AccountGroups({ context, halts, accounts: this.#accounts });
    this.#decisionWriter = new DecisionWriter(context);
    this.#metricsWriter = new MetricsWriter(context);
    this.#report = new AccountReport(context);
    this.#decisions = new RiskDecisions({
      context,
      halts: this.#halts,
      decisionWriter: this.#decisionWriter,
      accountOf: (terminal) => this.#accounts.get(terminal),
      groups,
    });
  }

  readonly onAsk: Behaviour<RiskProtocol>["onAsk"] = {
    decide: (request) => {
      const receivedSteadyMs = this.#context.clock.steadyMs();
      return this.#decisions.decide({ ...request, receivedSteadyMs });
    },
    preview: (request) => {
      const receivedSteadyMs = this.#context.clock.steadyMs();
      return this.#decisions.preview({ ...request, receivedSteadyMs });
    },
    approve: ({ decision }) => this.#decisions.approve(decision),
    repeat: ({ terminal }) => this.#decisions.repeat(terminal),
    refuse: ({ proposal, refusals }) => this.#decisions.noteRefusal(proposal, refusals),
    outgrown_orders: ({ terminal, openPositions }) => {
      const account = this.#accounts.get(terminal)?.facts ?? null;
      const policy = this.#context.policies.of(terminal);
      return outgrownOrders({ account, policy }, openPositions);
    },
    update_risk: () => this.#update(),
    report_accounts: async () => {
      await this.#report.log([...this.#accounts.values()]);
      return ok(null);
    },
    halt: (request) => this.#commands.halt(request),
    resume: (request) => this.#commands.resume(request),
    replace_day: async (request) =>
      await this.#accounts.get(request.terminal)?.replaceDay(request) ??
        err({ code: "unknown_terminal" }),
    halts: async ({ held = [] }) => {
      await this.#halts.loaded;
      await this.#halts.takeUp(held);
      return this.#halts.held;
    },
    general_halts: async () => {
      await this.#halts.loaded;
      return this.#halts.general.lasting;
    },
    decisions_written: async () => {
      await this.#decisionWriter.written;
      return null;
    },
    watched_accounts: () =>
      [...this.#accounts.values()].filter(({ isWatched }) => isWatched)
        .map(({ terminal }) => terminal),
    risk: () => [...this.#accounts.values()].map((account) => this.#statusOf(account)),
    account_groups: () => this.#groups.status,
  };

  onTell(event: RiskEvent): void {
    switch (event.type) {
      case "venue_synced": {
        const { terminal } = event.identity;
        this.#account(terminal).synced(event);
        this.#guards.synced(event);
        return this.#halts.venueSynced(terminal, event);
      }
      case "terms_changed":
        return this.#accounts.get(event.terminal)?.termsChanged(event.instruments);
      case "venue_lost":
        this.#accounts.get(event.terminal)?.lost();
        this.#guards.lost(event.terminal);
        return this.#halts.venueLost(event.terminal);
      case "account_received":
        return this.#accounts.get(event.metrics.terminal)?.accountReceived(event);
      case "deals_recorded":
        return this.#accounts.get(event.terminal)?.dealsRecorded(event);
      case "flat_confirmed":
        return this.#halts.flat(event.terminal, event.utcMs);
      case "trade_hinted":
        return; // the next account message shows the effect on equity
      default:
        assertNever(event);
    }
  }

  /** Accounts that are not listed any more were lost before; their halts stay. */
  onConfig(config: unknown): void {
    const { policies } = this.#context;
    policies.replace(config as RiskConfig);
    const listed = listedAccounts(policies.all);
    for (const [terminal, account] of this.#accounts) {
      if (listed?.includes(pricedTerminal(terminal)) !== false) continue;
      account.stop();
      this.#guards.forget(terminal);
      this.#halts.venueLost(terminal);
      this.#accounts.delete(terminal);
    }
  }

  onPeerRestarted(peer: ActorName): void {
    if (peer === "trade") this.#halts.tradeRestarted();
    if (peer === "redis") this.#halts.redisRestarted();
    // The new link knows no terminals yet: each one reports again when it is in sync.
    for (const account of this.#accounts.values()) {
      if (account.facts?.venue === peer) {
        account.lost();
        this.#guards.lost(account.terminal);
        this.#halts.venueLost(account.terminal);
      }
    }
  }

  status() {
    return riskStatus({
      policies: this.#context.policies,
      accounts: [...this.#accounts.values()],
      halts: this.#halts,
      decisions: this.#decisions,
      decisionWriter: this.#decisionWriter,
      groups: this.#groups,
    });
  }

  stop(): void {
    for (const account of this.#accounts.values()) account.stop();
    this.#halts.stop();
    this.#guards.stop();
    this.#decisionWriter.stop();
    this.#metricsWriter.stop();
  }

  #account(terminal: TerminalId): AccountRisk {
    let account = this.#accounts.get(terminal);
    if (account === undefined) {
      const created = new AccountRisk({
        terminal,
        context: this.#context,
        haltsLoaded: this.#halts.loaded,
        onFigures: (figures) => this.#judge(created, figures),
      });
      account = created;
      this.#accounts.set(terminal, account);
    }
    return account;
  }

  /** Halts accounts that break a limit, and ends halts whose day is over. */
  #judge(account: AccountRisk, { metrics, brokerMs, isExplained }: NewFigures): void {
    const { policies, clock, random, redis } = this.#context;
    const { terminal, currency } = account;
    const policy = policies.of(terminal);
    redis.tell({ type: "risk_measured", metrics }, {
      key: `risk/${terminal}`,
      merge: (_, later) => later,
    });
    const { state, mode, flowsToMs, facts } = account;
    const isSure = isExplained && state === "sure";
    const known = facts?.metrics ?? null;
    if (isSure && known !== null) this.#metricsWriter.measured(known);
    if (isSure && flowsToMs !== null) this.#guards.measured(metrics, flowsToMs, mode);
    const halts = this.#halts.lastingOf(terminal) ?? [];
    for (const halt of halts) {
      if (!isOver(halt, brokerMs) || this.#halts.isEnding(halt)) continue;
      if (halt.cause === "group_loss" && this.#groups.isBeyond(terminal)) continue;
      const grantOf = () => noGrant;
      void this.#halts.end({ halts: [halt], general: [], by: "next_day", grantOf });
    }
    for (
      const { cause, reason, figures } of breachesOf(
        metrics,
        policy,
        { halts: this.#halts.certainOf(terminal), currency },
      )
    ) {
      const halt = newHalt({
        terminal,
        scope: "account",
        cause,
        reason,
        // In safety mode nothing may be closed, so the halt does not promise to close anything.
        policy: account.mode === "safety" ? "block" : policy.haltPolicy,
        ends: haltEnds(cause, policy),
        startedMs: clock.nowMs(),
        brokerDay: metrics.brokerDay,
      }, random);
      void this.#halts.begin(halt, { figures, metrics });
    }
    this.#groups.judge(terminal);
  }

  #statusOf(account: AccountRisk): RiskStatus {
    const { terminal } = account;
    const halts = this.#halts.all.filter((halt) => halt.terminal === terminal);
    const causes = [...new Set(halts.map(({ cause }) => cause))];
    const grants = causes.map((cause) => ({ cause, text: account.resumeGrant(cause).text }));
    const { name = null, limits } = this.#context.policies.of(terminal);
    return { name, limits, terminal, metrics: account.facts?.metrics ?? null, halts, grants };
  }

  async #update(): Promise<Result<null, StoreError | AskError>> {
    await this.#groups.refreshAll();
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
