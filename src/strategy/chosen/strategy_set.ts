/**
 * The chosen strategies and whether each may run. Turns the findings of runners into signals and
 * failures, and disables a strategy that fails too often.
 */

import type { Direction, Result, Signal } from "../../models/mod.ts";
import type {
  AnalysisResult,
  ReadyStrategy,
  RefusedStrategy,
  StrategyChoice,
  TurnDone,
} from "../runner/runner_messages.ts";
import type { DraftRefusal } from "../results/signal_of_draft.ts";
import {
  afterBrokenRunner,
  afterTurn,
  initialHealth,
  type StrategyHealth,
} from "./strategy_health.ts";
import { afterTurnTime, slowMeanMs, type TurnTimes } from "../runner/turn_times.ts";

/** `waiting` until a runner has loaded it. */
export const strategyStates = ["waiting", "enabled", "disabled", "refused"] as const;

/** `waits` until it is taken up; `cannot_run`: the one before it goes on. */
export const newerFileStates = ["waits", "cannot_run"] as const;

/** A strategy as the status page shows it. */
export interface StrategyRecord {
  readonly state: typeof strategyStates[number];
  /** Why it does not run. */
  readonly problem: string | null;
  readonly analyses: number;
  readonly buys: number;
  readonly sells: number;
  readonly failures: number;
  readonly lastFailure: string | null;
  /** Mean duration of its latest turns, if it keeps using most of its time limit. */
  readonly slowMeanMs: number | null;
  /** Its file was saved again, and that version does not run; null when the saved one runs. */
  readonly newerFile: typeof newerFileStates[number] | null;
  /** Why the saved file cannot run. */
  readonly newerFileProblem: string | null;
}

interface Entry {
  ready: ReadyStrategy | null;
  /** Why it was refused. */
  problem: string | null;
  health: StrategyHealth;
  analyses: number;
  signals: Record<Direction, number>;
  lastFailure: string | null;
  turnTimes: TurnTimes;
}

/** The outcome of a turn. */
export interface Evaluation {
  readonly signals: readonly Signal[];
  readonly failures: number;
  /** Text of the newest failure; null when there is none. */
  readonly failure: string | null;
  /** Why the strategy was disabled by this turn; null when it was not. */
  readonly disabled: string | null;
}

/** Makes a signal of the draft for fresh bar number `at`. */
export type MakeSignal = (draft: unknown, at: number) => Result<Signal, DraftRefusal>;

export class StrategySet {
  readonly #entries: ReadonlyMap<string, Entry>;

  readonly #turnLimitMs: number;

