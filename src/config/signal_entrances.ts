/** The settings of signals from outside as the program uses them, and checks of several of them. */

import { isLoopback } from "./loopback.ts";
import type { ConfigConflict, ConfigWarning } from "./mistake.ts";
import type { Secret } from "./secret.ts";
import type { SettingValues } from "./settings_table.ts";
import type { TelegramSource } from "./signal_kinds.ts";

/** What an account trades of what comes from outside. */
export interface OutsideSettings {
  readonly sources: readonly string[];
  /** From a sender's name of a symbol to the configured one. */
  readonly symbolMap: Readonly<Record<string, string>>;
  readonly priceTolerancePct: number;
}

/** The ways in. */
export interface SignalEntrances {
  readonly host: string;
  /** Null: no web hook arrives. */
  readonly port: number | null;
  readonly token: Secret;
  readonly addresses: readonly string[];
  readonly proxies: readonly string[];
  readonly telegram: readonly TelegramSource[];
}

export function outsideFrom(values: SettingValues): OutsideSettings {
  return {
    sources: values.SIGNAL_SOURCES,
    symbolMap: values.SIGNAL_SYMBOL_MAP,
    priceTolerancePct: values.SIGNAL_PRICE_TOLERANCE_PCT,
  };
}

export function entrancesFrom(values: SettingValues): SignalEntrances {
  return {
    host: values.SIGNAL_HOOK_HOST,
    port: values.SIGNAL_HOOK_PORT,
    token: values.SIGNAL_HOOK_TOKEN,
    addresses: values.SIGNAL_HOOK_ADDRESSES,
    proxies: values.SIGNAL_HOOK_PROXIES,
    telegram: values.SIGNAL_TELEGRAM_CHANNELS,
  };
}

/** Everybody on the Internet may try. */
const minTokenLength = 24;

interface Ports {
  readonly http: { readonly port: number; readonly token: Secret; readonly readToken: Secret };
  readonly link: { readonly port: number };
  readonly entrances: SignalEntrances;
  readonly hasTelegram: boolean;
}

/** The bridge does not start with any of these. */
export function entranceConflicts(
  { http, link, entrances, hasTelegram }: Ports,
): ConfigConflict[] {
  const conflicts: ConfigConflict[] = [];
  const tell = (keys: readonly string[], reason: string) =>
    conflicts.push({ code: "values_conflict", keys, reason });
  const { port, telegram } = entrances;
  const token = entrances.token.reveal();
  if (port !== null && token.length < minTokenLength) {
    tell(
      ["SIGNAL_HOOK_PORT", "SIGNAL_HOOK_TOKEN"],
      `web hooks need a token of at least ${minTokenLength} characters`,
    );
  }
  if (token !== "" && !/^[A-Za-z0-9_-]*$/.test(token)) {
    tell(["SIGNAL_HOOK_TOKEN"], "it stands in an address: letters, digits, _ and - only");
  }
  if (token !== "" && [http.token.reveal(), http.readToken.reveal()].includes(token)) {
    tell(["SIGNAL_HOOK_TOKEN", "API_TOKEN"], "it has to be another one than that of the API");
  }
  const taken = port === http.port ? "HTTP_PORT" : port === link.port ? "MT5_LINK_PORT" : null;
  if (taken !== null) {
    tell(["SIGNAL_HOOK_PORT", taken], `both are ${port}; give each its own port`);
  }
  if (telegram.length > 0 && !hasTelegram) {
    tell(
      ["SIGNAL_TELEGRAM_CHANNELS", "ALERT_TELEGRAM_TOKEN"],
      "the bot that reads the channels needs its token",
    );
  }
  return conflicts;
}

export function entranceRisks(
  { host, port, addresses }: SignalEntrances,
): ConfigWarning[] {
  if (port === null || isLoopback(host) || addresses.length > 0) return [];
  return [{
    code: "value_risky",
    key: "SIGNAL_HOOK_ADDRESSES",
    reason: `${host} is open to other machines, and web hooks may come from every address`,
  }];
}
