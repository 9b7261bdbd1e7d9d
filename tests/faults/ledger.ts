/**
 * The record of messages between the parts of a scenario: requests that journal, approve, halt and
 * trade with their replies, and calls that trade on the link. Nothing here changes anything.
 */

import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { AppliedHalts } from "../../actors/trade/protocol.ts";
import type { ApproveReply } from "../../actors/risk/protocol.ts";
import {
  type AccountDay,
  brokerMs,
  type Halt,
  type IntentId,
  type RiskDecision,
  type TradeIntent,
  type VenueRequest,
} from "../../src/models/mod.ts";
import { serverOffsetMs } from "../../src/simulation/server_time.ts";
import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import type { ApprovedOrder } from "../../src/risk/orders/approved_order.ts";
import { type Frames, frameText } from "../../src/mt5/frame_text.ts";
import type { RequestOf } from "../../src/runtime/protocol.ts";
import type { Post } from "./local_port.ts";
import type { ScenarioTime } from "./world.ts";

interface When {
  readonly moment: number;
  readonly atMs: number;
  /** The number of the bridge's run. */
  readonly life: number;
}

export interface SeenSend extends When {
  readonly intent: IntentId;
  readonly request: VenueRequest;
}

export interface SeenHalts extends When {
  readonly ids: readonly string[];
}

/** What needs a day of the broker to have come, as the store was told it. */
export interface SeenDay {
  readonly what: string;
  readonly hasCome: boolean;
}

export interface SeenHalt extends When {
  readonly halt: Halt;
}

type Ask = {
  readonly kind: "ask";
  readonly id: number;
  readonly question: string;
  readonly request: unknown;
};
type Answer = { readonly kind: "answer"; readonly id: number; readonly reply: unknown };

/** Requests whose replies are recorded. */
const watched = [
  "approve",
  "apply_halts",
  "store_halt",
  "end_halts",
  "begin_day",
  "store_decision",
  "journal_intent",
  "advance_intent",
  "store_trades",
];

export class Ledger {
  life = 0;
  /** Requests of trade to a venue. */
  readonly sends: SeenSend[] = [];
  /** Approvals as given by risk. */
  readonly approvals = new Map<string, ApprovedOrder & { readonly approvedAtMs: number }>();
  /** Days that were begun, and halts that ended because the next day had begun. */
  readonly days: SeenDay[] = [];
  /** Bars that strategies could analyse, and whether they were always the market's. */
  readonly analysedBars = new Map<string, boolean>();
  /** Tickets of the deals that the store has confirmed. */
  readonly dealsStored = new Set<string>();
  /** By id: when the store confirmed it. */
  readonly journalled = new Map<string, When>();
  readonly decided = new Map<string, When>();
  /** Trade has confirmed that nothing is opened any more. */
  readonly haltsInEffect: SeenHalt[] = [];
  /** All halts that trade then knew to be in effect. */
  readonly haltsApplied: SeenHalts[] = [];
  /** Halts as stored, in their newest state. */
  readonly haltsStored = new Map<string, SeenHalt>();
  /** The most advanced stored state, by intent. */
  readonly advanced = new Map<string, TradeIntent>();
  /** Number of calls handed to the link, by intent. */
  readonly calls = new Map<string, number>();
  /** The moments at which the terminal replied to `halt` calls, and received `resume` calls. */
  readonly terminalHalts: { readonly called: number; readonly answered: number }[] = [];
  readonly terminalResumes: { readonly called: number; readonly arrived: number }[] = [];
  readonly #world: ScenarioTime;
  readonly #asked = new Map<string, Ask>();
  /** By id: when they were handed to the link. */
  readonly #haltCalls = new Map<string, number>();
  readonly #resumeCalls = new Map<string, number>();

  constructor(world: ScenarioTime) {
    this.#world = world;
  }

  readonly onPost = ({ from, to, envelope }: Post): void => {
    const { kind } = envelope as { readonly kind: string };
    if (kind === "ask") this.#onAsk(from, to, envelope as Ask);
    else if (kind === "answer") this.#onAnswer(from, to, envelope as Answer);
  };

  readonly onFrames = (
    { to, frames, isDelivered }: {
      readonly to: "bridge" | "terminal";
      readonly frames: Frames;
      readonly isDelivered: boolean;
    },
  ): void => {
    if (to === "bridge") return isDelivered ? undefined : this.#onReply(frames);
    const verb = callVerb(frames);
    if (verb === null) return;
    if (!isDelivered) this.#onCall(verb, frames);
    else this.#onArrival(text(frames[1]!));
  };

  #now(): When {
    return { moment: this.#world.nextMoment(), atMs: this.#world.nowMs, life: this.life };
  }

