/**
 * Moves the stops of the bridge's positions while the bridge is silent, by the rules that it has
 * sent, as the real Expert Advisor does: only in the position's favour, and only at a new quote.
 */

import { firstMagic, type ProtectedPosition, type Protection } from "../../models/mod.ts";
import { nextStop } from "../../trade/rules/position_rule.ts";
import {
  isWorthAnotherTry,
  refusedAgain,
  type RefusedStop,
  type StopAttempt,
} from "../../trade/rules/refused_stop.ts";
import type { BrokerPosition } from "../trading/mod.ts";
import type { ExpertContext } from "./expert_context.ts";
import { guardIntent } from "./guard_intents.ts";
import { tradingObstacle } from "./opening_checks.ts";
import type { LastHeard } from "./last_heard.ts";
import { positionModify } from "./position_verbs.ts";

const lookEveryMs = 1_000;

/** What is remembered of a position. */
interface Memory {
  /** The quote at the last look; one from before the silence may be old. */
  quote: string;
  refused: RefusedStop | null;
}

export class StopMover {
  readonly #context: ExpertContext;
  #protection: Protection | null;
  readonly #memories = new Map<string, Memory>();
  readonly #heard: LastHeard;
  #lookAtMs = -Infinity;
  #moved = 0;

  constructor(
    context: ExpertContext,
    { protection, heard }: { readonly protection: Protection | null; readonly heard: LastHeard },
  ) {
    this.#context = context;
    this.#heard = heard;
    this.#protection = protection;
  }

  get protection(): Protection | null {
    return this.#protection;
  }

  take(protection: Protection): void {
    this.#protection = protection;
    this.#memories.clear();
  }

  /** The bridge moves the stops. */
  watched(): void {
    this.#memories.clear();
  }

  /** As the hello reports it. */
  get report(): { readonly stops: number; readonly moved: number } {
    return { stops: this.#protection?.positions.length ?? 0, moved: this.#moved };
  }

  /** Call on each turn of the terminal, unless everything is being closed. */
  look(steadyMs: number): void {
    if (this.#protection === null || steadyMs < this.#lookAtMs) return;
    const { silenceSeconds, positions } = this.#protection;
    if (!this.#heard.isUnwatched("stops", steadyMs, silenceSeconds)) return;
    this.#lookAtMs = steadyMs + lookEveryMs;
    if (tradingObstacle(this.#context.broker) !== null) return;
    for (const one of positions) this.#rule(one, steadyMs);
  }

  #rule(held: ProtectedPosition, steadyMs: number): void {
    const { broker } = this.#context;
    const position = broker.position(held.position);
    if (position === undefined || BigInt(position.magic) < firstMagic) return;
    const price = this.#newPrice(position);
    const symbol = broker.symbol(position.symbol);
    if (price === null || symbol === undefined) return;
    const { digits, tickSize, stopsLevelPoints, freezeLevelPoints } = symbol;
    const stop = nextStop({
      ...position,
      price,
      grid: { digits, tickSize },
      pointSize: 10 ** -digits,
      stopsLevelPoints: Math.max(stopsLevelPoints, freezeLevelPoints),
    }, held);
    if (stop === null) return;
    const distance = Math.abs(price - stop);
    const { smallestStep } = held;
    this.#ask(position, { stop, attempt: { terms: "", distance, smallestStep, atMs: steadyMs } });
  }

  /** Where the position could be closed now; null without a quote since the last look. */
  #newPrice({ ticket, symbol, direction }: BrokerPosition): number | null {
    const quote = this.#context.broker.quote(symbol);
    if (quote === undefined) return null;
    const now = `${quote.bid}/${quote.ask}`;
    const memory = this.#memories.get(ticket);
    if (memory === undefined) this.#memories.set(ticket, { quote: now, refused: null });
    if (memory === undefined || memory.quote === now) return null;
    memory.quote = now;
    return direction === "buy" ? quote.bid : quote.ask;
  }

  #ask(
    { ticket, takeProfit }: BrokerPosition,
    { stop, attempt }: { readonly stop: number; readonly attempt: StopAttempt },
  ): void {
    const memory = this.#memories.get(ticket);
    if (memory === undefined) return;
    if (memory.refused !== null && !isWorthAnotherTry(memory.refused, attempt)) return;
    // Until the broker accepts it, which may be never.
    memory.refused = refusedAgain(memory.refused, attempt);
    const intent = guardIntent(this.#context);
    const args = { intent, ticket, stopLoss: stop, takeProfit: takeProfit ?? 0 };
    positionModify(this.#context, args, ({ status }) => {
      if (status !== "ok") return;
      memory.refused = null;
      this.#moved += 1;
    });
  }
}
