/** What may be sent to an account, depending on the settings and the kind of account. Pure. */

import {
  type AccountIdentity,
  isPaperTerminal,
  type Login,
  splitTerminalId,
  type TradeMode,
  type TradingMode,
} from "../models/mod.ts";

export interface ModeSettings {
  readonly tradingMode: TradingMode;
  /** The only account that may be traded live; null when none is named. */
  readonly liveAccount: Login | null;
  /** What kind of account it must be; null when none is named. */
  readonly liveAccountType: TradeMode | null;
}

/** `liveServer`: the server of the live account; null while unknown. */
export function accountMode(
  identity: AccountIdentity,
  settings: ModeSettings,
  liveServer: string | null,
): TradingMode {
  if (isPaperTerminal(identity.terminal)) {
    return settings.tradingMode === "paper" ? "paper" : "safety";
  }
  const { login, server } = splitTerminalId(identity.terminal);
  const isMeant = settings.tradingMode === "live" && login === settings.liveAccount &&
    server === liveServer &&
    identity.tradeMode === settings.liveAccountType;
  return isMeant ? "live" : "safety";
}