  constructor(choices: readonly StrategyChoice[], turnLimitMs: number) {
    this.#turnLimitMs = turnLimitMs;
    this.#entries = new Map(
      choices.map(({ name, problem }) => [name, newEntry(problem ?? null)] as const),
    );
  }

  /** A runner has loaded them. Returns those that it refused and that were not refused before. */
  loaded(
    ready: readonly ReadyStrategy[],
    refused: readonly RefusedStrategy[],
  ): readonly RefusedStrategy[] {
    for (const strategy of ready) this.#entryOf(strategy.name).ready = strategy;
    const fresh = refused.filter(({ name }) => this.#entryOf(name).problem === null);
    for (const { name, problem } of fresh) {
      const entry = this.#entryOf(name);
      entry.ready = null;
      entry.problem = problem;
    }
    return fresh;
  }

  /** Neither refused nor disabled. */
  mayRun(strategy: string): boolean {
    const entry = this.#entries.get(strategy);
    return entry !== undefined && entry.problem === null && entry.health.disabled === null;
  }

  has(strategy: string): boolean {
    return this.#entries.has(strategy);
  }

  isEnabled(strategy: string): boolean {
    return this.mayRun(strategy) && this.#entries.get(strategy)!.ready !== null;
  }

  get enabled(): readonly ReadyStrategy[] {
    return Array.from(this.#entries.values(), ({ ready }) => ready)
      .filter((ready) => ready !== null)
      .filter(({ name }) => this.isEnabled(name));
  }

  /** Disables manually. False for an unknown strategy or one that cannot run. */
  disable(strategy: string): boolean {
    const entry = this.#entries.get(strategy);
    if (entry === undefined || entry.problem !== null) return false;
    entry.health = { ...entry.health, disabled: entry.health.disabled ?? byHand };
    return true;
  }

  /** Enables manually, even after too many failures; the count of consecutive failures is reset. */
  enable(strategy: string): boolean {
    const entry = this.#entries.get(strategy);
    if (entry === undefined || entry.problem !== null) return false;
    entry.health = { ...initialHealth, failures: entry.health.failures };
    return true;
  }

  /** The turn has finished. Invalid drafts count as failures, just like a throw. */
  turnDone(strategy: string, result: TurnDone, makeSignal: MakeSignal): Evaluation {
    const entry = this.#entryOf(strategy);
    const signals: Signal[] = [];
    const failed: number[] = [];
    let failure: string | null = null;
    for (const finding of result.findings) {
      const problem = problemOf(finding, makeSignal, signals);
      if (problem === null) continue;
      failed.push(finding.at - result.first);
      failure = problem;
    }
    entry.analyses += result.runs;
    const health = afterTurn(entry.health, { runs: result.runs, failed });
    return { signals, ...this.#judge(entry, health, failure) };
  }

  /** The strategy timed out or crashed its runner. */
  turnBroke(strategy: string, error: string, nowMs: number): Evaluation {
    const entry = this.#entryOf(strategy);
    return { signals: [], ...this.#judge(entry, afterBrokenRunner(entry.health, nowMs), error) };
  }

  /** How long a turn took, however it ended. */
  noteTurnTime(strategy: string, durationMs: number): void {
    const entry = this.#entryOf(strategy);
    entry.turnTimes = afterTurnTime(entry.turnTimes, durationMs);
  }

  /** Mean duration of its latest turns, if it keeps using most of its time limit. */
  slowMeanMs(strategy: string): number | null {
    return slowMeanMs(this.#entryOf(strategy).turnTimes, this.#turnLimitMs);
  }

  /** Counts a signal that was new in the store. */
  countSignal({ strategy, direction }: Pick<Signal, "strategy" | "direction">): void {
    this.#entryOf(strategy).signals[direction]++;
  }

  /**
   * Counts on from where the other set stands. Of the changed strategy, failures count again from
   * nothing, and it stays disabled only if that was done manually.
   */
  goOnFrom(other: StrategySet, changed: string): void {
    for (const [name, entry] of this.#entries) {
      const before = other.#entries.get(name);
      if (before === undefined) continue;
      const { analyses, signals, health, lastFailure, turnTimes, problem } = before;
      Object.assign(entry, { analyses, signals });
      if (name !== changed) Object.assign(entry, { health, lastFailure, turnTimes, problem });
      else if (health.disabled === byHand) entry.health = { ...initialHealth, disabled: byHand };
    }
  }

  get records(): Readonly<Record<string, StrategyRecord>> {
    return Object.fromEntries(
      Array.from(this.#entries, ([name, entry]) => {
        const slowMeanMs = this.slowMeanMs(name);
        return [name, { ...recordOf(entry), slowMeanMs, newerFile: null, newerFileProblem: null }];
      }),
    );
  }

  #judge(
    entry: Entry,
    health: StrategyHealth,
    failure: string | null,
  ): Omit<Evaluation, "signals"> {
    const failures = health.failures - entry.health.failures;
    const disabled = entry.health.disabled === null ? health.disabled : null;
    entry.health = health;
    entry.lastFailure = failure ?? entry.lastFailure;
    return { failures, failure, disabled };
  }

  #entryOf(strategy: string): Entry {
    const entry = this.#entries.get(strategy);
    if (entry === undefined) throw new TypeError(`No strategy ${strategy} in the strategy set`);
    return entry;
  }
}

const byHand = "was disabled manually";

function newEntry(problem: string | null): Entry {
  return {
    ready: null,
    problem,
    health: initialHealth,
    analyses: 0,
    signals: { buy: 0, sell: 0 },
    lastFailure: null,
    turnTimes: [],
  };
}

/** Null when the finding is a valid signal, which is then added to `signals`. */
function problemOf(
  finding: AnalysisResult,
  makeSignal: MakeSignal,
  signals: Signal[],
): string | null {
  if ("error" in finding) return finding.error;
  const signal = makeSignal(finding.draft, finding.at);
  if (!signal.ok) return signal.error.detail;
  signals.push(signal.value);
  return null;
}

function stateOf({ ready, problem, health }: Entry): StrategyRecord["state"] {
  if (problem !== null) return "refused";
  if (health.disabled !== null) return "disabled";
  return ready === null ? "waiting" : "enabled";
}

function recordOf(
  entry: Entry,
): Omit<StrategyRecord, "slowMeanMs" | "newerFile" | "newerFileProblem"> {
  const { health, analyses, signals, lastFailure } = entry;
  const problem = entry.problem ?? health.disabled;
  return {
    state: stateOf(entry),
    problem,
    analyses,
    buys: signals.buy,
    sells: signals.sell,
    failures: health.failures,
    lastFailure,
  };
}
