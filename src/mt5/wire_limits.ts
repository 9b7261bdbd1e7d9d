/** Limits of the link. Larger input is refused, so that no peer can exhaust the bridge's memory. */

/**
 * The size of one frame. The largest legitimate reply (10,000 ticks or the names of 20,000 symbols)
 * is under half of it.
 */
export const frameBytesMax = 1_048_576;

/** Bounds of one message; checked by its headers, before anything of it is kept. */
export interface MessageBounds {
  readonly parts: number;
  /** The bytes of all its parts together. */
  readonly bytes: number;
  readonly frameBytes: number;
  /** Commands of ZMTP in all. */
  readonly commands: number;
}

/** A message has two parts today; columns in parts of their own would still fit. */
const partsMax = 8;

/** What a welcomed terminal may send at once: one full frame, and the short ones beside it. */
export const welcomedBounds: MessageBounds = {
  parts: partsMax,
  bytes: frameBytesMax + 4_096,
  frameBytes: frameBytesMax,
  commands: Infinity,
};

/** What everybody else may send, who has nothing to say but READY and hello: under 2 kB. */
export const strangerBounds: MessageBounds = {
  parts: partsMax,
  bytes: 16_384,
  frameBytes: 16_384,
  commands: 64,
};

/**
 * In all, on a connection whose hello was not accepted yet: what a terminal had in its queue when
 * it connected again.
 */
export const strangerBytesMax = 131_072;

/** A command of ZMTP: READY with its properties is under 100 bytes, PING is 7 to 23. */
export const commandBytesMax = 512;

/** Messages that wait to be sent to one terminal, and their bytes. */
export const queuedMessagesMax = 1_000;
export const queuedBytesMax = 4_194_304;

/** Connections that are not welcomed yet: a terminal needs a tenth of a second for its hello. */
export const strangersMax = 256;

/** All connections: those, and every terminal that the bridge serves. */
export const connectionsMax = 320;

/** Symbols in one `ticks` message: more than any Market Watch shows. */
export const batchesMax = 1_000;

/** Rows of one column. The bridge never asks for more in one call (see the two limits below). */
export const rowsMax = 10_000;

/** Bars a `rates` call may ask for: about 350 kB of reply. */
export const ratesLimitMax = 5_000;

/** Ticks a `ticks` call may ask for: about 450 kB of reply. */
export const ticksLimitMax = 10_000;

/** Rows of a page of positions, orders or deals: about 400 kB of reply. */
export const listLimitMax = 1_000;

/** Sessions of a symbol per week: ten a day, more than any exchange has. */
export const sessionsMax = 70;

/** Positions whose stops a terminal keeps: about 45 kB, and less than one argument may have. */
export { protectedPositionsMax as stopsMax } from "../models/protection.ts";

/** Length of an intent's id; with the prefix `b3:` it fits into an order's comment. */
export const intentMax = 24;

/** Length of an order's comment: MetaTrader keeps 31 characters, and some brokers add a prefix. */
export const commentMax = 27;

/** Length of server, company and symbol names and of messages: MetaTrader's own are shorter. */
export const textMax = 256;

/** Length of the record of a halt flag, the only longer text. */
export { haltRecordMax } from "../venue/venue_events.ts";

/** Argument frames of a call: the longest verb (`order_send`) has 16. */
export const argumentsMax = 32;

/** Size of one argument's value: `series` for a subscription to 1,000 symbols. */
export const argumentBytesMax = 65_536;

/** The year 2200 in milliseconds: larger values are invalid times. */
export const timeMsMax = 7_258_118_400_000;

/** Levels of a book: MetaTrader shows up to 32 on each side. */
export const depthLevelsMax = 256;

/** Results of one self-test: there are under twenty. */
export const checkResultsMax = 64;

/**
 * Known bits of a tick's flags: bid 2, ask 4, last 8, volume 16, buy 32, sell 64, and 1 of a
 * replay: the price has been everywhere since the tick before.
 */
export const tickFlagsMask = 0x7f;

/** As for prices: MetaTrader counts amounts in 8 decimals at most. */
export const currencyDigitsMax = 8;