  #onAsk(from: string, to: string, ask: Ask): void {
    if (ask.question === "trade") {
      const { intent, request } = ask.request as Pick<SeenSend, "intent" | "request">;
      this.sends.push({ ...this.#now(), intent, request });
    }
    if (watched.includes(ask.question)) this.#asked.set(`${from}>${to}/${ask.id}`, ask);
  }

  #onAnswer(from: string, to: string, { id, reply }: Answer): void {
    const key = `${to}>${from}/${id}`;
    const ask = this.#asked.get(key);
    if (ask === undefined) return;
    this.#asked.delete(key);
    switch (ask.question) {
      case "approve": {
        const decided = reply as ApproveReply;
        if (decided.verdict === "approved") this.#noteApproval(decided.order);
        return;
      }
      case "apply_halts": {
        const { halts, isComplete } = ask.request as AppliedHalts;
        const now = this.#now();
        for (const halt of halts) this.#noteInEffect(halt);
        if (isComplete) this.haltsApplied.push({ ...now, ids: halts.map(({ id }) => id) });
        return;
      }
    }
    if (!(reply as { readonly ok: boolean }).ok) return;
    switch (ask.question) {
      case "store_halt": {
        // What the store has: an older copy does not replace a halt that has ended.
        const { value: halt } = reply as { readonly value: Halt };
        return this.#noteStoredHalt(halt);
      }
      case "end_halts": {
        const { value: halts } = reply as { readonly value: readonly Halt[] };
        for (const halt of halts) this.#noteStoredHalt(halt);
        return;
      }
      case "begin_day": {
        const { brokerDay } = ask.request as AccountDay;
        this.days.push({ what: `day ${brokerDay} began`, hasCome: brokerDay <= this.#today });
        return;
      }
      case "store_decision":
        return this.#noteDecision((ask.request as RiskDecision).id);
      case "journal_intent": {
        const { intent, decision } = ask.request as RequestOf<DatabaseProtocol, "journal_intent">;
        if (decision !== null) this.#noteDecision(decision.id);
        if ((reply as { readonly value: { readonly isNew: boolean } }).value.isNew) {
          this.journalled.set(intent.id, this.#now());
        }
        return;
      }
      case "store_trades": {
        const { deals } = ask.request as RequestOf<DatabaseProtocol, "store_trades">;
        for (const { ticket } of deals) this.dealsStored.add(ticket);
        return;
      }
      case "advance_intent": {
        const { intent } = ask.request as { readonly intent: TradeIntent };
        this.advanced.set(intent.id, intent);
      }
    }
  }

  /**
   * Only the first time in each run: risk sends all halts in effect whenever one begins or ends.
   */
  #noteInEffect(halt: Halt): void {
    const now = this.#now();
    const isNoted = this.haltsInEffect.some((one) =>
      one.life === now.life && one.halt.id === halt.id
    );
    if (!isNoted) this.haltsInEffect.push({ ...now, halt });
  }

  #noteApproval(order: ApprovedOrder): void {
    const { nowMs, computerErrorMs } = this.#world;
    // When it was given, by the world's clock: the computer's may have been set since then.
    const givenMs = order.approvedMs - computerErrorMs;
    const isPlausible = givenMs <= nowMs && givenMs > nowMs - 10_000;
    this.approvals.set(order.id, { ...order, approvedAtMs: isPlausible ? givenMs : nowMs });
  }

  /** Its end counts from when it was stored first: after a restart it may be stored once more. */
  #noteStoredHalt(halt: Halt): void {
    const known = this.haltsStored.get(halt.id);
    const isSameEnd = halt.endedMs !== null && known?.halt.endedMs === halt.endedMs;
    this.haltsStored.set(halt.id, isSameEnd ? { ...known, halt } : { ...this.#now(), halt });
    this.#noteEnd(halt);
  }

  #noteEnd({ id, endedBy, brokerDay }: Halt): void {
    if (endedBy !== "next_day") return;
    this.days.push({ what: `halt ${id} of ${brokerDay} ended`, hasCome: brokerDay < this.#today });
  }

  /** The broker's. */
  get #today(): string {
    const { nowMs } = this.#world;
    return brokerDayOf(brokerMs(nowMs + serverOffsetMs(nowMs)));
  }

  /** Only the first confirmation of the store. */
  #noteDecision(id: string): void {
    if (!this.decided.has(id)) this.decided.set(id, this.#now());
  }

  #onCall(verb: string, frames: Frames): void {
    const id = text(frames[1]!);
    if (verb === "halt") this.#haltCalls.set(id, this.#world.nextMoment());
    if (verb === "resume") this.#resumeCalls.set(id, this.#world.nextMoment());
    if (verb === "order_check" || verb === "find") return;
    for (const frame of frames.slice(3)) {
      const argument = text(frame);
      if (!argument.startsWith("intent=")) continue;
      const intent = argument.slice("intent=".length);
      this.calls.set(intent, (this.calls.get(intent) ?? 0) + 1);
    }
  }

  #onReply(frames: Frames): void {
    if (this.#haltCalls.size === 0 || text(frames[0]!) !== "reply") return;
    const { id, status } = JSON.parse(text(frames[1]!)) as { id: string; status: string };
    const called = this.#haltCalls.get(id);
    if (status !== "ok" || called === undefined) return;
    // Only the first reply counts: a duplicate would stand for a later moment.
    this.#haltCalls.delete(id);
    this.terminalHalts.push({ called, answered: this.#world.nextMoment() });
  }

  #onArrival(id: string): void {
    const called = this.#resumeCalls.get(id);
    if (called === undefined) return;
    this.terminalResumes.push({ called, arrived: this.#world.nextMoment() });
  }
}

function callVerb(frames: Frames): string | null {
  return frames.length < 3 || text(frames[0]!) !== "call" ? null : text(frames[2]!);
}

function text(frame: Uint8Array): string {
  const read = frameText(frame, "frame");
  return read.ok ? read.value : "";
}
