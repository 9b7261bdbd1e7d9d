/**
 * A venue for tests of the trade actor: it executes each intent once, unless the test decides
 * otherwise. It keeps the actual positions, deals and balance; a test may change them without the
 * bridge's knowledge.
 */

import {
  brokerMs,
  commentOfIntent,
  type DealTicket,
  err,
  type IntentId,
  magicNumber,
  magicOfIntent,
  ok,
  type OpenRequest,
  type OrderTicket,
  type PositionId,
  type PositionTicket,
  type Protection,
  retcodes,
  type TerminalId,
  ticket,
  unixMs,
  type VenueDeal,
  type VenueOrder,
  type VenuePosition,
  type VenueRequest,
} from "../../src/models/mod.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { VenueAnswer, VenueFound, VenueProtocol } from "../../src/venue/venue.ts";
import type { Asks } from "./scripted_peer.ts";
import { nothingHeld } from "../support/nothing_held.ts";

/**
 * `lost_request`: never arrives. `lost_answer`: executed, but the reply is lost. `held`: arrives
 * when the test allows it.
 */
export type Fate = "executed" | "lost_request" | "lost_answer" | VenueAnswer | AskError;

export interface SentRequest {
  readonly terminal: TerminalId;
  readonly intent: IntentId;
  readonly request: VenueRequest;
}

export const offsetMs = 2 * 3_600_000;

export class ScriptedVenue {
  readonly #clock: Clock;
  #lastTicket = 1000;
  readonly sent: SentRequest[] = [];
  positions: VenuePosition[] = [];
  orders: VenueOrder[] = [];
  deals: VenueDeal[] = [{ ...deposit, brokerMs: brokerMs(0), utcMs: unixMs(0) }];
  balance = 10_000;
  /** Outcomes of the next requests; later ones are executed. */
  fates: Fate[] = [];
  /** Replaces the snapshot while it returns an error. */
  snapshotFails: () => AskError | null = () => null;
  /** Called when deals are requested, which is after the snapshot. */
  beforeDeals: () => void = () => {};
  /** The terminal does not know its account yet. */
  isLoading = false;
  /** What the venue was told about stops, in order. */
  readonly protections: Protection[] = [];
  /** Replaces the reply to that while it returns an error. */
  protectFails: () => AskError | null = () => null;
  findIs: VenueFound["status"] | null = null;
  /** Questions about an intent get no reply. */
  isFindSilent = false;
  /** The terminal's intent log. */
  installation = "i1";
  readonly counts = { snapshots: 0, finds: 0, executions: 0 };
  readonly depths: number[] = [];
  readonly #answers = new Map<IntentId, VenueAnswer>();

