/** Replaces the mt5 and price actors; its terminals change state on command. */

import type { TerminalStatus } from "../../../actors/mt5/protocol.ts";
import { hostActor } from "../../../src/runtime/actor_host.ts";
import type { MarketConfig, MarketProtocol } from "./market_protocol.ts";

hostActor<MarketProtocol, MarketConfig>(({ config, name }) => {
  let state: TerminalStatus["state"] = "syncing";
  let answers = 0;
  return {
    onTell: (message) => {
      state = message.state;
    },
    onAsk: {
      terminals: () => {
        answers += 1;
        return config.terminals.map((terminal) => ({ ...terminal, state }));
      },
      symbols: () => config.symbols,
    },
    status: () => ({
      state: "playing",
      health: "ok",
      detail: { plays: name },
      counters: { [`${name}Answers`]: answers },
    }),
    stop: () => {},
  };
});
