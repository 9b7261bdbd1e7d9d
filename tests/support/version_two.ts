/** Messages of a terminal that speaks version 2: ticks and bars are columns of JSON numbers. */

import type { BarColumns, TickColumns } from "../../src/models/mod.ts";
import { type Frames, textFrames } from "../../src/mt5/frame_text.ts";
import { encodeTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { TerminalMessage } from "../../src/mt5/wire.ts";

export function tickColumnsJson(columns: TickColumns): Record<string, number[]> {
  return {
    timeMs: Array.from(columns.brokerMs),
    bid: Array.from(columns.bid),
    ask: Array.from(columns.ask),
    last: Array.from(columns.last),
    volume: Array.from(columns.volume),
    flags: Array.from(columns.flags),
  };
}

export function barColumnsJson(columns: BarColumns): Record<string, number[]> {
  return {
    timeMs: Array.from(columns.brokerMs),
    open: Array.from(columns.open),
    high: Array.from(columns.high),
    low: Array.from(columns.low),
    close: Array.from(columns.close),
    tickVolume: Array.from(columns.tickVolume),
    realVolume: Array.from(columns.realVolume),
    spread: Array.from(columns.spreadPoints),
  };
}

/** The frames of a message. A reply must have the columns in its data already. */
export function encodeVersionTwo(message: TerminalMessage): Frames {
  const { kind, ...body } = message;
  switch (message.kind) {
    case "ticks": {
      const { epoch, seq, batches } = message;
      const json = batches.map(({ symbol, ticks }) => ({ symbol, ...tickColumnsJson(ticks) }));
      return textFrames([kind, JSON.stringify({ epoch, seq, batches: json })]);
    }
    case "bars":
      return textFrames([kind, JSON.stringify({ ...body, bars: barColumnsJson(message.bars) })]);
    default:
      return encodeTerminalMessage(message);
  }
}
