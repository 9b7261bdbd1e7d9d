/** Collects what this bridge reports to the fleet. What does not answer is missing from it. */

import { pricedTerminal, type TerminalId } from "../../src/models/mod.ts";
import { currencyDigits } from "../../src/models/currency.ts";
import type { FleetAccount, FleetReport } from "../../src/models/fleet.ts";
import { haltReason } from "../../src/models/halt_reason.ts";
import { todayText } from "../../src/risk/day/today_text.ts";
import type { RiskStatus } from "../../src/risk/halts/halt_requests.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { SystemSnapshot } from "../../src/runtime/system_protocol.ts";
import type { ContextOf } from "../actor_map.ts";
import type { TerminalStatus } from "../mt5/protocol.ts";
import type { AccountOverview } from "../trade/protocol.ts";
import type { FleetConfig } from "./protocol.ts";

export type FleetContext = ContextOf<"fleet", FleetConfig>;

/** Less than the pause between two reports. */
const answerTime = { timeoutMs: 2_000 };

export class ReportWriter {
  readonly #context: FleetContext;
  readonly #run: string;
  readonly #startedMs: ReturnType<Clock["steadyMs"]>;
  #latest: FleetReport | null = null;

  constructor(context: FleetContext, run: string) {
    this.#context = context;
    this.#run = run;
    this.#startedMs = context.clock.steadyMs();
  }

  async write(): Promise<FleetReport> {
    const { peer, config } = this.#context;
    const [system, terminals, risks, overviews, general, mirror] = await Promise.all([
      peer("system").ask("snapshot", {}, answerTime),
      peer("mt5").ask("terminals", {}, answerTime),
      peer("risk").ask("risk", {}, answerTime),
      peer("trade").ask("accounts", {}, answerTime),
      peer("risk").ask("general_halts", {}, answerTime),
      peer("database").ask("mirror_name", {}, answerTime),
    ]);
    const [halt] = general.ok ? general.value : [];
    const accounts = accountsOf({
      terminals: terminals.ok ? terminals.value : [],
      risks: risks.ok ? risks.value : [],
      overviews: overviews.ok ? overviews.value : [],
    });
    this.#latest = {
      ...this.#facts(),
      state: system.ok ? system.value.state : "starting",
      reason: system.ok ? troublesOf(system.value) : "",
      halted: halt === undefined ? null : halt.reason,
      accounts,
      mirror: mirror.ok ? mirror.value : null,
      redis: config.redisName,
    };
    return this.#latest;
  }

  /** With the latest figures: the other actors may have stopped. */
  last(): FleetReport {
    const nothing = { halted: null, accounts: [], mirror: null };
    const { redisName: redis } = this.#context.config;
    const latest = this.#latest ?? { ...nothing, redis };
    return { ...latest, ...this.#facts(), state: "stopped", reason: "" };
  }

  #facts() {
    const { clock, config: { name, version, mode, demo, secret } } = this.#context;
    return {
      ...{ name, run: this.#run, version, mode, demo },
      upMs: Math.round(clock.steadyMs() - this.#startedMs),
      acceptsHalts: secret !== "",
    };
  }
}

/** Lists what does not work, with reasons; halts are reported by themselves. */
function troublesOf({ state, children }: SystemSnapshot): string {
  if (state === "starting" || state === "stopping") return "";
  return children.flatMap(({ name, state: life, actor }) => {
    if (life !== "running") return [`${name} is ${life.replace("_", " ")}`];
    if (actor?.health !== "degraded" || name === "risk") return [];
    return [actor.reason ?? `${name}: ${actor.state}`];
  }).join("; ");
}

interface AccountSources {
  readonly terminals: readonly TerminalStatus[];
  readonly risks: readonly RiskStatus[];
  readonly overviews: readonly AccountOverview[];
}

function accountsOf({ terminals, risks, overviews }: AccountSources): FleetAccount[] {
  const ids = [...terminals, ...risks, ...overviews].map(({ terminal }) => terminal);
  const facts = (id: TerminalId) => ({
    connection: terminals.find(({ terminal }) => terminal === pricedTerminal(id)),
    risk: risks.find(({ terminal }) => terminal === id),
    overview: overviews.find(({ terminal }) => terminal === id),
  });
  return [...new Set(ids)].map((terminal): FleetAccount => {
    const { connection, risk, overview } = facts(terminal);
    const identity = connection?.identity ?? null;
    const metrics = risk?.metrics ?? null;
    return {
      terminal,
      currency: identity?.currency ?? "",
      currencyDigits: identity === null ? 2 : currencyDigits(identity),
      mode: overview?.mode ?? null,
      isConnected: connection?.state === "in_sync" || connection?.state === "syncing",
      equity: metrics?.equity ?? null,
      today: metrics === null ? null : todayText(metrics, identity ?? ""),
      positions: overview?.positions.length ?? null,
      orders: overview?.orders.length ?? null,
      halts: (risk?.halts ?? []).map(haltReason),
    };
  });
}
