/** Runs scenarios one after the other, each with a separate store on the fastest disk available. */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import { runScenario, type ScenarioResult } from "./scenario.ts";
import { describeError } from "./scenario_text.ts";
import { Stage, type StageOptions } from "./stage.ts";
import { unkindnessOf } from "./unkind.ts";

/**
 * Options of a scenario: where it is printed, what is broken on purpose, which terminal it uses.
 */
export type RunOptions =
  & Partial<Pick<StageOptions, "tell" | "tampering" | "expertProgram">>
  /** The hosted terminal has the habits that the seed draws. */
  & { readonly isUnkind?: boolean };

/** The folder for the stores of the scenarios. */
export class ScenarioFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ ...fastDisk(), prefix: "bridge-scenario-" });
  readonly emptyStore: string;
  #scenarios = 0;

  constructor() {
    const folder = join(this.path, "empty");
    const opened = openSqliteStore({ folder, retention: { tickDays: 0, barDays: 0 } });
    if (!opened.ok) throw new Error(opened.error.code);
    this.emptyStore = opened.value.path;
    opened.value.close();
    dropViews(this.emptyStore);
  }

  /** A folder for one scenario, which the caller removes. */
  next(): string {
    const folder = join(this.path, String(++this.#scenarios));
    Deno.mkdirSync(folder);
    return folder;
  }

  remove(folder: string): void {
    Deno.removeSync(folder, { recursive: true });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Views are for people: no scenario uses them, and SQLite reads them each time it opens a file. */
function dropViews(path: string): void {
  using db = new DatabaseSync(path);
  const views = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").all();
  db.exec([...views.map(({ name }) => `DROP VIEW ${name};`), "VACUUM"].join(" "));
}

/** Memory needs no waiting for a disk, and a killed process leaves the same state. */
function fastDisk(): { readonly dir?: string } {
  try {
    return Deno.statSync("/dev/shm").isDirectory ? { dir: "/dev/shm" } : {};
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

/** Runs the scenario of one seed. */
export async function runSeed(
  scenarios: ScenarioFolder,
  seed: number,
  options: RunOptions = {},
): Promise<ScenarioResult> {
  const { value, rejections } = await onStage({ scenarios, seed, ...options }, runScenario);
  const breaches = rejections.map((what) => ({ invariant: "nothingCrashed" as const, what }));
  return { ...value, breaches: [...value.breaches, ...breaches] };
}

/** What `body` returns on a stage of its own, and promises that were rejected unhandled. */
export async function onStage<Value>(
  { scenarios, seed, tell = null, tampering = {}, expertProgram = null, isUnkind = false }:
    & RunOptions
    & {
      readonly scenarios: ScenarioFolder;
      readonly seed: number;
    },
  body: (stage: Stage) => Value,
): Promise<{ readonly value: Value; readonly rejections: readonly string[] }> {
  const rejections: string[] = [];
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    rejections.push(describeError(event.reason));
  };
  const folder = scenarios.next();
  globalThis.addEventListener("unhandledrejection", onRejection);
  try {
    const { emptyStore } = scenarios;
    const unkindness = isUnkind ? unkindnessOf(seed) : null;
    const parts = { folder, emptyStore, tell, tampering, expertProgram };
    const stage = new Stage({ seed, ...parts, unkindness });
    const value = await fromOutside(() => body(stage));
    await fromOutside(() => {});
    await stage.over();
    return { value, rejections };
  } finally {
    globalThis.removeEventListener("unhandledrejection", onRejection);
    scenarios.remove(folder);
  }
}

/**
 * Runs `body` in a separate turn of the event loop: inside a promise reaction, a scenario could not
 * run the reactions of its own promises.
 */
function fromOutside<T>(body: () => T): Promise<T> {
  return new Promise((resolve, reject) =>
    void setImmediate(() => {
      try {
        resolve(body());
      } catch (error) {
        reject(error);
      }
    })
  );
}
