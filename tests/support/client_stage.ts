/** A running bridge whose paper account can trade, for the tests of the client libraries. */

import { BridgeClient } from "../../clients/typescript/mod.ts";
import { type BridgeStage, bridgeStage, randomMarket } from "./bridge_stage.ts";
import { eventually } from "./eventually.ts";
import { TcpRelay } from "./tcp_relay.ts";

export const paperAccount = "paper:5012345@Stage";
export const stageReadToken = "a-read-token-of-the-stage";

export async function clientStage(): Promise<BridgeStage> {
  const stage = await bridgeStage({
    source: randomMarket(1),
    settings: {
      TRADING_MODE: "paper",
      STRATEGIES: "",
      API_READ_TOKEN: stageReadToken,
      // The tests of all clients leave their trades open on one account.
      MAX_SIMULTANEOUS_TRADES: "100",
      MAX_ORDERS_PER_MINUTE: "100",
    },
  });
  await paperReady(new BridgeClient({ url: `http://127.0.0.1:${stage.settings.http.port}` }));
  return stage;
}

/** Waits until the bridge is there, and its paper account can trade BTCUSD. */
export async function paperReady(client: BridgeClient): Promise<void> {
  await eventually(async () => {
    const accounts = await client.listAccounts();
    const prices = await client.listPrices({ symbol: "BTCUSD" });
    return prices.length > 0 &&
      accounts.some(({ venue, isReconciled }) => venue === "paper" && isReconciled);
  }, { what: "the paper account" });
}

/** A relay in front of the bridge that can lose answers; the bridge sees its own port as host. */
export function httpRelay(port: number): TcpRelay {
  const relay = new TcpRelay(port);
  const [own, other] = [`127.0.0.1:${relay.port}`, `127.0.0.1:${port}`];
  relay.passing = (chunk, from) => {
    if (from === "bridge") return chunk;
    const text = Array.from(chunk, (byte) => String.fromCharCode(byte)).join("");
    return Uint8Array.from(text.replaceAll(own, other), (one) => one.charCodeAt(0));
  };
  return relay;
}
