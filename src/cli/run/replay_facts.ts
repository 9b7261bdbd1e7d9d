/**
 * A file to replay, read once as a whole before anything is started: what is wrong with it is told
 * at once, and by the reader that plays it.
 */

import { createHash } from "node:crypto";
import { fileDigest } from "../../history/price_file/file_digest.ts";
import type { PriceFile, PriceFileOptions } from "../../history/price_file/price_file.ts";
import type { PriceFileError } from "../../history/price_file/price_file_error.ts";
import { readPriceFile } from "../../history/price_file/read_price_file.ts";
import {
  err,
  ok,
  parseSymbolName,
  type Result,
  type SymbolName,
  type Timeframe,
} from "../../models/mod.ts";

export interface ReplayFacts {
  readonly request: PriceFileOptions;
  readonly file: PriceFileFacts;
  readonly symbol: SymbolName;
  readonly timeframe: Timeframe | null;
  /**
   * The login of its terminal: the same for the same content, read in the same way. Whatever is
   * stored of a replay belongs to that file alone; a corrected file is another replay.
   */
  readonly login: string;
}

/** The rows are read again when they are played. */
export type PriceFileFacts = Omit<PriceFile, "rows">;

export async function openReplay(
  request: PriceFileOptions,
): Promise<Result<ReplayFacts, PriceFileError>> {
  const read = await readPriceFile(request);
  if (!read.ok) return read;
  const { rows: _, ...file } = read.value;
  const { timeframe, path } = file;
  const symbol = parseSymbolName(file.symbol);
  if (!symbol.ok) return err({ code: "price_file_symbol_unknown", path });
  const login = loginOf(await fileDigest(path), request, symbol.value);
  return ok({ request, file, symbol: symbol.value, timeframe, login });
}

/** The files as those of one terminal; the error is a sentence on why that is impossible. */
export function joinedReplays(
  replays: readonly ReplayFacts[],
): Result<readonly ReplayFacts[], string> {
  const [first, ...others] = replays;
  if (first === undefined) return err("--one-account needs --replay files");
  const clockOf = ({ file }: ReplayFacts) => JSON.stringify(file.clock);
  for (const [at, one] of others.entries()) {
    const before = replays.slice(0, at + 1);
    const { path } = one.request;
    if (before.some(({ symbol }) => symbol === one.symbol)) {
      return err(`${path} is a second file of ${one.symbol}`);
    }
    if (clockOf(one) !== clockOf(first)) {
      return err(
        `The times of ${path} and ${first.request.path} are of different clocks: use --zone`,
      );
    }
  }
  const logins = replays.map(({ login }) => login).toSorted().join();
  const number = createHash("sha256").update(logins).digest().readUIntBE(0, 6);
  const login = others.length === 0 ? first.login : loginOfNumber(number);
  return ok(replays.map((one) => ({ ...one, login })));
}

/** Nine digits, the first a nine. */
function loginOf(digest: string, { timeframe, zone }: PriceFileOptions, symbol: string): string {
  const way = JSON.stringify([digest, symbol, timeframe, zone]);
  const number = createHash("sha256").update(way).digest().readUIntBE(0, 6);
  return loginOfNumber(number);
}

function loginOfNumber(number: number): string {
  return String(900_000_000 + number % 100_000_000);
}
