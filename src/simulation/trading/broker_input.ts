/** Everything that can happen to the simulated broker. */

import type { BrokerMs, BrokerSymbol } from "../../models/mod.ts";
import type { AccountRules } from "./account_rules.ts";
import type { MoneyType } from "./record_deal.ts";
import type { GivenRequest, Switches } from "./broker_context.ts";
import type { Fault } from "./faults.ts";
import type { MarketQuote } from "./quotes.ts";
import type { ChangedTerms } from "./trading_symbol.ts";

export type BrokerInput =
  | ({ readonly kind: "quote" } & MarketQuote)
  | { readonly kind: "time"; readonly brokerMs: BrokerMs }
  | ({ readonly kind: "request" } & GivenRequest)
  /** A deposit or, if negative, a withdrawal; also credit, charges and bonuses. */
  | {
    readonly kind: "money";
    readonly type: MoneyType;
    readonly amount: number;
    readonly comment: string;
  }
  /** The connection was lost or restored, or algo trading was switched on or off. */
  | { readonly kind: "switches"; readonly switches: Partial<Switches> }
  /** The broker reserves this much commission, in place of the amount reserved before. */
  | { readonly kind: "blocked_commission"; readonly amount: number }
  /** The broker changes the rules of the account, such as its leverage. */
  | { readonly kind: "rules"; readonly rules: Partial<AccountRules> }
  /** The broker changes the terms of a symbol. */
  | { readonly kind: "terms"; readonly symbol: BrokerSymbol; readonly terms: ChangedTerms }
  | { readonly kind: "fault"; readonly fault: Fault };
