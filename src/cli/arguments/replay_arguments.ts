/** The files to replay, and what the trader says about each of them. */

import { type FileZone, parseFileZone } from "../../history/price_file/file_zone.ts";
import type { PriceFileOptions } from "../../history/price_file/price_file.ts";
import {
  err,
  ok,
  parseSymbolName,
  parseTimeframe,
  type Result,
  type Timeframe,
  timeframes,
} from "../../models/mod.ts";

export interface ReplayWords {
  readonly files: readonly string[];
  readonly symbols: readonly string[];
  readonly timeframes: readonly string[];
  readonly zones: readonly string[];
  /** The option that names the files. */
  readonly option: "replay" | "prices";
}

/** The error is a sentence about the command line. */
export function replayRequests(words: ReplayWords): Result<PriceFileOptions[], string> {
  const { files, option: filesOption } = words;
  const requests: PriceFileOptions[] = [];
  const symbols = forEachFile(words.symbols, {
    option: "symbol",
    files,
    isShared: false,
    filesOption,
  });
  const frames = forEachFile(words.timeframes, {
    option: "timeframe",
    files,
    isShared: true,
    filesOption,
  });
  const zones = forEachFile(words.zones, { option: "zone", files, isShared: true, filesOption });
  if (!symbols.ok) return symbols;
  if (!frames.ok) return frames;
  if (!zones.ok) return zones;
  for (const [at, path] of files.entries()) {
    const symbol = symbolIn(symbols.value[at] ?? null);
    const timeframe = timeframeIn(frames.value[at] ?? null);
    const zone = zoneIn(zones.value[at] ?? null);
    if (!symbol.ok) return symbol;
    if (!timeframe.ok) return timeframe;
    if (!zone.ok) return zone;
    requests.push({ path, symbol: symbol.value, timeframe: timeframe.value, zone: zone.value });
  }
  return ok(requests);
}

interface Sharing {
  readonly option: "symbol" | "timeframe" | "zone";
  readonly files: readonly string[];
  /** One value may stand for all files. */
  readonly isShared: boolean;
  readonly filesOption: ReplayWords["option"];
}

/** One value for each file, in the order of the files. */
function forEachFile(
  values: readonly string[],
  { option, files, isShared, filesOption }: Sharing,
): Result<readonly string[], string> {
  if (values.length === 0 || values.length === files.length) return ok(values);
  if (files.length === 0) {
    return err(`--${option} says what a --${filesOption} file is; none is given`);
  }
  if (values.length === 1 && isShared) return ok(files.map(() => values[0]!));
  const once = isShared ? "once for all files or " : "";
  return err(`--${option} is given ${once}once for each --${filesOption} file, in their order`);
}

function symbolIn(text: string | null): Result<string | null, string> {
  if (text === null) return ok(null);
  const name = parseSymbolName(text);
  return name.ok ? ok(name.value) : err(`--symbol takes the name of a symbol, not "${text}"`);
}

function timeframeIn(text: string | null): Result<Timeframe | null, string> {
  if (text === null) return ok(null);
  const timeframe = parseTimeframe(text);
  return timeframe.ok
    ? ok(timeframe.value)
    : err(`--timeframe takes one of ${timeframes.join(", ")}, not "${text}"`);
}

function zoneIn(text: string | null): Result<FileZone | null, string> {
  if (text === null) return ok(null);
  const zone = parseFileZone(text);
  return zone !== null ? ok(zone) : err(
    `--zone takes UTC, broker, an offset such as +02:00, or a name such as America/New_York, ` +
      `not "${text}"`,
  );
}
