/**
 * The configuration with which a terminal is started: logs in and puts the Expert Advisor on a chart. It holds the password in
 * plain text, as MetaTrader wants it, so it lives for moments only.
 */

import { presetFile } from "./preset.ts";

export interface StartupAccount {
  readonly login: string;
  readonly password: string;
  readonly server: string;
}

/** `account` null leaves the terminal logged in as it is. The Expert Advisor serves all symbols from whatever chart it is on. */
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
