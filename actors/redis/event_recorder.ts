/** What an event writes to Redis: values at keys, and messages on channels. */

import { assertNever, type TerminalId, type UnixMs } from "../../src/models/mod.ts";
import type { LatestValues } from "../../src/redis/latest_values.ts";
import type { MessageQueue } from "../../src/redis/message_queue.ts";
import { type RedisChannel, redisKeys } from "../../src/redis/redis_names.ts";
import * as records from "../../src/redis/redis_records.ts";
import * as trading from "../../src/redis/trading_records.ts";
import type { RedisEvent } from "./protocol.ts";

type EventOf<Type extends RedisEvent["type"]> = Extract<RedisEvent, { type: Type }>;

export class EventRecorder {
  readonly #values: LatestValues;
  readonly #messages: MessageQueue;
  /**
   * Quotes and the loss of their terminal come from two actors: quotes older than the loss are
   * ignored.
   */
  readonly #lostMs = new Map<TerminalId, UnixMs>();

  constructor(values: LatestValues, messages: MessageQueue) {
    this.#values = values;
    this.#messages = messages;
  }

  record(event: RedisEvent, nowMs: UnixMs): void {
    switch (event.type) {
      case "quotes_accepted":
        return this.#quotes(event);
      case "account_received":
        return this.#account(event);
      case "signal_published":
        return this.#tell("signals", trading.signalRecord(event.signal));
      case "order_changed":
        return this.#tell("orders", trading.orderRecord(event.intent));
      case "deals_recorded":
        for (const deal of event.deals) {
          this.#tell("deals", trading.dealRecord(event.terminal, deal));
        }
        return;
      case "risk_measured":
        return this.#risk(event);
      case "halts_changed":
        return this.#halts(event, nowMs);
      case "terms_changed":
        return this.#terms(event);
      case "venue_synced":
        return this.#synced(event, nowMs);
      case "venue_lost":
        return this.#lost(event, nowMs);
      case "trade_hinted":
        return; // the trade actor reads the account and reports the changes
      default:
        assertNever(event);
    }
  }

  #quotes({ terminal, quotes }: EventOf<"quotes_accepted">): void {
    const lostMs = this.#lostMs.get(terminal) ?? 0;
    for (const quote of quotes) {
      if (quote.receivedMs < lostMs) continue;
      const key = redisKeys.price(terminal, quote.symbol);
      const record = records.priceRecord(terminal, quote);
      this.#values.set({ key, form: "hash", record, terminal });
      this.#messages.addLatest(key, { channel: "prices", record });
    }
  }

  #account({ metrics, isTradingAllowed }: EventOf<"account_received">): void {
    const { terminal } = metrics;
    const key = redisKeys.account(terminal);
    const record = records.accountRecord(metrics, isTradingAllowed);
    this.#values.set({ key, form: "hash", record, terminal });
    this.#messages.addLatest(key, { channel: "accounts", record });
  }

  #risk({ metrics }: EventOf<"risk_measured">): void {
    const { terminal } = metrics;
    const key = redisKeys.risk(terminal);
    const record = trading.riskRecord(metrics);
    this.#values.set({ key, form: "hash", record, terminal });
    this.#messages.addLatest(key, { channel: "risk", record });
  }

  /**
   * A halt stays in effect while its terminal is away, so its key stays as long as the bridge runs.
   */
  #halts({ terminal, halts }: EventOf<"halts_changed">, nowMs: UnixMs): void {
    const record = trading.haltsRecord(terminal, halts, nowMs);
    this.#values.set({ key: redisKeys.halt(terminal), form: "hash", record, terminal: null });
    this.#tell("risk", record);
  }

  /** Queues an event, which is never merged with another. */
  #tell(channel: RedisChannel, record: records.RedisRecord): void {
    this.#messages.addEvent({ channel, record });
  }

  #synced({ identity, instruments }: EventOf<"venue_synced">, nowMs: UnixMs): void {
    const { terminal } = identity;
    this.#lostMs.delete(terminal);
    const record = records.terminalRecord(identity, nowMs);
    this.#values.set({ key: redisKeys.terminal(terminal), form: "hash", record, terminal });
    this.#terms({ terminal, instruments });
    this.#tell("system", { ...record, type: "terminal_synced" });
  }

  #terms(
    { terminal, instruments }: Pick<EventOf<"terms_changed">, "terminal" | "instruments">,
  ): void {
    const record = records.symbolsRecord(terminal, instruments);
    this.#values.set({ key: redisKeys.symbols(terminal), form: "text", record, terminal });
  }

  #lost({ terminal, reason }: EventOf<"venue_lost">, nowMs: UnixMs): void {
    this.#lostMs.set(terminal, nowMs);
    this.#values.forget(terminal);
    this.#tell("system", records.terminalLostRecord(terminal, reason, nowMs));
  }
}
