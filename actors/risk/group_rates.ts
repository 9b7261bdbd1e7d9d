/** Exchange rates between the currencies of accounts and of their groups, from quotes at hand. */

import {
  chainedRate,
  type Offer,
  type QuotedRate,
  type Rate,
  rateChain,
} from "../../src/risk/groups/exchange_rate.ts";
import { groupRateMaxAgeMs, quoteTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

interface KnownRate {
  readonly rate: Rate;
  /** Steady time of the oldest of its quotes. */
  readonly quotedMs: number;
}

interface Pair {
  readonly from: string;
  readonly to: string;
}

export class GroupRates {
  readonly #context: RiskContext;
  /** By pair; as many as there are currencies of accounts and groups. */
  readonly #known = new Map<string, KnownRate>();

  constructor(context: RiskContext) {
    this.#context = context;
  }

  /** Null without a recent quote. */
  current(pair: Pair): Rate | null {
    const known = this.#known.get(keyOf(pair));
    const ageMs = this.#context.clock.steadyMs() - (known?.quotedMs ?? 0);
    return known !== undefined && ageMs <= groupRateMaxAgeMs ? known.rate : null;
  }

  /** However old it is: a loss is judged by it when there is no newer one. */
  last(pair: Pair): Rate | null {
    return this.#known.get(keyOf(pair))?.rate ?? null;
  }

  async refresh(pairs: readonly Pair[], offers: readonly Offer[]): Promise<void> {
    const unlike = new Map(pairs.map((pair) => [keyOf(pair), pair]));
    await Promise.all([...unlike.values()].map((pair) => this.#refreshOne(pair, offers)));
  }

  async #refreshOne(pair: Pair, offers: readonly Offer[]): Promise<void> {
    const chain = rateChain(pair.from, pair.to, offers);
    if (chain === null) return;
    const { clock } = this.#context;
    const askedMs = clock.steadyMs();
    const quotes = await Promise.all(chain.map((source) => this.#quote(source)));
    const seen = quotes.flatMap((quote) => quote ?? []);
    if (seen.length < chain.length) return;
    const rate = chainedRate(chain, seen, pair);
    if (rate === null) return;
    const ageMs = Math.max(0, ...seen.map((quote) => quote.ageMs));
    // The same currency needs no quote, and is as good as now.
    this.#known.set(keyOf(pair), { rate, quotedMs: askedMs - ageMs });
  }

  async #quote({ terminal, symbol }: QuotedRate) {
    const { price } = this.#context;
    const answer = await price.ask("quote", { terminal, symbol }, { timeoutMs: quoteTimeoutMs });
    if (!answer.ok || answer.value === null) return null;
    const { quote: { bid, ask }, ageMs } = answer.value;
    return { bid, ask, ageMs };
  }
}

function keyOf({ from, to }: Pair): string {
  return `${from}/${to}`;
}
