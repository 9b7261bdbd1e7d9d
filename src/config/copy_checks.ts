/** What is wrong with who copies whom, and the policy of a link that is right. Pure. */

import type { CopyPolicy } from "../models/mod.ts";
import { prefixOf } from "./account_keys.ts";
import type { CopySettings } from "./copying_from.ts";
import { conflict } from "./cross_checks.ts";
import type { ConfigConflict } from "./mistake.ts";
import type { AccountSettings } from "./settings.ts";

type Named = Pick<AccountSettings, "name" | "copying" | "symbols">;

/** The account of that name; upper and lower case are alike. */
function named<T extends Pick<AccountSettings, "name">>(
  name: string | null,
  accounts: readonly T[],
): T | null {
  if (name === null) return null;
  return accounts.find((one) => prefixOf(one.name) === prefixOf(name)) ?? null;
}

/** Null for an account that copies nothing. */
export function copyPolicyOf(
  { from, ...policy }: CopySettings,
  accounts: readonly AccountSettings[],
): CopyPolicy | null {
  const master = named(from, accounts);
  return master === null ? null : { ...policy, master: master.terminal, masterName: master.name };
}

export function copyConflicts(accounts: readonly Named[]): ConfigConflict[] {
  return accounts.flatMap((one) => {
    const key = `${prefixOf(one.name)}_COPY_FROM`;
    return [
      ...conflict([key], linkProblem(one, accounts)),
      ...conflict([`${prefixOf(one.name)}_COPY_SYMBOL_MAP`], mapProblem(one)),
    ];
  });
}

function linkProblem(one: Named, accounts: readonly Named[]): string | null {
  const { name, copying: { from } } = one;
  if (from === null) return null;
  if (named(from, accounts) === null) {
    return `ACCOUNTS does not list ${from}; it lists ${accounts.map((each) => each.name).join()}`;
  }
  const way = [name];
  for (let at: Named | null = one; at !== null; at = named(at.copying.from, accounts)) {
    const next = named(at.copying.from, accounts);
    if (next === null) return null;
    if (way.includes(next.name)) {
      const circle = [...way.slice(way.indexOf(next.name)), next.name];
      return circle.length === 2
        ? `${next.name} cannot copy itself; set COPY_FROM with the prefix of the account that copies`
        : `${circle.join(" copies ")}: accounts cannot copy each other in a circle`;
    }
    way.push(next.name);
  }
  return null;
}

function mapProblem({ copying: { from, symbolMap }, symbols }: Named): string | null {
  if (from === null) return null;
  const missing = Object.values(symbolMap).find((name) =>
    !symbols.some(({ symbol }) => symbol === name)
  );
  return missing === undefined
    ? null
    : `${missing} is not among the symbols of this account; add it to FOREX_PAIRS or CRYPTO_PAIRS`;
}
