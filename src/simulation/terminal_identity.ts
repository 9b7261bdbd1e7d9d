/** The identity of a simulated terminal. */

import type { WireHello } from "../mt5/wire.ts";

/** How the terminal describes itself, and the first deposit of its account. */
export type TerminalIdentity =
  & Pick<WireHello, "token" | "login" | "server" | "company" | "currency" | "leverage">
  & Pick<WireHello, "marginMode" | "tradeMode">
  & { readonly balance: number };
