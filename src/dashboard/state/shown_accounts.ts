/**
 * Which accounts all views show: every one, those of a group, or a single one with its paper
 * account. Chosen once, in the navigation, and remembered by the browser.
 */

import { computed, signal } from "@preact/signals";
import { pricedTerminal, type TerminalId } from "../../models/ids.ts";
import { accountGroups, risk } from "./risk.ts";

const storageKey = "mt5-bridge-accounts";
const groupPrefix = "group:";

const remembered = signal(localStorage.getItem(storageKey) ?? "");

export interface AccountChoice {
  /** Empty: all accounts. */
  readonly value: string;
  readonly title: string;
}

function accountOf(terminal: string): string {
  return pricedTerminal(terminal as TerminalId);
}

/** None while there is only one account. */
export const accountChoices = computed((): readonly AccountChoice[] => {
  const names = new Map(risk.value.map(({ terminal, name }) => [accountOf(terminal), name]));
  if (names.size < 2) return [];
  return [
    { value: "", title: "All accounts" },
    ...accountGroups.value.map(({ name }) => ({
      value: `${groupPrefix}${name}`,
      title: `Group ${name}`,
    })),
    ...[...names].map(([value, name]) => ({
      value,
      title: name === null ? value : `${name} (${value})`,
    })),
  ];
});

/** What was chosen, as long as it is there. */
export const chosenAccounts = computed((): string =>
  accountChoices.value.some(({ value }) => value === remembered.value) ? remembered.value : ""
);

export function chooseAccounts(value: string): void {
  remembered.value = value;
  localStorage.setItem(storageKey, value);
}

/** Null: a single account, or all of them. */
const members = computed((): ReadonlySet<string> | null => {
  const name = chosenAccounts.value;
  if (!name.startsWith(groupPrefix)) return null;
  const group = accountGroups.value.find((one) => `${groupPrefix}${one.name}` === name);
  return new Set(group?.members.map(({ terminal }) => accountOf(terminal)));
});

export function isShown({ terminal }: { readonly terminal: string }): boolean {
  if (chosenAccounts.value === "") return true;
  const account = accountOf(terminal);
  return members.value?.has(account) ?? account === chosenAccounts.value;
}

export const shownRisk = computed(() => risk.value.filter(isShown));

/** Groups whose sums are shown: the chosen one, all of them, or those of the chosen account. */
export const shownGroups = computed(() =>
  accountGroups.value.filter((group) =>
    members.value === null
      ? group.members.some(isShown)
      : `${groupPrefix}${group.name}` === chosenAccounts.value
  )
);
