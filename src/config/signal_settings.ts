/** The settings of signals from outside. Part of `settings_table.ts`. */

import * as kinds from "./kinds.ts";
import * as signalKinds from "./signal_kinds.ts";

/** What an account may have of its own. */
export const outsideSignals = {
  SIGNAL_SOURCES: {
    kind: signalKinds.sourceList,
    default: "",
    meaning: "Sources outside of the bridge whose signals are traded (docs/signals.md)",
  },
  SIGNAL_SYMBOL_MAP: {
    kind: signalKinds.senderSymbols,
    default: "",
    meaning: "Symbols that senders call otherwise",
  },
  SIGNAL_PRICE_TOLERANCE_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "1",
    meaning:
      "A market order is refused when the price that its sender saw differs more than this from the broker's",
    unit: "percent",
  },
} as const;

/** The ways in, which all accounts share. */
export const signalEntrances = {
  SIGNAL_HOOK_HOST: {
    kind: kinds.host,
    default: "127.0.0.1",
    meaning: "Address at which web hooks arrive; a tunnel or proxy on this machine uses 127.0.0.1",
  },
  SIGNAL_HOOK_PORT: {
    kind: kinds.optional(kinds.port),
    default: "",
    meaning: "Port at which web hooks arrive, and nothing else; empty for none",
  },
  SIGNAL_HOOK_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning: "Secret that every web hook has to send, in its address or its text",
    isSecret: true,
  },
  SIGNAL_HOOK_ADDRESSES: {
    kind: signalKinds.addressList,
    default: "",
    meaning: "The only addresses that web hooks may come from; empty for any",
  },
  SIGNAL_HOOK_PROXIES: {
    kind: signalKinds.addressList,
    default: "",
    meaning:
      "Addresses of your own proxies or tunnels, which say in X-Forwarded-For whom they stand for",
  },
  SIGNAL_TELEGRAM_CHANNELS: {
    kind: signalKinds.telegramSources,
    default: "",
    meaning: "Telegram channels whose posts are signals, each with the name of its source",
  },
} as const;
