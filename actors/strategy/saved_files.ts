/**
 * Files of the trader that are saved while the bridge runs. Outside of live mode a saved file is
 * taken up by itself; in live mode it waits until it is asked for. One that cannot run leaves the
 * version before it running.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "../../src/models/logger.ts";
import { err, ok, type Result, type TradingMode } from "../../src/models/mod.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { pluginSource } from "../../src/strategy/files/plugin_source.ts";
import type { StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import { FileWatch } from "./file_watch.ts";
import type { TakeUpError } from "./protocol.ts";

export interface SavedFilesOptions {
  /** The folder of the files; null where none is watched. */
  readonly folder: string | null;
  /** Strategies that are files, as they run. */
  readonly choices: readonly StrategyChoice[];
  readonly tradingMode: TradingMode;
  readonly clock: Clock;
  readonly log: Logger;
  /** Lets it run in place of the version before; resolves with why it cannot, or null. */
  replace(choice: StrategyChoice): Promise<string | null>;
}

interface SavedFile {
  running: StrategyChoice;
  newer: StrategyChoice | null;
  /** Why the newer one cannot run. */
  problem: string | null;
}

type Newer = Pick<StrategyRecord, "newerFile" | "newerFileProblem">;

export class SavedFiles {
  readonly #options: SavedFilesOptions;
  readonly #files: ReadonlyMap<string, SavedFile>;
  readonly #watch: FileWatch | null;
  /** One file is taken up at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SavedFilesOptions) {
    this.#options = options;
    const { folder, choices, clock, log } = options;
    this.#files = new Map(
      choices.map((running) => [running.name, { running, newer: null, problem: null }] as const),
    );
    const isWatched = folder !== null && choices.length > 0 && existsSync(folder);
    this.#watch = !isWatched ? null : new FileWatch({
      ...{ folder, clock },
      files: choices.map(({ name }) => `${name}.ts`),
      onSaved: (file) => this.#read(file.slice(0, -".ts".length)),
      onEnded: (error) => log.warning("strategy_files_unwatched", { error }),
    });
    // After a restart of this actor, it has the files of the start of the bridge.
    if (isWatched) { for (const { name } of choices) this.#read(name); }
  }

  newerOf(strategy: string): Newer {
    const { newer, problem } = this.#files.get(strategy) ?? { newer: null, problem: null };
    if (newer === null) return { newerFile: null, newerFileProblem: null };
    return { newerFile: problem === null ? "waits" : "cannot_run", newerFileProblem: problem };
  }

  /** Takes up what waits. */
  async takeUp(strategy: string): Promise<Result<null, TakeUpError>> {
    const file = this.#files.get(strategy);
    if (file === undefined) return err({ code: "not_a_file" });
    if (file.newer === null) return err({ code: "nothing_newer" });
    const problem = await this.#takeUp(file, file.newer);
    return problem === null ? ok(null) : err({ code: "cannot_run", problem });
  }

  stop(): void {
    this.#watch?.stop();
  }

  #read(name: string): void {
    const { folder, tradingMode, log } = this.#options;
    const path = join(folder!, `${name}.ts`);
    if (!existsSync(path)) return; // the version that runs goes on
    const file = this.#files.get(name)!;
    const text = pluginSource(path, name);
    const part = text.ok ? { source: text.value } : { problem: text.error };
    const { name: _, parameters } = file.running;
    const choice: StrategyChoice = { name, parameters, ...part };
    if (isSame(choice, file.running)) {
      Object.assign(file, { newer: null, problem: null });
      return;
    }
    if (file.newer !== null && isSame(choice, file.newer)) return;
    Object.assign(file, { newer: choice, problem: null });
    if (tradingMode === "live") log.warning("strategy_file_waits", { strategy: name });
    else void this.#takeUp(file, choice);
  }

  /** Null when it runs; otherwise why not. */
  async #takeUp(file: SavedFile, choice: StrategyChoice): Promise<string | null> {
    const { replace, log } = this.#options;
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = done.promise;
    await before;
    try {
      if (file.newer !== choice) return "was saved once more meanwhile";
      const problem = await replace(choice);
      const fields = { strategy: choice.name };
      if (problem === null) {
        log.info("strategy_file_taken_up", fields);
        file.running = choice;
        if (file.newer === choice) Object.assign(file, { newer: null, problem: null });
        return null;
      }
      log.warning("strategy_file_not_taken_up", { ...fields, problem });
      if (file.newer === choice) file.problem = problem;
      return problem;
    } finally {
      done.resolve();
    }
  }
}

function isSame(one: StrategyChoice, other: StrategyChoice): boolean {
  return one.source === other.source && one.problem === other.problem;
}
