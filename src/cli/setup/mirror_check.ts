/**
 * `mirror check`: compares the whole store with its copy on PostgreSQL and writes again what
 * differs there. It runs the database actor alone.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { startDatabase } from "../../../actors/database/actor.ts";
import type { DatabaseConfig, DatabaseProtocol } from "../../../actors/database/protocol.ts";
import { databaseConfig } from "../../../actors/supervision_tree.ts";
import { tryLockFolder } from "../../database/folder_lock.ts";
import { countOf, differencesOf, type PassFound } from "../../database/mirror_pass.ts";
import { storeFile } from "../../database/sqlite_file.ts";
import { describeStoreError } from "../../database/store_error.ts";
import { sentenceOf } from "../../log/sentence.ts";
import { countText } from "../../models/figure_text.ts";
import { err, ok, type Result } from "../../models/mod.ts";
import { isAtLeast } from "../../models/logger.ts";
import type { Behaviour } from "../../runtime/actor.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { recordLogger } from "../../runtime/record_logger.ts";
import type { ExitReason } from "../process/exit_codes.ts";
import { loadRunSettings, mistakeLines } from "../settings/load_run_settings.ts";
import type { MirrorCheckOptions } from "../arguments/invocation.ts";
import { programLock } from "../process/running_note.ts";

/** Until a line says how far it is. */
const atOnce = { rowsMax: 1_000_000, budgetMs: 60_000 };

export interface CheckSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly say: (lines: readonly string[]) => void;
}

export async function mirrorCheck(
  options: MirrorCheckOptions,
  surroundings: CheckSurroundings,
): Promise<ExitReason> {
  const { say } = surroundings;
  const loaded = loadRunSettings({ ...options, symbols: null });
  if (!loaded.ok) {
    const mistakes = mistakeLines(loaded.error, options);
    say(options.asJson ? jsonLines(report(err(mistakes.join("\n")))) : mistakes);
    return "configuration";
  }
  const { settings } = loaded.value;
  const { dataDir } = settings.store;
  const tell = (result: Result<PassFound, string>) => {
    say(options.asJson ? jsonLines(report(result)) : lines(result));
    if (!result.ok) return "mirror_unchecked";
    const differences = differencesOf(result.value);
    if (differences.unmended > 0) return "mirror_unchecked";
    return countOf(differences) === 0 ? "ok" : "mirror_differed";
  };
  if (settings.postgres === null) return tell(err("POSTGRES_HOST is empty: there is no copy"));
  if (!existsSync(join(dataDir, storeFile))) return tell(err(`There is no store in ${dataDir}`));
  const lock = tryLockFolder(dataDir, programLock);
  if (lock === null) {
    tell(err(`A bridge is using ${dataDir}. It compares by itself (MIRROR_CHECK_INTERVAL)`));
    return "already_running";
  }
  try {
    const progress = options.asJson ? () => {} : (words: string) => say([words]);
    return tell(
      await compareAll({ ...databaseConfig(settings), isCheckOnly: true }, {
        ...surroundings,
        progress,
      }),
    );
  } finally {
    lock.release();
  }
}

async function compareAll(
  config: DatabaseConfig,
  { clock, random, progress }: CheckSurroundings & { readonly progress: (words: string) => void },
): Promise<Result<PassFound, string>> {
  const log = recordLogger({
    source: "database",
    clock,
    // Why the server cannot be used is the answer.
    emit: (record) =>
      isAtLeast(record.level, "warning") && record.code !== "mirror_failed" &&
      progress(sentenceOf(record)),
  });
  const noPeer = () => {
    throw new RangeError("The database actor has no peers");
  };
  const context = {
    name: "database",
    config,
    clock,
    random,
    log,
    peer: noPeer,
    optionalPeer: noPeer,
  };
  const database = startDatabase(context);
  try {
    return await completePass(database, progress);
  } finally {
    await database.stop?.();
  }
}

async function completePass(
  database: Behaviour<DatabaseProtocol>,
  progress: (words: string) => void,
): Promise<Result<PassFound, string>> {
  for (;;) {
    const answer = await database.onAsk.check_mirror(atOnce);
    if (!answer.ok) return err(describeStoreError(answer.error));
    const checked = answer.value;
    if (checked.state === "off") throw new TypeError("The database actor has no mirror");
    if (checked.state === "failed") return err(checked.reason);
    if (checked.isComplete) return ok(checked.found);
    progress(`Compared ${countText(checked.found.rows, "row")} so far`);
  }
}

function jsonLines(value: object): string[] {
  return [JSON.stringify(value, null, 2)];
}

/** For programs. */
function report(result: Result<PassFound, string>) {
  return result.ok
    ? { state: "compared", ...result.value, ...differencesOf(result.value) }
    : { state: "failed", reason: result.error };
}

function lines(result: Result<PassFound, string>): string[] {
  if (!result.ok) return [result.error];
  const { rows, tables } = result.value;
  const compared = `Compared ${countText(rows, "row")} with PostgreSQL`;
  if (tables.length === 0) return [`${compared}: no differences`];
  return [
    `${compared}:`,
    ...tables.flatMap(({ table, missing, changed, extra, unmended }) => [
      ...part(missing, `${table}: {} missing, written again`),
      ...part(changed, `${table}: {} with other values, written again`),
      ...part(extra, `${table}: {} that the store does not have, left as they are`),
      ...part(unmended, `${table}: {} still different: look for triggers and rules on this table`),
    ]),
  ];
}

function part(count: number, words: string): string[] {
  return count === 0 ? [] : [`  ${words.replace("{}", countText(count, "row"))}`];
}
