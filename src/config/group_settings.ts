/** What a group of accounts has, behind the prefix of its name: `FIRM_MAX_DAILY_LOSS`. */

import { isCoin, isCurrency } from "../models/currency.ts";
import { haltPolicies } from "../models/mod.ts";
import * as kinds from "./kinds.ts";
import type { Setting } from "./setting.ts";
import * as trading from "./trading_kinds.ts";

const currency = kinds.kind<string>("the code of a currency, such as USD", (text) => {
  const code = text.toUpperCase();
  return isCurrency(code) || isCoin(code) ? code : new kinds.ValueProblem();
});

const amount = kinds.optional(trading.startBalance);

export const groupSettings = {
  MEMBERS: {
    kind: trading.nameList,
    default: "",
    meaning: "Accounts of the group, as ACCOUNTS names them",
  },
  CURRENCY: { kind: currency, default: "USD", meaning: "Currency of the group's limits" },
  MAX_DAILY_LOSS: {
    kind: amount,
    default: "",
    meaning: "Maximum loss of all its accounts together in a day; then all of them are halted",
  },
  MAX_OPEN_RISK: {
    kind: amount,
    default: "",
    meaning: "Maximum that may be lost if every stop loss of all its accounts is hit",
  },
  MAX_EXPOSURE: {
    kind: amount,
    default: "",
    meaning: "Maximum notional value of all trades of all its accounts, long and short added",
  },
  HALT_POLICY: {
    kind: kinds.oneOf(haltPolicies),
    default: "block",
    meaning: "What a halt of the group does: block, or flatten",
  },
  HALT_ENDS: {
    kind: trading.haltEnding,
    default: "next_day",
    meaning: "When it ends: on the next day, or only when you resume trading manually",
  },
} as const satisfies Record<string, Setting<unknown>>;

export type GroupKey = keyof typeof groupSettings;
export const groupKeys = Object.keys(groupSettings) as readonly GroupKey[];

/** The value of a setting of a group. */
export type GroupValue<Key extends GroupKey> = (typeof groupSettings)[Key]["kind"] extends
  kinds.Kind<infer T> ? T : never;

export function isGroupKey(key: string, names: readonly string[]): boolean {
  return names.some((name) => groupKeys.some((one) => key === `${name.toUpperCase()}_${one}`));
}
