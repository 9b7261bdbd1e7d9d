/** Whether a terminal's hello is accepted. The token is compared in constant time. */

import type { AccountIdentity } from "../models/account.ts";
import { type IdError, parseTerminalId, type TerminalId } from "../models/ids.ts";
import { err, ok, type Result } from "../models/result.ts";
import { isSameSecret } from "../runtime/same_secret.ts";
import { commonVersion, protocolVersion, protocolVersionMin } from "./protocol_version.ts";
import type { RejectCode, WireHello } from "./wire.ts";

/** What the trader expects of a terminal; null accepts any. */
export interface Expectations {
  /** Null accepts any token. */
  readonly token: string | null;
  readonly login: string | null;
  readonly server: string | null;
  /** The accounts that ACCOUNTS lists; null or missing: it lists none. */
  readonly listed?: readonly TerminalId[] | null;
}

/** The reason, with a sentence for both logs; it never contains the token. */
export interface Rejection {
  readonly code: RejectCode;
  readonly message: string;
}

/**
 * The account of an acceptable hello. The token is checked first, so that an unauthorised peer
 * learns nothing else.
 */
export function checkHello(
  hello: WireHello,
  expected: Expectations,
): Result<AccountIdentity, Rejection> {
  const terminal = checkIntroduction("The Expert Advisor", hello, expected);
  if (!terminal.ok) return terminal;
  const { company, currency, currencyDigits, leverage, marginMode, tradeMode } = hello;
  const digits = currencyDigits === undefined ? {} : { currencyDigits };
  const identity = { terminal: terminal.value, company, currency, leverage, marginMode, tradeMode };
  return ok({ ...identity, ...digits });
}

/** What every program of a terminal says of itself first. */
type Introduction = Pick<WireHello, "token" | "version" | "versionMax" | "login" | "server">;

/** The account of a program of a terminal that may be heard. */
export function checkIntroduction(
  program: string,
  said: Introduction,
  expected: Expectations,
): Result<TerminalId, Rejection> {
  if (!isTokenRight(said.token, expected.token)) {
    const what = said.token === "" ? "has no token" : "has another token than the bridge";
    const message = `${program} ${what}: run mt5-bridge install-ea again, which hands it ` +
      "over (or set InpToken to the bridge's MT5_LINK_TOKEN)";
    return err({ code: "wrong_token", message });
  }
  if (commonVersion(said) === null) return err(otherVersion(said.version));
  const { login, server } = said;
  const terminal = parseTerminalId(login, server);
  if (!terminal.ok) return err({ code: "wrong_account", message: badAccount(terminal.error) });
  if (expected.login !== null && login !== expected.login) {
    const message = `The terminal is logged in as ${login}, but MT5_ACCOUNT is ${expected.login}`;
    return err({ code: "wrong_account", message });
  }
  if (expected.server !== null && server !== expected.server) {
    const message = `The terminal is connected to ${server}, but MT5_SERVER is ${expected.server}`;
    return err({ code: "wrong_account", message });
  }
  if (expected.listed?.includes(terminal.value) === false) {
    return err({ code: "wrong_account", message: notListed(login, server) });
  }
  return terminal;
}

function notListed(login: string, server: string): string {
  return `ACCOUNTS does not list ${login}@${server}: add a name to ACCOUNTS in .env, such as ` +
    `other, with OTHER_LOGIN=${login} and OTHER_SERVER=${server}, and run mt5-bridge reload`;
}

function badAccount({ what, given }: IdError): string {
  return what === "server" && given !== ""
    ? `The bridge does not take the server name "${given}": it has a character that cannot be ` +
      'seen, a blank at an end, one of "@", "/" and ":", or more than 64 characters'
    : `The terminal is not logged in (${what} "${given}")`;
}

/** An empty token is nobody's. */
function isTokenRight(given: string, expected: string | null): boolean {
  return expected === null || (expected !== "" && isSameSecret(given, expected));
}

/** A terminal that speaks another version of the protocol. */
export function otherVersion(version: number | string): Rejection {
  const message = `The bridge speaks the protocol versions ${protocolVersionMin} to ` +
    `${protocolVersion}, not ${version}: install the Expert Advisor that came with it`;
  return { code: "wrong_version", message };
}
