/**
 * Takes in messages from outside: reads them, stores each once, and has it carried out on every
 * account that trades its source, one after another for each source and symbol.
 */

import { createHash } from "node:crypto";
import { err, ok, type Result, type TerminalId, type UnixMs } from "../../src/models/mod.ts";
import { listedAccounts, type SettingsByAccount } from "../../src/models/per_account.ts";
import type {
  NewOutsideSignal,
  OutsideOutcome,
  OutsideRefusal,
  OutsideWish,
  StoredOutsideSignal,
} from "../../src/models/outside_signal.ts";
import { secondsText } from "../../src/models/figure_text.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import { refusal } from "../../src/signals/refusal.ts";
import { fieldsOfMessage, templateOfText } from "../../src/signals/source_template.ts";
import { type ReadWish, wishOfFields } from "../../src/signals/wish_of_fields.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { AccountPart, AccountParts } from "./account_part.ts";
import { type MarketFacts, storeAway } from "./market_facts.ts";
import type { OutsideAccount, OutsideMessage, ReceivedSignal, SignalsConfig } from "./protocol.ts";
import { templateOfSource } from "./source_files.ts";

/** Clocks differ: so far ahead a message may be dated. */
const aheadMaxMs = 10_000;
const textLengthMax = 4_000;
/** Signals that are being carried out; further ones are refused. */
const pendingMax = 200;
/** For which the newest date of a source and symbol is remembered from earlier runs. */
const rememberedRows = 1_000;
/** A sender may name any symbol. What is forgotten is too old to be traded long since. */
const streamsMax = 10_000;
const loadPauseMs = 1_000;
/** The store is read in milliseconds; a sender is not kept waiting. */
const resumedWithinMs = 5_000;

export interface SignalReceiverOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly parts: AccountParts;
  readonly market: MarketFacts;
  readonly settings: SettingsByAccount<OutsideAccount>;
  readonly folder: SignalsConfig["folder"];
  isStopped(): boolean;
  onRefused(source: string, refusal: OutsideRefusal): void;
}

type Readable = StoredOutsideSignal & { readonly wish: OutsideWish };

export class SignalReceiver {
  readonly #options: SignalReceiverOptions;
  /** The latest work for each source, symbol and account. */
  readonly #latest = new Map<string, Promise<unknown>>();
  /** Signals of this run that are being carried out, by number. */
  readonly #working = new Map<number, Promise<StoredOutsideSignal>>();
  /** The same, as far as they have come. */
  readonly #current = new Map<number, StoredOutsideSignal>();
  /** When the newest accepted signal of a source and symbol was sent; the latest come last. */
  readonly #newestMs = new Map<string, UnixMs>();
  readonly counts = { received: 0, repeated: 0, refused: 0 };
  #lastMs: UnixMs | null = null;
  /** What an earlier run has left is known: what arrives from here on is none of it. */
  readonly #resumed = Promise.withResolvers<true>();

  constructor(options: SignalReceiverOptions) {
    this.#options = options;
  }

  get pending(): number {
    return this.#working.size;
  }

  get lastReceivedMs(): UnixMs | null {
    return this.#lastMs;
  }

  /** Continues what an earlier run has accepted. */
  async resume(): Promise<void> {
    const { database, clock, isStopped } = this.#options;
    const time = { timeoutMs: storeTimeoutMs };
    while (!isStopped()) {
      const newest = await database.ask("newest_outside_signals", { limit: rememberedRows }, time);
      const pending = await database.ask("pending_outside_signals", {}, time);
      if (newest.ok && pending.ok) {
        for (const signal of newest.value.filter(({ refusal }) => refusal === null)) {
          this.#remember(signal);
        }
        for (const signal of pending.value) void this.#work(signal);
        this.#resumed.resolve(true);
        return;
      }
      await sleep(clock, loadPauseMs);
    }
  }

