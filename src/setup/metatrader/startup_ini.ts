/**
 * The configuration file with which a terminal is started: it logs in and puts the Expert Advisor
 * on a chart. It contains the password in plain text, as MetaTrader requires, so it exists only for
 * a few seconds.
 */

import { presetFile } from "./preset.ts";

export interface StartupAccount {
  readonly login: string;
  readonly password: string;
  readonly server: string;
}

/**
 * With `account` null the terminal's current login stays. The Expert Advisor serves all symbols,
 * whatever chart it is on.
 */
export function startupIni(account: StartupAccount | null): string[] {
  const common = account === null ? [] : [
    "[Common]",
    `Login=${account.login}`,
    `Password=${account.password}`,
    `Server=${account.server}`,
  ];
  return [
    ...common,
    "[Experts]",
    "Enabled=1",
    "AllowLiveTrading=1",
    "AllowDllImport=0",
    "[StartUp]",
    "Expert=MT5Bridge\\MT5Bridge",
    `ExpertParameters=${presetFile}`,
    "Period=H1",
  ];
}
