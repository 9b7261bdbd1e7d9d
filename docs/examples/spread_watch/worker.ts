/** A controller that counts the symbols with a wide spread. */

import { type Answer, type BridgeActors, hostActor } from "mt5-bridge";

type Check = { request: null; reply: Answer<unknown> };
export type SpreadWatch = { tell: never; ask: { check: Check } };

hostActor<SpreadWatch, null, BridgeActors>(({ peer }) => {
  let wide = 0;
  const check = async () => {
    const quotes = await peer("price").ask("quotes", {}, { timeoutMs: 1_000 });
    if (quotes.ok) wide = quotes.value.filter(({ bid, ask }) => ask > bid * 1.0001).length;
    return quotes;
  };
  return {
    onAsk: { check },
    status: () => ({ state: "watching", health: "ok", detail: { wide } }),
  };
});
