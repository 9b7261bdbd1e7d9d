/**
 * Compares each reading of the account with the open intents: finds what was filled and what has
 * ended.
 */

import {
  brokerMs,
  type IntentId,
  type Result,
  type TerminalId,
  type TradeIntent,
  type VenuePosition,
} from "../../../src/models/mod.ts";
import type { StoreError } from "../../../src/database/store_error.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import { FilledLots, lotsContained } from "../../../src/trade/reconcile/deal_match.ts";
import {
  appearsWithinMs,
  intentFacts,
  isMissing,
} from "../../../src/trade/reconcile/intent_facts.ts";
import type { VenueFound } from "../../../src/venue/venue.ts";
import type { VenueReading } from "../trade_context.ts";
import type { IntentJournal } from "../intents/intent_journal.ts";
import { logProgress } from "../intents/order_log.ts";
import type { OutcomeFinder } from "../intents/outcome_finder.ts";
import { type TradeContext } from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import { dayMs } from "../../../src/models/time.ts";

export interface IntentResolverOptions {
  readonly terminal: TerminalId;
  readonly context: TradeContext;
  readonly journal: IntentJournal;
  readonly finder: OutcomeFinder;
  /** Called when an order was missing from so many readings in a row: another one is needed. */
  readonly onMissing: (readings: number) => void;
}

interface Missing {
  readings: number;
  found: VenueFound | null;
}

/**
 * Intents are dated in UTC, deals by the broker's clock, which differs from UTC by at most 14 h.
 */

export class IntentResolver {
  readonly #options: IntentResolverOptions;
  readonly #filled = new FilledLots();
  readonly #missing = new Map<IntentId, Missing>();
  /** Those whose order a reading has listed. */
  readonly #listed = new Set<IntentId>();

  constructor(options: IntentResolverOptions) {
    this.#options = options;
  }

  /** Loads deals that earlier runs have stored. */
  async recover(): Promise<Result<null, StoreError | AskError>> {
    const { terminal, context, journal } = this.#options;
    const open = journal.open;
    if (open.length === 0) return { ok: true, value: null };
    const oldestMs = Math.min(...open.map(({ createdMs }) => createdMs));
    const answer = await context.database.ask("deals_between", {
      terminal,
      fromBrokerMs: brokerMs(oldestMs - dayMs),
      toBrokerMs: null,
    }, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return answer;
    this.#filled.add(open, answer.value);
    return { ok: true, value: null };
  }

  /** How many lots of each intent the positions of a netting account contain already. */
  lotsIn(positions: readonly VenuePosition[]): ReadonlyMap<IntentId, number> {
    return new Map(
      this.#options.journal.counted.map((
        { id },
      ) => [id, lotsContained(this.#filled.dealsOf(id), positions)]),
    );
  }

  onRead(reading: VenueReading): void {
    const { context, journal } = this.#options;
    const intents = journal.all;
    for (const [intent, count] of this.#filled.add(intents, reading.deals)) {
      context.traces.deals(intent, count);
    }
    for (const intent of intents) this.#resolve(intent, reading);
    // Decisions are not based on a reading that is not stored, so ended intents still count.
    if (!reading.isKept) return;
    for (const id of journal.wasRead(reading.startedSteadyMs)) {
      this.#filled.forget(id);
      this.#missing.delete(id);
      this.#listed.delete(id);
    }
  }

  #resolve(intent: TradeIntent, { snapshot }: VenueReading): void {
    const { context, journal } = this.#options;
    const missing = this.#count(intent, isMissing(intent, snapshot));
    if (snapshot.orders.some(({ ticket }) => ticket === intent.order)) this.#listed.add(intent.id);
    const isNew = journal.sinceSendMs(intent.id) < appearsWithinMs;
    const facts = intentFacts(intent, {
      snapshot,
      deals: this.#filled.dealsOf(intent.id),
      found: missing?.found ?? null,
      missedReadings: missing?.readings ?? 0,
      mayAppear: isNew && !this.#listed.has(intent.id),
    });
    for (const fact of facts) {
      const before = journal.get(intent.id);
      const after = journal.apply(intent.id, fact);
      if (before !== null && after !== null) logProgress(context, before, after);
    }
    const now = journal.get(intent.id);
    if (missing !== null && now !== null && isMissing(now, snapshot)) void this.#ask(now, missing);
  }

  #count({ id }: TradeIntent, isNowMissing: boolean): Missing | null {
    if (!isNowMissing) {
      this.#missing.delete(id);
      return null;
    }
    const missing = this.#missing.get(id) ?? { readings: 0, found: null };
    missing.readings += 1;
    this.#missing.set(id, missing);
    return missing;
  }

  /** Asks the venue about the intent by its id, and reads the account once more afterwards. */
  async #ask(intent: TradeIntent, missing: Missing): Promise<void> {
    const { finder, journal, onMissing } = this.#options;
    missing.found = await finder.find(intent) ?? missing.found;
    // Tickets that the first reply lacked assign the deals to their intents.
    if (missing.found?.status === "done") {
      journal.apply(intent.id, { kind: "found", found: missing.found, canStillArrive: true });
    }
    onMissing(missing.readings);
  }
}
