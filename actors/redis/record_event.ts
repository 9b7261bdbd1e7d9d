/** What an event leaves for Redis: values at keys, and messages for channels. */

import { assertNever } from "../../src/models/mod.ts";
import type { LatestValues } from "../../src/redis/latest_values.ts";
import type { MessageQueue } from "../../src/redis/message_queue.ts";
import { redisKeys } from "../../src/redis/redis_names.ts";
import * as records from "../../src/redis/redis_records.ts";
import type { RedisEvent } from "./protocol.ts";

/** Where it goes. */
export interface Outbox {
  readonly values: LatestValues;
  readonly messages: MessageQueue;
}

export function recordEvent(event: RedisEvent, outbox: Outbox, nowMs: number): void {
  const { values, messages } = outbox;
  switch (event.type) {
    case "quotes_accepted":
      return quotesAccepted(event, outbox);
    case "account_received": {
      const { terminal } = event.metrics;
      const key = redisKeys.account(terminal);
      const record = records.accountRecord(event.metrics);
      values.set({ key, form: "hash", record, terminal });
      return messages.addNews(key, { channel: "accounts", record });
    }
    case "signal_published":
      return messages.addEvent({
        channel: "signals",
        record: records.signalRecord(event.signal),
      });
    case "terminal_synced":
      return terminalSynced(event, outbox, nowMs);
    case "terminal_lost": {
      const { terminal, reason } = event;
      values.forget(terminal);
      const record = records.terminalLostRecord(terminal, reason, nowMs);
      return messages.addEvent({ channel: "system", record });
    }
    default:
      assertNever(event);
  }
}

function quotesAccepted(
  { terminal, quotes }: RedisEvent & { type: "quotes_accepted" },
  { values, messages }: Outbox,
): void {
  for (const quote of quotes) {
    const key = redisKeys.price(terminal, quote.symbol);
    const record = records.priceRecord(terminal, quote);
    values.set({ key, form: "hash", record, terminal });
    messages.addNews(key, { channel: "prices", record });
  }
}

function terminalSynced(
  { identity, instruments }: RedisEvent & { type: "terminal_synced" },
  { values, messages }: Outbox,
  nowMs: number,
): void {
  const { terminal } = identity;
  const record = records.terminalRecord("terminal", identity, nowMs);
  const symbols = records.symbolsRecord(terminal, instruments);
  values.set({ key: redisKeys.terminal(terminal), form: "hash", record, terminal });
  values.set({ key: redisKeys.symbols(terminal), form: "text", record: symbols, terminal });
  messages.addEvent({
    channel: "system",
    record: records.terminalRecord("terminal_synced", identity, nowMs),
  });
}