  /** On the disk before it returns. */
  async receive(
    message: OutsideMessage,
    waitMs: number,
  ): Promise<Result<ReceivedSignal, OutsideRefusal>> {
    this.counts.received += 1;
    this.#lastMs = this.#options.clock.nowMs();
    const read = await this.read(message, null);
    const accepted = read.ok ? await this.#accepted(message, read.value) : read;
    if (!accepted.ok) return await this.#refuse(message, accepted.error, read);
    const { isNew, signal } = accepted.value;
    if (isNew) void this.#work(signal);
    else this.counts.repeated += 1;
    return ok({ isNew, signal: await this.#within(signal, waitMs) });
  }

  /** What the message asks for; `template` stands for the source's own file. */
  async read(
    { source, text, sentMs, isPlain }: Omit<OutsideMessage, "senderId">,
    template: string | null,
  ): Promise<Result<ReadWish, OutsideRefusal>> {
    const known = isPlain
      ? ok(null)
      : template === null
      ? await templateOfSource(this.#options.folder, source)
      : templateOfText(template);
    if (!known.ok) return known;
    const fields = fieldsOfMessage(text, known.value);
    if (!fields.ok) return fields;
    const read = wishOfFields(fields.value, { template: known.value, sentMs });
    if (!read.ok) return read;
    const aheadMs = read.value.wish.sentMs - this.#options.clock.nowMs();
    if (aheadMs <= aheadMaxMs) return read;
    return refusal(
      "future_dated",
      `It is dated ${secondsText(aheadMs)} ahead of this computer's clock`,
    );
  }

  /** The accounts that trade the source. */
  async accountsOf(source: string): Promise<Result<readonly TerminalId[], OutsideRefusal>> {
    const { settings, market } = this.#options;
    const listed = listedAccounts(settings.all);
    const trades = (terminal: TerminalId) => settings.of(terminal).sources.includes(source);
    const isNamed = listed === null ? settings.all.sources.includes(source) : listed.some(trades);
    if (!isNamed) {
      return refusal("not_configured", `No account has "${source}" among its SIGNAL_SOURCES`);
    }
    if (listed !== null) return ok(listed.filter(trades));
    const connected = await market.terminals();
    if (!connected.ok) return connected;
    const terminals = connected.value.map(({ terminal }) => terminal);
    return terminals.length > 0 ? ok(terminals) : refusal(
      "no_account",
      "No terminal has been connected since the bridge was started",
    );
  }

  async #accepted(
    message: OutsideMessage,
    { wish, id }: ReadWish,
  ): Promise<Result<ReceivedSignal, OutsideRefusal>> {
    const { clock, database } = this.#options;
    const late = sleep(clock, resumedWithinMs).then(() => false as const);
    if (!await Promise.race([this.#resumed.promise, late])) return storeAway;
    const accounts = await this.accountsOf(message.source);
    if (!accounts.ok) return accounts;
    const signal: NewOutsideSignal = {
      ...{ source: message.source, senderId: message.senderId ?? id ?? idOfText(message.text) },
      ...{ receivedMs: clock.nowMs(), text: shown(message.text), wish, refusal: null },
      outcomes: accounts.value.map(pendingOn),
    };
    if (this.pending >= pendingMax) {
      return refusal("too_many", `${pendingMax} signals are being carried out already`);
    }
    const overtaken = this.#overtaken(message.source, wish);
    const stored = await database.ask(
      "add_outside_signal",
      overtaken === null ? signal : { ...signal, outcomes: [], refusal: overtaken },
      { timeoutMs: storeTimeoutMs },
    );
    if (!stored.ok) return storeAway;
    const { isNew, signal: kept } = stored.value;
    if (!isNew && kept.text !== signal.text) {
      return refusal("id_reused", "Another message of this source has the same id");
    }
    if (kept.refusal !== null) {
      if (isNew) this.#noteRefused(message.source, kept.refusal);
      return err(kept.refusal);
    }
    this.#remember(kept);
    return stored;
  }

  /** An entry that arrives after something that was sent later belongs to the past. */
  #overtaken(source: string, wish: OutsideWish): OutsideRefusal | null {
    if (wish.want.kind !== "enter") return null;
    const newestMs = this.#newestMs.get(streamOf(source, wish)) ?? -Infinity;
    return newestMs <= wish.sentMs ? null : {
      code: "overtaken",
      message: "A signal of this source on this symbol that was sent later has arrived before it",
    };
  }

  #remember({ source, wish }: StoredOutsideSignal): void {
    if (wish === null) return;
    const stream = streamOf(source, wish);
    const before = this.#newestMs.get(stream);
    if (before !== undefined && wish.sentMs <= before) return;
    this.#newestMs.delete(stream);
    this.#newestMs.set(stream, wish.sentMs);
    const [oldest] = this.#newestMs.keys();
    if (this.#newestMs.size > streamsMax && oldest !== undefined) this.#newestMs.delete(oldest);
  }

  /** Kept for the trader to see; its id stays free, because nothing was done. */
  async #refuse(
    message: OutsideMessage,
    refused: OutsideRefusal,
    read: Result<ReadWish, OutsideRefusal>,
  ): Promise<Result<never, OutsideRefusal>> {
    const { clock, database } = this.#options;
    if (refused.code === "overtaken" || refused.code === "id_reused") return err(refused);
    this.#noteRefused(message.source, refused);
    if (refused.code === "account_not_ready" || refused.code === "store_unavailable") {
      return err(refused);
    }
    const receivedMs = clock.nowMs();
    const senderId = `refused:${receivedMs}:${idOfText(message.text)}`;
    await database.ask("add_outside_signal", {
      ...{ source: message.source, senderId, receivedMs, text: shown(message.text) },
      ...{ wish: read.ok ? read.value.wish : null, refusal: refused, outcomes: [] },
    }, { timeoutMs: storeTimeoutMs });
    return err(refused);
  }

  #noteRefused(source: string, refused: OutsideRefusal): void {
    this.counts.refused += 1;
    this.#options.onRefused(source, refused);
  }

  async #within(signal: StoredOutsideSignal, waitMs: number): Promise<StoredOutsideSignal> {
    const work = this.#working.get(signal.number);
    if (work === undefined) return signal;
    const { clock } = this.#options;
    const late = sleep(clock, waitMs).then(() => null);
    return await Promise.race([work, late]) ?? this.#current.get(signal.number) ?? signal;
  }

  #work(signal: StoredOutsideSignal): Promise<StoredOutsideSignal> {
    const { number } = signal;
    const known = this.#working.get(number);
    if (known !== undefined) return known;
    this.#current.set(number, signal);
    const work = this.#carryOut(signal).finally(() => {
      this.#working.delete(number);
      this.#current.delete(number);
    });
    this.#working.set(number, work);
    return work;
  }

  async #carryOut(signal: StoredOutsideSignal): Promise<StoredOutsideSignal> {
    const { wish } = signal;
    if (wish === null) return signal;
    const readable: Readable = { ...signal, wish };
    const outcomes = [...signal.outcomes];
    await Promise.all(outcomes.map(async (outcome, index) => {
      if (outcome.state !== "pending") return;
      const part = { signal: readable, terminal: outcome.terminal };
      const ended = await this.#inTurn(
        part,
        () =>
          this.#options.parts.carryOut(part, outcome, async (now) => {
            outcomes[index] = now;
            this.#current.set(signal.number, { ...signal, outcomes: [...outcomes] });
            return await this.#save(signal.number, outcomes);
          }),
      );
      outcomes[index] = ended;
      if (ended.refusal !== null) this.#noteRefused(signal.source, ended.refusal);
    }));
    return { ...signal, outcomes };
  }

  async #save(number: number, outcomes: readonly OutsideOutcome[]): Promise<boolean> {
    const kept = await this.#options.database.ask(
      "settle_outside_signal",
      { number, outcomes: [...outcomes] },
      { timeoutMs: storeTimeoutMs },
    );
    return kept.ok;
  }

  /** In the order in which they were accepted. */
  async #inTurn<T>(
    { signal: { source, wish }, terminal }: AccountPart,
    body: () => Promise<T>,
  ): Promise<T> {
    const stream = `${terminal}/${streamOf(source, wish)}`;
    const before = this.#latest.get(stream) ?? Promise.resolve();
    const work = before.then(body);
    const settled = work.catch(() => {}); // whoever waits for it is told
    this.#latest.set(stream, settled);
    try {
      return await work;
    } finally {
      if (this.#latest.get(stream) === settled) this.#latest.delete(stream);
    }
  }
}

function streamOf(source: string, { symbol }: OutsideWish): string {
  return `${source}/${symbol.toLowerCase()}`;
}

function pendingOn(terminal: TerminalId): OutsideOutcome {
  return { terminal, state: "pending", symbol: null, refusal: null, steps: null };
}

/** The same text of the same source is the same message. */
function idOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function shown(text: string): string {
  return text.slice(0, textLengthMax).toWellFormed();
}
