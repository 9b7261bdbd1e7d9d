/** Who a simulated terminal is. */

import type { WireHello } from "../mt5/wire.ts";

/** Who the terminal says it is, and the first deposit of its account. */
export type TerminalIdentity =
  & Pick<WireHello, "token" | "login" | "server" | "company" | "currency" | "leverage">
  & Pick<WireHello, "marginMode" | "tradeMode">
  & { readonly balance: number };
