/**
 * One scenario: a seed decides, step by step, what happens on a trader's day; then all faults end,
 * time passes until everything has settled, and the evidence is checked. The same seed gives the
 * same scenario, printed or not.
 */

import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { goodBehaviour } from "../../src/simulation/misbehaviour.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { actsOf } from "./acts.ts";
import { type Breach, breachesOf, type BrokerEvidence, type Evidence } from "./invariants.ts";
import { settingsTexts } from "./cast.ts";
import { forever, type WatchedBroker } from "./watched_broker.ts";
import type { Stage } from "./stage.ts";
import { calm } from "./unkind.ts";
import { soundLink } from "./faulty_link.ts";
import type { ValueOf } from "../../src/runtime/answer.ts";

export interface ScenarioResult {
  readonly seed: number;
  readonly breaches: readonly Breach[];
  readonly turns: number;
  /** What happened in the scenario, for the figures of a run. */
  readonly counts: {
    readonly sends: number;
    readonly deals: number;
    readonly halts: number;
    readonly lives: number;
  };
}

/**
 * Interval and duration of the checks after the last fault: longer than any timeout, backoff and
 * timer of the product.
 */
const settleMs = 12_000;
const settleMsMax = 600_000;

/** An unkind terminal takes its time before anything can be traded. */
const readyMsMax = 240_000;

export function runScenario(stage: Stage): ScenarioResult {
  const { seed } = stage.cast;
  try {
    stage.say(`seed ${seed}: ${JSON.stringify(stage.cast)}`);
    stage.startBridge();
    stage.startSimulatedTerminal();
    if (stage.isUnkind) stage.runUntilReady(readyMsMax);
    else stage.run(3_000);
    const acts = actsOf(stage);
    for (let step = 0; step < stage.cast.steps; step++) {
      acts.next();
      stage.run(pause(stage));
    }
    const { evidence, breaches } = settle(stage);
    return {
      seed,
      breaches,
      turns: stage.world.turn,
      counts: {
        sends: stage.ledger.sends.length,
        deals: evidence?.stored.deals.length ?? 0,
        halts: stage.ledger.haltsStored.size,
        lives: stage.ledger.life,
      },
    };
  } finally {
    stage.killBridge();
    stage.killTerminal();
    stage.killSecondTerminal();
  }
}

/** Mostly a moment, sometimes long enough for timers and timeouts. */
function pause({ world: { random } }: Stage): number {
  const share = random();
  if (share < 0.4) return Math.floor(random() * 40);
  return share < 0.85 ? Math.floor(random() * 2_000) : Math.floor(random() * 10_000);
}

/** The end of a scenario; evidence is null when the bridge never replied. */
interface End {
  readonly evidence: Evidence | null;
  readonly breaches: readonly Breach[];
}

function settle(stage: Stage): End {
  stage.say("--- the faults are over");
  stage.link.faults = soundLink;
  stage.storeFault = null;
  stage.world.computerErrorMs = 0;
  stage.terminalAheadMs = 0;
  stage.terminal?.misbehave(goodBehaviour);
  stage.terminal?.setDiskFull(false);
  calm(stage);
  stage.market.isMoving = false;
  stage.happen({
    kind: "switches",
    switches: { isConnected: true, isAlgoAllowedByTerminal: true },
  });
  stage.broker.forgetFaults();
  stage.killSecondTerminal();
  stage.startSimulatedTerminal();
  stage.startBridge();
  let end: End = { evidence: null, breaches: [] };
  for (let waitedMs = 0; waitedMs < settleMsMax; waitedMs += settleMs) {
    stage.run(settleMs);
    const evidence = gather(stage);
    end = { evidence, breaches: evidence === null ? silence(stage) : breachesOf(evidence) };
    if (end.breaches.length === 0 && evidence?.account?.isReconciled === true) break;
  }
  return end;
}

function silence({ crashes }: Stage): Breach[] {
  return ["the bridge does not answer", ...crashes].map((what) => ({
    invariant: "nothingCrashed" as const,
    what,
  }));
}

/** Null when the bridge does not reply. */
function gather(stage: Stage): Evidence | null {
  const { bridge, terminalId: terminal, broker, ledger, crashes, secondLog } = stage;
  if (bridge === null) throw new Error("The bridge is not running");
  const database = bridge.peer("database");
  const answers = {
    trades: asked(database, "trades", { terminal }),
    deals: asked(database, "deals_between", {
      terminal,
      fromBrokerMs: brokerMs(0),
      toBrokerMs: null,
    }),
    intents: asked(database, "recent_intents", { terminal, limit: 10_000 }),
    decisions: asked(database, "recent_decisions", { terminal, limit: 10_000 }),
    halts: asked(database, "lasting_halts", {}),
  };
  const accounts = bridge.peer("trade").ask("accounts", {}, { timeoutMs: 5_000 });
  const box: { evidence: Evidence | null; isOver: boolean } = { evidence: null, isOver: false };
  const collect = async () => {
    const [trades, deals, intents, decisions, lastingHalts] = [
      await answers.trades,
      await answers.deals,
      await answers.intents,
      await answers.decisions,
      await answers.halts,
    ];
    const known = await accounts;
    if (trades === null || deals === null || intents === null || decisions === null) return;
    if (!known.ok || lastingHalts === null) return;
    box.evidence = {
      broker: truthOf(broker),
      seen: broker.seen,
      openAtTerminal: stage.terminal?.openIntents() ?? new Set(),
      away: secondLog?.installation ?? null,
      ledger,
      hasClockFaults: stage.cast.hasClockFaults,
      losses: stage.losses.losses,
      lossLimits: stage.cast,
      ordersPerMinuteMax: Number(settingsTexts(stage.cast).MAX_ORDERS_PER_MINUTE),
      crashes,
      stored: { ...trades, deals, intents, decisions, lastingHalts: lastingHalts.halts },
      account: known.value.find((one) => one.terminal === terminal) ?? null,
    };
  };
  void collect().finally(() => box.isOver = true);
  stage.world.run(stage.world.atMs + 6_000, () => box.isOver);
  return box.evidence;
}

function truthOf(broker: WatchedBroker): BrokerEvidence {
  return {
    balance: broker.account().balance,
    positions: broker.positions(),
    orders: broker.orders(),
    historyOrders: broker.historyOrders(forever),
    deals: broker.deals(forever),
  };
}

/** The value of a reply of the store; null without one. */
async function asked<Q extends keyof DatabaseProtocol["ask"] & string>(
  database: Peer<DatabaseProtocol>,
  question: Q,
  request: DatabaseProtocol["ask"][Q]["request"],
): Promise<ValueOf<DatabaseProtocol["ask"][Q]["reply"]> | null> {
  const answer = await database.ask(question, request, { timeoutMs: 5_000 });
  return answer.ok ? answer.value : null;
}
