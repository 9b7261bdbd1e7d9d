/** Changes of an account between two hellos. */

import type { AccountIdentity } from "../models/account.ts";

const named = {
  company: "company",
  currency: "currency",
  currencyDigits: "decimals of the currency",
  leverage: "leverage",
  marginMode: "margin mode",
  tradeMode: "account type",
} as const satisfies { readonly [Field in keyof AccountIdentity]?: string };

/** As text; empty when nothing has changed. */
export function accountChanges(before: AccountIdentity, now: AccountIdentity): string {
  const fields = Object.keys(named) as (keyof typeof named)[];
  return fields.filter((field) => before[field] !== now[field])
    .map((field) => `${named[field]} ${before[field]} to ${now[field]}`).join(", ");
}
