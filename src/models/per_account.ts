/** Settings that may differ between accounts. */

import { pricedTerminal, type TerminalId } from "./ids.ts";

/** The usual settings, and those of accounts that have their own, by the account's terminal. */
export type PerAccount<T> = T & { readonly accounts?: Readonly<Record<string, T>> };

/** A paper account has the settings of the account beside it. */
export function ofAccount<T>(settings: PerAccount<T>, terminal: TerminalId): T {
  return settings.accounts?.[pricedTerminal(terminal)] ?? settings;
}

/** The accounts that have settings of their own; null where none has, so that all are alike. */
export function listedAccounts({ accounts }: PerAccount<object>): readonly TerminalId[] | null {
  return accounts === undefined ? null : Object.keys(accounts) as TerminalId[];
}

/** The settings of all accounts, which may be replaced while the program runs. */
export class SettingsByAccount<T> {
  #settings: PerAccount<T>;

  constructor(settings: PerAccount<T>) {
    this.#settings = settings;
  }

  of(terminal: TerminalId): T {
    return ofAccount(this.#settings, terminal);
  }

  /** The usual ones, and everybody's. */
  get all(): PerAccount<T> {
    return this.#settings;
  }

  replace(settings: PerAccount<T>): void {
    this.#settings = settings;
  }
}
