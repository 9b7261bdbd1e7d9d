/**
 * The mt5 actor's code on a real socket, with handwritten peers that record messages and requests.
 */

import { startMt5 } from "../../actors/mt5/actor.ts";
import type { Mt5Config, Mt5Protocol, TerminalStatus } from "../../actors/mt5/protocol.ts";
import type { PriceEvent } from "../../actors/price/protocol.ts";
import { type ClockOffset, ok, symbolName, unixMs } from "../../src/models/mod.ts";
import type { LogCode } from "../../src/models/log_codes.ts";
import type { LogFields } from "../../src/models/logger.ts";
import type { StoredInstrument } from "../../src/database/page_rows.ts";
import { denoLinkServer } from "../../src/mt5/deno_link_server.ts";
import type { Behaviour, Coalesce } from "../../src/runtime/actor.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { eventually } from "./eventually.ts";
import { peersAmong } from "./test_peers.ts";

/**
 * A price actor that receives everything at once, unless `isSlow`: then messages with the same key
 * are merged.
 */
class TestPrice {
  readonly told: PriceEvent[] = [];
  isSlow = false;
  waiting = 0;
  #waitingKey: string | null = null;

  tell(event: PriceEvent, coalesce?: Coalesce<PriceEvent>): void {
    const last = this.told.at(-1);
    if (this.isSlow && coalesce && last && this.#waitingKey === coalesce.key) {
      this.told[this.told.length - 1] = coalesce.merge(last, event);
      return;
    }
    this.#waitingKey = coalesce?.key ?? null;
    this.told.push(event);
  }

  ask(): Promise<never> {
    throw new Error("Nothing is asked of the price actor");
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  ofType<T extends PriceEvent["type"]>(type: T): readonly Extract<PriceEvent, { type: T }>[] {
    return this.told.filter((event): event is Extract<PriceEvent, { type: T }> =>
      event.type === type
    );
  }
}

/** A trading actor: records the venue events it receives, and watches no account. */
class TestSubscriber {
  readonly told: VenueEvent[] = [];
  readonly waiting = 0;

  tell(event: VenueEvent): void {
    this.told.push(event);
  }

  ask(question: string): Promise<unknown> {
    if (question === "watched_accounts") return Promise.resolve(ok([]));
    throw new Error("Nothing else is asked of those who trade");
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }
}

/** A store in memory, unavailable while `isAway`. */
class TestDatabase {
  readonly asked: { readonly question: string; readonly request: unknown }[] = [];
  offsets: readonly ClockOffset[] = [];
  /** As an earlier run has stored them. */
  instruments: readonly StoredInstrument[] = [];
  isAway = false;
  /** Where the live account was pinned before. */
  pinnedServer: string | null = null;
  readonly waiting = 0;

  tell(): never {
    throw new Error("The database is never told anything");
  }

  ask(question: string, request: unknown): Promise<unknown> {
    this.asked.push({ question, request });
    if (this.isAway) {
      return Promise.resolve({ ok: false, error: { code: "peer_unavailable", peer: "database" } });
    }
    if (question === "pin_live_server") {
      const { server } = request as { readonly server: string };
      const isNew = this.pinnedServer === null;
      return Promise.resolve(ok({ server: this.pinnedServer ?? server, isNew }));
    }
    if (question === "instruments") return Promise.resolve(ok(this.instruments));
    return Promise.resolve(ok(question === "clock_offsets" ? this.offsets : undefined));
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  questions(): readonly string[] {
    return this.asked.map(({ question }) => question);
  }
}

export interface Stage {
  readonly behaviour: Behaviour<Mt5Protocol>;
  readonly price: TestPrice;
  readonly subscriber: TestSubscriber;
  readonly trade: TestSubscriber;
  readonly database: TestDatabase;
  readonly logged: { readonly code: LogCode; readonly fields: LogFields }[];
  readonly port: number;
  /** Sets this computer's clock, so much ahead of what it says. */
  setClock(byMs: number): void;
  terminals(): Promise<readonly TerminalStatus[]>;
}

const stageConfig: Mt5Config = {
  linkHost: "127.0.0.1",
  linkPort: 0,
  linkToken: null,
  expectedLogin: null,
  expectedServer: null,
  live: null,
  wanted: [
    { symbol: symbolName("EURUSD"), assetClass: "forex", timeframe: "M15" },
    { symbol: symbolName("BTCUSD"), assetClass: "crypto", timeframe: "M15" },
  ],
  symbolSuffix: "",
  symbolMap: {},
  daylightSaving: "us",
  isTimeBounded: true,
  heartbeatMs: 1_000,
  callTimeoutMs: 2_000,
};

/** Runs `scenario` with the actor listening, and stops the actor. */
export async function onStage(
  scenario: (stage: Stage) => Promise<void>,
  overrides: Partial<Mt5Config> = {},
  prepare: (database: TestDatabase) => void = () => {},
): Promise<void> {
  const price = new TestPrice();
  const database = new TestDatabase();
  const subscriber = new TestSubscriber();
  const trade = new TestSubscriber();
  prepare(database);
  const logged: Stage["logged"] = [];
  let clockErrorMs = 0;
  const setClock = (byMs: number) => {
    clockErrorMs += byMs;
  };
  const clock = { ...systemClock, nowMs: () => unixMs(systemClock.nowMs() + clockErrorMs) };
  const note = (code: LogCode, fields: LogFields = {}) => void logged.push({ code, fields });
  const behaviour = startMt5({
    name: "mt5",
    config: { ...stageConfig, ...overrides },
    log: { debug: note, info: note, warning: note, error: note },
    clock,
    random: seededRandom(1),
    ...peersAmong({ price, database, risk: subscriber, trade }),
  }, denoLinkServer({ clock: systemClock }));
  try {
    await eventually(() => behaviour.status().state === "listening");
    const port = Number(behaviour.status().detail["port"]);
    const terminals = async () => await behaviour.onAsk.terminals({});
    await scenario({
      behaviour,
      price,
      subscriber,
      trade,
      database,
      logged,
      port,
      setClock,
      terminals,
    });
  } finally {
    await behaviour.stop?.();
  }
}
