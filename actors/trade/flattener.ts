/**
 * Brings a halted account to where its policy wants it, and keeps at it until the venue says so: reads, sends what is left to close
 * and cancel, waits with backoff, reads again. A position that appears later starts it anew, for as long as the halt lasts.
 */

import { type Actor, createActor } from "xstate";
import type { Halt, HaltPolicy, IntentId, TerminalId, TraceId } from "../../src/models/mod.ts";
import type { AccountMode } from "../../src/venue/account_mode.ts";
import { flattenPlan, isFlat } from "../../src/trade/flatten_plan.ts";
import type { OpenTrades } from "../../src/trade/reconcile/open_trades_diff.ts";
import type { IntentJournal } from "./intent_journal.ts";
import { flattenerMachine, type FlattenOutcome } from "./machine.ts";
import type { OrderSender } from "./order_sender.ts";
import type { TradeContext } from "./trade_context.ts";

/** Requests on their way at once: a terminal handles them one by one, and a close must not wait behind hundreds. */
const atOnce = 8;

/** To get out matters more than the price: only markets of instant execution look at it. */
const deviationPoints = 1_000;

export interface FlattenerOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly sender: OrderSender;
  readonly mode: () => AccountMode;
  readonly openTrades: () => OpenTrades;
  /** Reads the account; false when it could not be read. */
  readonly read: () => Promise<boolean>;
}

export class Flattener {
  readonly #options: FlattenerOptions;
  readonly #machine: Actor<typeof flattenerMachine>;
  #rounds = 0;

  constructor(options: FlattenerOptions) {
    this.#options = options;
    const { clock, random } = options.context;
    this.#machine = createActor(flattenerMachine, {
      clock,
      input: { round: () => this.#round(), random, onDone: () => this.#onDone() },
    });
    this.#machine.start();
  }

  get state(): string {
    return String(this.#machine.getSnapshot().value);
  }

  /** Looks at the halts of the account again: one has begun or ended. */
  haltsChanged(): void {
    const policy = this.#policy();
    this.#machine.send({ type: policy === null ? "resumed" : "halted" });
  }

  /** The account can be traded (again). */
  accountReady(): void {
    this.haltsChanged();
    this.#machine.send({ type: "ready" });
  }

  /** The account has been read: what is open may not stay. */
  onRead(): void {
    const policy = this.#policy();
    if (policy !== null && !isFlat(this.#facts(policy))) this.#machine.send({ type: "not_flat" });
  }

  stop(): void {
    this.#machine.stop();
  }

  /** Flatten before block; null where the halts want nothing that may be sent here. */
  #policy(): HaltPolicy | null {
    const { context, terminal } = this.#options;
    const halts = context.halts.of(terminal).filter((halt) => this.#mayAct(halt));
    if (halts.length === 0) return null;
    return halts.some(({ policy }) => policy === "flatten") ? "flatten" : "block";
  }

  /** In safety mode nothing is sent by itself: only a halt by command closes. */
  #mayAct({ cause }: Halt): boolean {
    return cause === "command" || this.#options.mode() !== "safety";
  }

  async #round(): Promise<FlattenOutcome> {
    const { read, sender } = this.#options;
    const policy = this.#policy();
    if (policy === null) return "done";
    if (!(await read())) return "stuck";
    const facts = this.#facts(policy);
    if (isFlat(facts)) return "done";
    if (sender.pauseMs > 0) return "stuck";
    const plan = flattenPlan(facts);
    let failures = 0;
    for (let at = 0; at < plan.length; at += atOnce) {
      const replies = await Promise.all(
        plan.slice(at, at + atOnce).map((request) => this.#send(request)),
      );
      failures += replies.filter((isDone) => !isDone).length;
    }
    return plan.length > 0 && failures === 0 ? "progress" : "stuck";
  }

  async #send(request: ReturnType<typeof flattenPlan>[number]): Promise<boolean> {
    if (request.kind === "open") return false;
    const { sender, context, terminal } = this.#options;
    const halt = context.halts.of(terminal)[0];
    if (halt === undefined) return false;
    this.#rounds += 1;
    const trace = `halt/${halt.id}` as TraceId;
    // Each try is a request of its own: an earlier one is known to have been refused.
    const key = `${trace}/${context.clock.nowMs()}/${this.#rounds}`;
    const reply = await sender.change({ trace, request, attempt: 1, key });
    return reply.ok && reply.value.state !== "rejected";
  }

  #onDone(): void {
    const { context, terminal } = this.#options;
    const policy = this.#policy();
    if (policy !== "flatten") return;
    context.log.info("account_flat", { terminal });
    context.risk.tell({ type: "flat_confirmed", terminal, utcMs: context.clock.nowMs() });
  }

  #facts(policy: HaltPolicy) {
    const { openTrades, journal } = this.#options;
    const sinceSendMs = (id: IntentId) => journal.sinceSendMs(id);
    return { policy, ...openTrades(), intents: journal.open, deviationPoints, sinceSendMs };
  }
}
