/**
 * History files of MetaTrader 4 (.hst), formats 400 and 401. Times are the broker's. Beware: format
 * 400 has the low before the high, format 401 the high before the low.
 */

import { type Timeframe, timeframeMs, timeframes } from "../../models/timeframe.ts";
import { minuteMs } from "../../models/time.ts";
import type { CellLine } from "./recognise.ts";
import { UnusableFileError } from "./unusable_file.ts";

export const mt4HeaderBytes = 148;
const recordBytes = { 400: 44, 401: 60 } as const;

export interface Mt4Header {
  readonly format: keyof typeof recordBytes;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly digits: number;
}

/** Whether a file begins as such a history does. */
export function isMt4History(start: Uint8Array): boolean {
  return (start[0] === 0x90 || start[0] === 0x91) && start[1] === 1 && start[2] === 0 &&
    start[3] === 0;
}

export function mt4Header(start: Uint8Array): Mt4Header {
  if (start.length < mt4HeaderBytes) throw new UnusableFileError("it ends within its header");
  const view = new DataView(start.buffer, start.byteOffset);
  const format = view.getInt32(0, true) as Mt4Header["format"];
  const name = start.subarray(68, 80);
  const end = name.indexOf(0);
  const symbol = new TextDecoder("latin1").decode(end < 0 ? name : name.subarray(0, end)).trim();
  const [minutes, digits] = [view.getInt32(80, true), view.getInt32(84, true)];
  const timeframe = timeframes.find((one) => timeframeMs(one) === minutes * minuteMs);
  if (timeframe === undefined) {
    throw new UnusableFileError(`its bars last ${minutes} minutes: M1 to D1 can be used`);
  }
  if (digits < 0 || digits > 8) throw new UnusableFileError(`its prices have ${digits} decimals`);
  return { format, symbol, timeframe, digits };
}

/** The rows behind a header row, in groups as the chunks come; `chunks` begins with the header. */
export async function* mt4Rows(
  chunks: AsyncIterable<Uint8Array>,
  header: Mt4Header,
): AsyncGenerator<CellLine[]> {
  const length = recordBytes[header.format];
  const names = ["open", "high", "low", "close", "tick_volume", "spread", "real_volume"];
  yield [{ line: 0, cells: ["time", ...names] }];
  let rest = new Uint8Array();
  let skip = mt4HeaderBytes;
  let line = 0;
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const from = Math.min(skip, bytes.length);
    skip -= from;
    const end = bytes.length - (bytes.length - from) % length;
    const view = new DataView(bytes.buffer);
    const lines: CellLine[] = [];
    for (let at = from; at < end; at += length) {
      lines.push({ line: ++line, cells: cellsAt(view, at, header) });
    }
    rest = bytes.slice(end);
    yield lines;
  }
  if (rest.length > 0) {
    throw new UnusableFileError(`it ends within row ${line + 1}: copy it again`);
  }
}

function cellsAt(view: DataView, at: number, { format, digits }: Mt4Header): string[] {
  const price = (offset: number) => view.getFloat64(at + offset, true).toFixed(digits);
  if (format === 400) {
    const [open, low, high, close] = [4, 12, 20, 28].map(price);
    const volume = view.getFloat64(at + 36, true);
    return [String(view.getInt32(at, true)), open!, high!, low!, close!, String(volume), "0", "0"];
  }
  const whole = (offset: number) => String(view.getBigInt64(at + offset, true));
  const prices = [8, 16, 24, 32].map(price);
  return [whole(0), ...prices, whole(40), String(view.getInt32(at + 48, true)), whole(52)];
}
