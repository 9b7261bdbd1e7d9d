/**
 * The intent log: every trade request is recorded before the broker is asked, and again with its
 * outcome. It survives restarts of the terminal: the next start gets the same intent log, and a
 * repeated intent gets its first answer.
 */

import type { BrokerMs } from "../../models/mod.ts";
import type { TradingVerb } from "../../mt5/wire_trading.ts";

export interface IntentRecord {
  /** `sending` and `unknown` are open: the request may have been executed. */
  readonly state: "sending" | "unknown" | "done" | "refused";
  readonly intent: string;
  readonly verb: TradingVerb;
  /** The broker's time when it was begun. */
  readonly timeMs: BrokerMs;
  /** 0 for requests that create nothing with a magic number. */
  readonly magic: string;
  /** The order or position to change; empty for a new order. */
  readonly target: string;
  readonly retcode: number;
  /** Tickets; empty where there is none. */
  readonly order: string;
  readonly deal: string;
  readonly position: string;
  readonly volume: number;
  readonly price: number;
  readonly bid: number;
  readonly ask: number;
  readonly requestId: number;
  readonly code: string;
  readonly message: string;
  readonly comment: string;
}

/** As many as the Expert Advisor keeps when it compacts its file: months of trading. */
export const intentsKeptMax = 5_000;

export class IntentLog {
  readonly #records: Map<string, IntentRecord>;
  readonly #keptMax: number;
  #requests: number;

  constructor(records: readonly IntentRecord[] = [], keptMax: number = intentsKeptMax) {
    this.#records = new Map(records.map((record) => [record.intent, record]));
    this.#keptMax = keptMax;
    this.#requests = records.reduce((last, { requestId }) => Math.max(last, requestId), 0);
  }

  find(intent: string): IntentRecord | undefined {
    return this.#records.get(intent);
  }

  /** Records the current state; the oldest record is dropped when there are too many. */
  write(record: IntentRecord): void {
    this.#records.set(record.intent, record);
    if (this.#records.size <= this.#keptMax) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  nextRequestId(): number {
    return ++this.#requests;
  }

  /** When new orders were sent, starting at `sinceMs`, oldest first. */
  orderTimes(sinceMs: number): BrokerMs[] {
    return this.records()
      .filter(({ verb, state }) => verb === "order_send" && state !== "refused")
      .map(({ timeMs }) => timeMs).filter((timeMs) => timeMs >= sinceMs);
  }

  /** All records as plain data, oldest first. */
  records(): IntentRecord[] {
    return Array.from(this.#records.values());
  }
}

export function isOpenEnded({ state }: IntentRecord): boolean {
  return state === "sending" || state === "unknown";
}
