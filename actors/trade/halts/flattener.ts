/**
 * Closes what the policy of a halt requires, and repeats until the venue confirms it: reads the
 * account, sends the requests that are left, waits with backoff, reads again. A position that
 * appears later starts it again for as long as the halt lasts.
 */

import { type Actor, createActor } from "xstate";
import type {
  Halt,
  HaltPolicy,
  IntentId,
  SymbolName,
  TerminalId,
  TraceId,
  TradingMode,
} from "../../../src/models/mod.ts";
import { mayClose } from "../../../src/risk/halts/halt_reach.ts";
import { flattenPlan, isFlat } from "../../../src/trade/flatten_plan.ts";
import type { OpenTrades } from "../../../src/trade/open_trades.ts";
import type { IntentJournal } from "../intents/intent_journal.ts";
import { type FlattenOutcome, tradeFlattenerMachine } from "./machine.ts";
import type { OrderSender } from "../orders/order_sender.ts";
import type { TradeContext } from "../trade_context.ts";

/**
 * Requests in parallel: a terminal handles them one by one, and a close must not wait behind
 * hundreds.
 */
const atOnce = 8;

/** Closing matters more than the price; only markets with instant execution use this. */
const deviationPoints = 1_000;

export interface FlattenerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly sender: OrderSender;
  readonly mode: () => TradingMode;
  readonly largestLots: (symbol: SymbolName) => number | null;
  readonly isNetting: () => boolean;
  /**
   * The venue's current list, whether or not the store is available; null when the venue does not
   * reply.
   */
  readonly list: () => Promise<OpenTrades | null>;
}

export class Flattener {
  readonly #options: FlattenerOptions;
  readonly #machine: Actor<typeof tradeFlattenerMachine>;
  #rounds = 0;

  constructor(options: FlattenerOptions) {
    this.#options = options;
    const { clock, random } = options.context;
    this.#machine = createActor(tradeFlattenerMachine, {
      clock,
      input: { round: () => this.#round(), random, onDone: () => this.#onDone() },
    });
    this.#machine.start();
  }

  get state(): string {
    return String(this.#machine.getSnapshot().value);
  }

  /** Call after a halt of the account has begun or ended. */
  haltsChanged(): void {
    const policy = this.#policy();
    this.#machine.send({ type: policy === null ? "resumed" : "halted" });
  }

  /** The account can be traded, for the first time or again. */
  accountReady(): void {
    this.haltsChanged();
    this.#machine.send({ type: "ready" });
  }

  /** The account was read: starts again if something is open that must be closed. */
  onRead(open: OpenTrades): void {
    const policy = this.#policy();
    if (policy !== null && !isFlat(this.#facts(policy, open))) {
      this.#machine.send({ type: "not_flat" });
    }
  }

  stop(): void {
    this.#machine.stop();
  }

  /** Flatten takes precedence over block; null when no halt may close anything here. */
  #policy(): HaltPolicy | null {
    const halts = this.#acting;
    if (halts.length === 0) return null;
    return halts.some(({ policy }) => policy === "flatten") ? "flatten" : "block";
  }

  get #acting(): readonly Halt[] {
    const { context, terminal } = this.#options;
    return context.halts.of(terminal).filter((halt) => this.#mayAct(halt));
  }

  #mayAct(halt: Halt): boolean {
    const { terminal, mode, context: { settings } } = this.#options;
    const { tradingMode } = settings.of(terminal).mode;
    return mayClose(halt, { terminal, mode: mode(), tradingMode });
  }

  async #round(): Promise<FlattenOutcome> {
    const { list, sender } = this.#options;
    if (this.#policy() === null) return "done";
    const open = await list();
    // A halt may have begun or ended in the meantime.
    const policy = this.#policy();
    if (policy === null) return "done";
    if (open === null) return "stuck";
    const facts = this.#facts(policy, open);
    if (isFlat(facts)) return "done";
    if (sender.pauseMs > 0) return "stuck";
    const plan = flattenPlan(facts);
    // A close that was refused is not requested again in this round, however many parts are left.
    const refused = new Set<string>();
    for (let at = 0; at < plan.length; at += atOnce) {
      const batch = plan.slice(at, at + atOnce).filter((one) => !refused.has(targetOf(one)));
      await Promise.all(batch.map(async (request) => {
        if (!await this.#send(request, policy)) refused.add(targetOf(request));
      }));
    }
    return plan.length > 0 && refused.size === 0 ? "progress" : "stuck";
  }

  async #send(
    request: Planned,
    policy: HaltPolicy,
  ): Promise<boolean> {
    if (request.kind === "open") return false;
    const { sender, context } = this.#options;
    const halt = this.#acting.find((one) => one.policy === policy);
    if (halt === undefined) return false;
    this.#rounds += 1;
    const trace = `halt/${halt.id}` as TraceId;
    // Each attempt is a separate request, because an earlier one was refused.
    const key = `${trace}/${context.clock.nowMs()}/${this.#rounds}`;
    // The halt may end while the intent is being stored; then nothing is closed.
    const isWanted = () => this.#acting.some(({ id }) => id === halt.id);
    const change = { trace, request, attempt: 1, key, mayGoUnwritten: true, isWanted };
    const reply = await sender.change(change);
    return reply.ok && reply.value.state !== "rejected";
  }

  #onDone(): void {
    const { context, terminal } = this.#options;
    const policy = this.#policy();
    if (policy !== "flatten") return;
    context.risk.tell({ type: "flat_confirmed", terminal, utcMs: context.clock.nowMs() });
  }

  #facts(policy: HaltPolicy, open: OpenTrades) {
    const { journal, largestLots, isNetting } = this.#options;
    const sinceSendMs = (id: IntentId) => journal.sinceSendMs(id);
    const rules = { deviationPoints, largestLots, isNetting: isNetting(), sinceSendMs };
    return { policy, ...open, intents: journal.open, ...rules };
  }
}

type Planned = ReturnType<typeof flattenPlan>[number];

function targetOf(request: Planned): string {
  if ("order" in request) return `order ${request.order}`;
  return "position" in request ? `position ${request.position}` : "";
}
