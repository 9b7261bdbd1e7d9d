/**
 * One run of the bridge in a scenario: the product's own supervision tree and jobs, in this thread.
 * Actors that make no decisions about money (the status page, latest values) are silent; signals
 * come from the scenario instead of strategies, and take the same path.
 */

import type { Actors, AnyPeer, ContextOf } from "../../actors/actor_map.ts";
import { startDatabase } from "../../actors/database/actor.ts";
import { defaultJobs } from "../../actors/jobs.ts";
import { startMt5 } from "../../actors/mt5/actor.ts";
import type { Mt5Config } from "../../actors/mt5/protocol.ts";
import { startPrice } from "../../actors/price/actor.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import { startTrade } from "../../actors/trade/actor.ts";
import { supervisionTree } from "../../actors/supervision_tree.ts";
import { identityOf } from "../../src/cli/settings/identity.ts";
import type { Settings } from "../../src/config/mod.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import type { ActorContext, Behaviour, Peer } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";
import { Scheduler } from "../../src/runtime/scheduler/scheduler.ts";
import { ownProgram } from "../support/own_program.ts";
import type { FaultyLink } from "./faulty_link.ts";
import { type ActorSpec, InProcessSystem } from "./in_process_system.ts";
import type { Post } from "./local_port.ts";
import { type OnAnalysed, type SignalProtocol, startSignals } from "./signal_actor.ts";
import { silentActor } from "./silent_actor.ts";
import type { Life, ScenarioTime } from "./world.ts";

export interface BridgeOptions {
  readonly world: ScenarioTime;
  readonly settings: Settings;
  readonly link: FaultyLink;
  readonly onPost: (post: Post) => void;
  readonly onLog: (record: LogRecord) => void;
  readonly onFailure: (actor: string, error: unknown) => void;
  /** Called with bars when strategies may analyse them. */
  readonly onAnalysed: OnAnalysed;
  /** Wraps an actor's behaviour, between it and its peers. */
  readonly tamper: (name: string, behaviour: Behaviour<Protocol>) => Behaviour<Protocol>;
  /** Messages between actors are copied, as between workers. */
  readonly isCopied: boolean;
}

// Behaviours and configurations differ for each actor; the tree has matched them.
type AnyStart = ActorSpec["start"];

/** Twice the default, because heartbeats are most of a scenario's messages. */
const heartbeatMs = 2_000;

/**
 * The jobs that concern account, trades and risk; prices come from the stream, and nothing is
 * analysed.
 */
const jobsOfMoney = ["sync_metrics", "sync_trades", "sync_terms", "update_risk"];

/** The bridge's actors, with one from the scenario in place of the strategies. */
export type ScenarioActors = Omit<Actors, "strategy"> & { readonly strategy: SignalProtocol };

export class Bridge {
  readonly system: InProcessSystem<ScenarioActors>;
  readonly #scheduler: Scheduler;

  constructor(options: BridgeOptions) {
    const { world, settings, onLog } = options;
    const identity = identityOf(settings, { isDemo: false, watched: null });
    const tree = supervisionTree({ settings, identity, simulatedTerminals: [], ownProgram });
    const specs = tree.map(({ name, startAfter, talksTo, mayTalkTo, config }): ActorSpec => {
      const { start, release } = startOf(name, options);
      return {
        name,
        startAfter,
        talksTo,
        mayTalkTo,
        config: name === "mt5" ? { ...config as Mt5Config, heartbeatMs } : config,
        start: async (context) => options.tamper(name, await start(context)),
        ...(release === undefined ? {} : { release }),
      };
    });
    this.system = new InProcessSystem<ScenarioActors>({ ...options, specs });
    const clock = world.computerClock(this.system.life);
    this.#scheduler = new Scheduler({
      clock,
      random: seededRandom(Math.floor(world.random() * 2 ** 32)),
      log: recordLogger({ source: "scheduler", clock, emit: onLog }),
      maxWorkers: settings.tasks.maxWorkers,
      taskTimeoutMs: settings.tasks.timeoutMs,
      statisticsIntervalMs: settings.intervals.statisticsMs,
    });
    // No job sends requests to the strategy actor, which is replaced here.
    const peer = ((name: keyof ScenarioActors) => this.system.peer(name)) as AnyPeer;
    for (const job of defaultJobs({ settings, clock, peer, wanted: () => settings.symbols })) {
      if (jobsOfMoney.includes(job.name)) this.#scheduler.addJob(job);
    }
    void this.#start();
  }

  get isUp(): boolean {
    return this.system.isUp;
  }

  peer<Name extends keyof ScenarioActors>(name: Name): Peer<ScenarioActors[Name]> {
    return this.system.peer(name);
  }

  kill(): void {
    this.system.kill();
  }

  async #start(): Promise<void> {
    await this.system.start();
    if (!this.system.life.isOver) this.#scheduler.start();
  }
}

function startOf(
  name: string,
  { link, onAnalysed }: BridgeOptions,
): Pick<ActorSpec, "start" | "release"> {
  switch (name) {
    case "database":
      return {
        start: startDatabase as unknown as AnyStart,
        // Closes the file as the end of a process does: everything committed stays, nothing more is
        // written.
        release: (behaviour) => void behaviour.stop?.(),
      };
    case "mt5":
      return { start: startOn(link) };
    case "price":
      return { start: startPrice as unknown as AnyStart };
    case "risk":
      return { start: startRisk as unknown as AnyStart };
    case "trade":
      return { start: startTrade as unknown as AnyStart };
    case "strategy":
      return { start: signalsOf(onAnalysed) };
    default:
      return { start: silentActor };
  }
}

function signalsOf(onAnalysed: OnAnalysed): AnyStart {
  const start = (context: ContextOf<"strategy", unknown>) => startSignals(context, onAnalysed);
  return start as unknown as AnyStart;
}

function startOn(link: FaultyLink): AnyStart {
  const start = (context: ActorContext<Mt5Config> & { readonly life: Life }) =>
    startMt5(context, link.transportOf(context.life));
  return start as unknown as AnyStart;
}