  /** The broker's clock is its own: nobody sets it. */
  readonly #aheadMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#aheadMs = clock.nowMs() - clock.steadyMs() + offsetMs;
  }

  /** The most lots of one deal. */
  largestLots = 100;

  readonly asks: Asks<VenueProtocol> = {
    trade: (sent) => this.#trade(sent),
    order_check: () => assertUnused(),
    find: ({ intent }) => {
      this.counts.finds += 1;
      if (this.isFindSilent) return never();
      return ok(this.#found(intent));
    },
    snapshot: ({ terminal }) => {
      this.counts.snapshots += 1;
      const failure = this.snapshotFails();
      if (failure !== null) return failure;
      if (this.isLoading) return err({ code: "history_loading", terminal });
      const { balance } = this;
      const utcMs = this.#clock.nowMs();
      return ok({
        account: {
          terminal,
          utcMs,
          balance,
          equity: balance,
          margin: 0,
          freeMargin: balance,
          marginLevelPct: null,
          profit: 0,
          ...nothingHeld,
        },
        positions: this.positions,
        orders: this.orders,
        takenBrokerMs: this.nowBrokerMs,
        takenMs: utcMs,
      });
    },
    deals: ({ fromBrokerMs }) => {
      this.beforeDeals();
      this.depths.push(fromBrokerMs);
      return ok(this.deals.filter((deal) => deal.brokerMs >= fromBrokerMs));
    },
    halt_venue: () => ok(null),
    resume_venue: () => ok(null),
    limit_venue: () => ok(null),
    protect_venue: ({ protection }) => {
      this.protections.push(protection);
      return this.protectFails() ?? ok(null);
    },
  };

  get nowBrokerMs() {
    return brokerMs(this.#clock.steadyMs() + this.#aheadMs);
  }

  /** A trade that the bridge did not request. */
  openByHand(lots = 0.1): VenuePosition {
    return this.#open(handMade, lots, { magic: magicNumber("0"), comment: "" });
  }

  addDeal(deal: Partial<VenueDeal>): VenueDeal {
    const nowMs = this.nowBrokerMs;
    const full: VenueDeal = {
      ...deposit,
      ticket: this.#ticket<DealTicket>(),
      brokerMs: nowMs,
      utcMs: unixMs(nowMs - offsetMs),
      ...deal,
    };
    this.deals.push(full);
    return full;
  }

  closePosition(position: VenuePosition, change: Partial<VenueDeal> = {}): void {
    this.positions = this.positions.filter(({ ticket }) => ticket !== position.ticket);
    this.addDeal({
      ...tradeOf(position),
      type: position.direction === "buy" ? "sell" : "buy",
      entry: "out",
      magic: position.magic,
      ...change,
    });
  }

  async #trade(sent: SentRequest): Promise<VenueAnswer | AskError> {
    this.sent.push(sent);
    const fate = this.fates.shift() ?? "executed";
    if (fate === "lost_request") return await never();
    if (fate === "lost_answer") {
      this.#execute(sent);
      return await never();
    }
    if (fate === "executed") return this.#execute(sent);
    if ("status" in fate) this.#answers.set(sent.intent, fate);
    return fate;
  }

  #found(intent: IntentId): VenueFound {
    return { ...this.#known(intent), installation: this.installation };
  }

  #known(intent: IntentId): Omit<VenueFound, "installation"> {
    const nothing = { known: false, retcode: 0, orders: [], deals: [], position: null };
    if (this.findIs !== null) return { ...nothing, status: this.findIs };
    const answer = this.#answers.get(intent);
    if (answer === undefined) return { ...nothing, status: "none" };
    if (answer.status === "refused") {
      return { ...nothing, known: true, status: "refused", retcode: answer.retcode };
    }
    if (answer.status !== "executed") return { ...nothing, known: true, status: "sent" };
    const { order, deal, position } = answer.result;
    return {
      known: true,
      status: "done",
      retcode: answer.retcode,
      orders: order === null ? [] : [order],
      deals: deal === null ? [] : [deal],
      position,
    };
  }

  #execute({ intent, request }: SentRequest): VenueAnswer {
    const first = this.#answers.get(intent);
    if (first !== undefined) return first;
    this.counts.executions += 1;
    const answer = this.#done(intent, request);
    this.#answers.set(intent, answer);
    return answer;
  }

  #done(intent: IntentId, request: VenueRequest): VenueAnswer {
    switch (request.kind) {
      case "open": {
        const mark = { magic: magicOfIntent(intent), comment: commentOfIntent(intent) };
        if (request.type !== "buy" && request.type !== "sell") {
          return done({ order: this.#place(request, mark) });
        }
        const position = this.#open(request, request.volumeLots, mark);
        const { order, ticket: deal } = this.deals.at(-1)!;
        return done({ order, deal, position: position.identifier, volumeLots: request.volumeLots });
      }
      case "close_position":
        return this.#close(request, intent);
      case "cancel_order":
        if (!this.orders.some(({ ticket }) => ticket === request.order)) return gone;
        this.orders = this.orders.filter(({ ticket }) => ticket !== request.order);
        return done({ order: request.order });
      case "modify_position":
        this.positions = this.positions.map((one) =>
          one.ticket === request.position ? { ...one, ...levels(request) } : one
        );
        return done({});
      case "modify_order":
        this.orders = this.orders.map((one) =>
          one.ticket === request.order ? { ...one, ...levels(request), price: request.price } : one
        );
        return done({ order: request.order });
      case "close_by":
        return done({});
    }
  }

  #close(
    request: Extract<VenueRequest, { kind: "close_position" }>,
    intent: IntentId,
  ): VenueAnswer {
    const position = this.positions.find(({ ticket }) => ticket === request.position);
    if (position === undefined) return gone;
    const volumeLots = request.volumeLots ?? Math.min(position.volumeLots, this.largestLots);
    if (volumeLots > this.largestLots) return invalidVolume;
    this.closePosition(position, { volumeLots, comment: commentOfIntent(intent) });
    if (volumeLots < position.volumeLots) {
      const rest = Number((position.volumeLots - volumeLots).toFixed(2));
      this.positions.push({ ...position, volumeLots: rest });
    }
    const { order, ticket: deal } = this.deals.at(-1)!;
    return done({ order, deal, position: position.identifier, volumeLots });
  }

  #place(request: OpenRequest, mark: Mark): OrderTicket {
    const number = this.#ticket<OrderTicket>();
    this.orders.push({
      ticket: number,
      symbol: request.symbol,
      type: request.type,
      state: "placed",
      volumeInitialLots: request.volumeLots,
      volumeCurrentLots: request.volumeLots,
      price: request.price,
      stopLimitPrice: request.stopLimitPrice,
      stopLoss: request.stopLoss,
      takeProfit: request.takeProfit,
      expirationMs: request.expiresMs,
      setupMs: this.nowBrokerMs,
      position: null,
      ...mark,
    });
    return number;
  }

  #open(
    request: Pick<OpenRequest, "symbol" | "type" | "price" | "stopLoss" | "takeProfit">,
    lots: number,
    mark: Mark,
  ): VenuePosition {
    const number = this.#ticket<PositionTicket>();
    const position: VenuePosition = {
      ticket: number,
      identifier: ticket<PositionId>(number),
      symbol: request.symbol,
      direction: request.type.startsWith("buy") ? "buy" : "sell",
      volumeLots: lots,
      openPrice: request.price ?? 1.1,
      currentPrice: request.price ?? 1.1,
      stopLoss: request.stopLoss,
      takeProfit: request.takeProfit,
      profit: 0,
      swap: 0,
      openedMs: this.nowBrokerMs,
      updatedMs: this.nowBrokerMs,
      ...mark,
    };
    this.positions.push(position);
    this.addDeal({ ...tradeOf(position), type: position.direction, entry: "in", ...mark });
    return position;
  }

  #ticket<T extends OrderTicket | DealTicket | PositionTicket>(): T {
    this.#lastTicket += 1;
    return ticket<T>(String(this.#lastTicket));
  }
}

