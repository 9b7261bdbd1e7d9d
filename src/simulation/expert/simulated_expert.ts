/**
 * A simulated Expert Advisor in front of the simulated broker: answers trading calls as the real
 * one does, including its safety checks. Data that must survive a restart (intents, halt flag) is
 * passed in and read out as plain data. Both the simulated terminal and the paper broker use it.
 */

import {
  assertNever,
  brokerMs,
  type BrokerSymbol,
  type Protection,
  type TerminalLimits,
} from "../../models/mod.ts";
import type { CallArguments } from "../../mt5/call_schemas.ts";
import type { TradingVerb } from "../../mt5/wire_trading.ts";
import type { BrokerEvent, BrokerInput, SimulatedBroker } from "../trading/mod.ts";
import { type ExpertAnswer, invalidAnswer, okAnswer, type Respond } from "./answer.ts";
import { takeAnswers } from "./execution.ts";
import type { ExpertContext } from "./expert_context.ts";
import { SimulatedGuard } from "./guard.ts";
import type { SeenEquity } from "./guard_day.ts";
import { BridgeWatch, type ExpertCaps, OrderRate, tradingObstacle } from "./opening_checks.ts";
import { IntentLog, type IntentRecord } from "./intent_log.ts";
import { listDeals, ordersAnswer, positionsAnswer } from "./list_verbs.ts";
import { orderCancel, orderCheck, orderModify, orderSend } from "./order_verbs.ts";
import { positionClose, positionCloseBy, positionModify } from "./position_verbs.ts";
import { find, halt, resume } from "./safety_verbs.ts";

/** The contents of the Expert Advisor's files, as plain data. */
export interface ExpertFiles {
  /** Named by the epoch of the run that began them; none before the first. */
  readonly installation?: string;
  readonly intents: readonly IntentRecord[];
  readonly haltReason: string | null;
  /** The bridge's record of the halt; missing from states of earlier versions. */
  readonly haltRecord?: string;
  /** What the bridge wants the guard to do; missing until it has sent something. */
  readonly limits?: TerminalLimits;
  /** Whose stops it moves without the bridge; missing until it has been told. */
  readonly protection?: Protection;
  /** Equity as its guard last saw it; missing until it has. */
  readonly seen?: SeenEquity;
}

export const noFiles: ExpertFiles = { intents: [], haltReason: null };

export interface ExpertParts {
  readonly broker: SimulatedBroker;
  readonly caps: ExpertCaps;
  readonly files: ExpertFiles;
  /** When omitted, as many as the real Expert Advisor keeps. */
  readonly intentsKeptMax?: number;
  /** Receives the events that each input causes, in order. */
  readonly onEvents?: (events: readonly BrokerEvent[]) => void;
}

/** A call that trades or asks about trades, with parsed arguments. */
export type TradingCall = {
  [V in TradingVerb]: { readonly verb: V; readonly args: CallArguments[V] };
}[TradingVerb];

export class SimulatedExpert {
  readonly #context: ExpertContext;
  readonly guard: SimulatedGuard;

  constructor({ broker, caps, files, intentsKeptMax, onEvents }: ExpertParts) {
    const intents = new IntentLog(files.intents, intentsKeptMax);
    const context: ExpertContext = {
      broker,
      intents,
      caps,
      rate: new OrderRate(intents, broker.nowMs),
      watch: new BridgeWatch(caps.silenceMsMax),
      underWay: new Map(),
      startedMs: broker.nowMs,
      haltReason: files.haltReason,
      haltRecord: files.haltRecord ?? "",
      apply: (input) => {
        const events = broker.apply(input);
        if (events.length === 0) return events;
        takeAnswers(context, events);
        onEvents?.(events);
        return events;
      },
    };
    this.#context = context;
    this.guard = new SimulatedGuard(context, files);
  }

  /** Applies something that happens at the broker: a quote, a fault, a manual trade. */
  apply(input: BrokerInput): readonly BrokerEvent[] {
    return this.#context.apply(input);
  }

  get broker(): SimulatedBroker {
    return this.#context.broker;
  }

  get isTradingAllowed(): boolean {
    return tradingObstacle(this.#context.broker) === null;
  }

  get haltReason(): string | null {
    return this.#context.haltReason;
  }

  /** As the hello reports it. */
  get halt(): { readonly reason: string; readonly record: string } | null {
    const { haltReason: reason, haltRecord: record } = this.#context;
    return reason === null ? null : { reason, record };
  }

  /** Used by the dead-man timer. */
  get watch(): BridgeWatch {
    return this.#context.watch;
  }

  files(): ExpertFiles {
    const { intents, haltReason, haltRecord } = this.#context;
    const { limits, seen, stops: { protection } } = this.guard;
    const held = {
      ...(limits === null ? {} : { limits }),
      ...(protection === null ? {} : { protection }),
      ...(seen === null ? {} : { seen }),
    };
    return { intents: intents.records(), haltReason, haltRecord, ...held };
  }

  /** Answers immediately, or when the broker has answered; at most once. */
  answer(call: TradingCall, respond: Respond): void {
    const context = this.#context;
    switch (call.verb) {
      case "order_send":
        return this.#withSymbol(call.args, respond, () => orderSend(context, call.args, respond));
      case "order_check":
        return this.#withSymbol(call.args, respond, () => respond(orderCheck(context, call.args)));
      case "order_modify":
        return orderModify(context, call.args, respond);
      case "order_cancel":
        return orderCancel(context, call.args, respond);
      case "position_modify":
        return positionModify(context, call.args, respond);
      case "position_close":
        return positionClose(context, call.args, respond);
      case "position_close_by":
        return positionCloseBy(context, call.args, respond);
      case "positions":
      case "orders":
      case "deals":
      case "find":
      case "halt":
      case "resume":
      case "limits":
      case "protect":
        return respond(this.#now(call));
      default:
        return assertNever(call);
    }
  }

  #now(
    call: Extract<
      TradingCall,
      {
        verb: "positions" | "orders" | "deals" | "find" | "halt" | "resume" | "limits" | "protect";
      }
    >,
  ): ExpertAnswer {
    const context = this.#context;
    switch (call.verb) {
      case "positions":
        return positionsAnswer(context.broker, call.args);
      case "orders":
        return ordersAnswer(context.broker, call.args);
      case "deals":
        return listDeals(context.broker, call.args);
      case "find":
        return find(context, call.args);
      case "halt":
        return halt(context, call.args);
      case "resume":
        return resume(context);
      case "limits":
        this.guard.take(limitsOf(call.args));
        return okAnswer(null);
      case "protect":
        this.guard.stops.take({
          silenceSeconds: call.args.silenceSeconds,
          positions: call.args.stops,
        });
        return okAnswer(null);
      default:
        return assertNever(call);
    }
  }

  #withSymbol({ symbol }: { readonly symbol: string }, respond: Respond, run: () => void): void {
    if (this.#context.broker.symbol(symbol as BrokerSymbol) !== undefined) return run();
    respond(invalidAnswer("unknown_symbol", `No symbol "${symbol}"`));
  }
}

function limitsOf(args: CallArguments["limits"]): TerminalLimits {
  const { dayFromMs, countedMs } = args;
  return { ...args, dayFromMs: brokerMs(dayFromMs), countedMs: brokerMs(countedMs) };
}
