/**
 * Names and identifiers. 64-bit numbers of the terminal (login, tickets) are decimal text, never
 * `number`.
 */

import type { Brand } from "./brand.ts";
import { err, ok, type Result } from "./result.ts";

/**
 * One account, written `login@server`, such as `5012345@MetaQuotes-Demo`. The paper account beside
 * it is `paper:5012345@MetaQuotes-Demo`: a login has only digits, so no server can be named in a
 * way that makes the two alike.
 */
export type TerminalId = Brand<string, "TerminalId">;

/** Which venue answers for an account: its terminal, or the paper account beside the terminal. */
export const venueNames = ["mt5", "paper"] as const;
export type VenueName = typeof venueNames[number];

/** The parts of a terminal id. */
export interface TerminalParts {
  readonly venue: VenueName;
  readonly login: Login;
  readonly server: string;
}

/** A symbol as the trader configured it, such as `EURUSD`. The bridge uses this name everywhere. */
export type SymbolName = Brand<string, "SymbolName">;

/** A symbol as the broker names it, such as `EURUSD.m`; used only on the link. */
export type BrokerSymbol = Brand<string, "BrokerSymbol">;

/** Account number, decimal digits. */
export type Login = Brand<string, "Login">;

const loginPattern = /^[1-9][0-9]{0,19}$/;
/**
 * No characters that cannot be seen, and no blanks at either end: two names that look alike would
 * be two accounts. No `/` and no `:`, which end the account in ids and in keys of Redis.
 */
const serverPattern = /^(?=.{1,64}$)[^\s@/:\p{C}\p{DI}]+(?: +[^\s@/:\p{C}\p{DI}]+)*$/u;
const symbolPattern = /^[^\s,=\p{C}\p{DI}]{1,32}$/u;

/** A text that is not a valid name of this kind. */
export type IdError = {
  readonly code: "invalid_id";
  readonly what: string;
  readonly given: string;
};

export function parseLogin(text: string): Result<Login, IdError> {
  if (!loginPattern.test(text)) return err({ code: "invalid_id", what: "login", given: text });
  return ok(text as Login);
}

/** Joins a login and a server name (up to 64 visible characters, none of `@`, `/` and `:`). */
export function parseTerminalId(login: string, server: string): Result<TerminalId, IdError> {
  const parsed = parseLogin(login);
  if (!parsed.ok) return parsed;
  if (!serverPattern.test(server)) {
    return err({ code: "invalid_id", what: "server", given: server });
  }
  return ok(`${login}@${server}` as TerminalId);
}

/** As `parseTerminalId`, for literals: throws a `TypeError`. */
export function terminalId(login: string, server: string): TerminalId {
  const parsed = parseTerminalId(login, server);
  if (!parsed.ok) throw new TypeError(`Invalid ${parsed.error.what}: "${parsed.error.given}"`);
  return parsed.value;
}

/** The venue, the login and the server name of a terminal id. */
export function splitTerminalId(id: TerminalId): TerminalParts {
  const real = pricedTerminal(id);
  const at = real.indexOf("@");
  const venue = isPaperTerminal(id) ? "paper" : "mt5";
  return { venue, login: real.slice(0, at) as Login, server: real.slice(at + 1) };
}

/** The opposite of `splitTerminalId`. */
export function joinTerminalId({ venue, login, server }: TerminalParts): TerminalId {
  const real = `${login}@${server}` as TerminalId;
  return venue === "paper" ? paperTerminal(real) : real;
}

/** Reads a terminal id as it is written: `login@server`, or `paper:login@server`. */
export function readTerminalId(text: string): Result<TerminalId, IdError> {
  const parts = splitTerminalId(text as TerminalId);
  const isWhole = joinTerminalId(parts) === text && parseTerminalId(parts.login, parts.server).ok;
  return isWhole
    ? ok(text as TerminalId)
    : err({ code: "invalid_id", what: "terminal", given: text });
}

/**
 * Up to 32 visible characters without blanks, commas or `=`. Case is kept, because it matters to
 * brokers.
 */
export function parseSymbolName(text: string): Result<SymbolName, IdError> {
  if (!symbolPattern.test(text)) return err({ code: "invalid_id", what: "symbol", given: text });
  return ok(text as SymbolName);
}

/** As `parseSymbolName`, for literals: throws a `TypeError`. */
export function symbolName(text: string): SymbolName {
  const parsed = parseSymbolName(text);
  if (!parsed.ok) throw new TypeError(`Invalid symbol: "${text}"`);
  return parsed.value;
}

/** The server of terminals that replay a file. */
export const replayServer = "Replay";

const paperPrefix = "paper:";

/**
 * The paper account that belongs to a connected account. It is a terminal of its own, so that data
 * of the two never mix.
 */
export function paperTerminal(real: TerminalId): TerminalId {
  return `${paperPrefix}${real}` as TerminalId;
}

export function isPaperTerminal(id: TerminalId): boolean {
  return id.startsWith(paperPrefix);
}

/**
 * The account whose prices fill orders: for a paper account the real one, for any other the account
 * itself.
 */
export function pricedTerminal(id: TerminalId): TerminalId {
  return (isPaperTerminal(id) ? id.slice(paperPrefix.length) : id) as TerminalId;
}