type Mark = Pick<VenueDeal, "magic" | "comment">;

const handMade = {
  symbol: "EURUSD",
  type: "buy",
  price: 1.1,
  stopLoss: null,
  takeProfit: null,
} as Pick<
  OpenRequest,
  "symbol" | "type" | "price" | "stopLoss" | "takeProfit"
>;

const deposit: Omit<VenueDeal, "brokerMs" | "utcMs"> = {
  ticket: ticket<DealTicket>("1"),
  order: null,
  position: null,
  symbol: null,
  type: "balance",
  entry: "in",
  volumeLots: 0,
  price: 0,
  profit: 0,
  swap: 0,
  commission: 0,
  fee: 0,
  magic: magicNumber("0"),
  comment: "",
  reason: "client",
};

function tradeOf({ symbol, volumeLots, openPrice, identifier, magic }: VenuePosition) {
  const reason = magic === "0" ? "client" as const : "expert" as const;
  const order = ticket<OrderTicket>(`${BigInt(identifier) + 100_000n}`);
  return { symbol, volumeLots, price: openPrice, position: identifier, order, reason };
}

function levels({ stopLoss, takeProfit }: { stopLoss: number | null; takeProfit: number | null }) {
  return { stopLoss, takeProfit };
}

type Result = Extract<VenueAnswer, { status: "executed" }>["result"];

function done(change: Partial<Result>): VenueAnswer {
  const nothing = { order: null, deal: null, position: null, volumeLots: 0, price: 1.1 };
  const quote = { bid: 1.0999, ask: 1.1, comment: "", isRepeat: false };
  return {
    status: "executed",
    retcode: retcodes.done.code,
    result: { ...nothing, ...quote, ...change },
  };
}

export function refusedBy(retcode: number): VenueAnswer {
  return { status: "refused", retcode, code: "broker_refused", message: "" };
}

const gone = refusedBy(retcodes.position_closed.code);
const invalidVolume = refusedBy(retcodes.invalid_volume.code);

function never(): Promise<never> {
  return new Promise(() => {});
}

function assertUnused(): never {
  throw new Error("Nobody asks this here");
}
