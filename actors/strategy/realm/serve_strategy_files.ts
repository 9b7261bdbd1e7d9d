/**
 * The runner of the trader's strategy files: a process that gives up every permission before it
 * reads anything. It gets its commands on standard input and reports on standard output. Each file
 * has a realm of its own, and its code runs only while it is loaded and during its own turns.
 */

import { setImmediate } from "node:timers/promises";
import { assertNever } from "../../../src/models/mod.ts";
import { frameOf, RunnerFrameReader } from "../../../src/strategy/runner/frames.ts";
import type {
  ReadyStrategy,
  RefusedStrategy,
  RunnerCommand,
  RunnerReport,
  StrategyChoice,
  Work,
} from "../../../src/strategy/runner/runner_messages.ts";
import { giveUpPermissions } from "./give_up_permissions.ts";
import { type DecisionResult, decisionTurn } from "./decision_turn.ts";
import { type RealmLimits, StrategyRealm } from "./strategy_realm.ts";

/** The longest window of every strategy with a portion of new bars is a tenth of this. */
const maxCommandBytes = 16_000_000;

/** Serves until standard input closes, which it does with the bridge. */
export async function serveStrategyFiles(): Promise<void> {
  giveUpPermissions();
  const runner = new FileRunner();
  const reader = new RunnerFrameReader(maxCommandBytes);
  for await (const bytes of Deno.stdin.readable) {
    const commands = reader.take(bytes);
    if (!commands.ok) throw new TypeError(`The bridge sent a bad message: ${commands.error.code}`);
    for (const command of commands.value) await runner.onCommand(command as RunnerCommand);
  }
}

class FileRunner {
  readonly #realms = new Map<string, StrategyRealm>();
  /** The realm whose code ran last. */
  #latest: StrategyRealm | null = null;
  /** An error thrown outside of the latest call, by a promise that nobody handles. */
  #stray: string | null = null;

  constructor() {
    const onStray = (event: Event, error: unknown) => {
      event.preventDefault(); // it would end the process without its reason
      this.#stray ??= this.#latest?.describe(error) ?? "the runner failed";
    };
    globalThis.addEventListener("error", (event) => onStray(event, event.error));
    globalThis.addEventListener("unhandledrejection", (event) => onStray(event, event.reason));
  }

  async onCommand(command: RunnerCommand): Promise<void> {
    switch (command.type) {
      case "configure":
        return await this.#configure(command);
      case "bars":
        for (const realm of this.#realms.values()) realm.keepBars(command.seriesId, command.window);
        return;
      case "turn":
        return await this.#turn(command);
      default:
        assertNever(command);
    }
  }

  async #configure(
    { strategies, turnLimitMs, loadLimitMs }: Extract<RunnerCommand, { type: "configure" }>,
  ): Promise<void> {
    const ready: ReadyStrategy[] = [];
    const refused: RefusedStrategy[] = [];
    for (const choice of strategies) {
      const { name } = choice;
      post({ type: "loading", strategy: name });
      const loaded = await this.#load(choice, { loadMs: loadLimitMs, turnMs: turnLimitMs });
      if ("problem" in loaded) refused.push({ name, problem: loaded.problem });
      else ready.push({ name, ...loaded });
    }
    post({ type: "ready", strategies: ready, refused });
  }

  async #load(choice: StrategyChoice, limits: RealmLimits) {
    const realm = new StrategyRealm(choice.name, limits);
    this.#latest = realm;
    const loaded = await realm.load(choice);
    await setImmediate(); // rejections without a handler are reported in between
    if (loaded === null) return { problem: `takes longer than ${limits.loadMs / 1000} s to load` };
    const problem = this.#takeStray();
    if (problem !== null) return { problem };
    if (!("problem" in loaded)) this.#realms.set(choice.name, realm);
    return loaded;
  }

  async #turn(
    { turn, strategy, seriesId, work }: Extract<RunnerCommand, { type: "turn" }>,
  ): Promise<void> {
    const realm = this.#realms.get(strategy);
    if (realm === undefined) throw new TypeError(`No ${strategy} in this runner`);
    this.#latest = realm;
    const result = turnOf(realm, seriesId, work);
    await setImmediate(); // rejections without a handler are reported in between
    const error = this.#takeStray();
    if (error !== null) return post({ type: "crashed", error });
    // without a report the strategy actor times out and ends this process
    if (result !== null) post({ type: "turn_done", turn, ...result });
  }

  #takeStray(): string | null {
    const stray = this.#stray;
    this.#stray = null;
    return stray;
  }
}

/** Null when it took too long. */
function turnOf(realm: StrategyRealm, seriesId: string, work: Work): DecisionResult | null {
  if (work.kind === "decision") return decisionTurn(realm, work);
  const result = work.kind === "bars"
    ? realm.barsTurn(seriesId, work.fresh)
    : realm.ticksTurn(seriesId, work.ticks);
  return result === null ? null : JSON.parse(result);
}

function post(report: RunnerReport): void {
  let rest: Uint8Array = frameOf(report);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
