/**
 * What must hold after every scenario, whatever happened in it. Each invariant checks the evidence
 * (the broker, the store, the state of the actors, what the witness recorded) and names every
 * breach; none depends on how the product works.
 */

import { isWholeClose } from "../../src/trade/whole_close.ts";
import { approvalMaxMs } from "../../actors/risk/timeouts.ts";
import type { AccountOverview } from "../../actors/trade/protocol.ts";
import type {
  Halt,
  RiskDecision,
  TradeIntent,
  VenueDeal,
  VenueOrder,
  VenuePosition,
} from "../../src/models/mod.ts";
import { assertNever, intentOfMagic, isFinalIntent } from "../../src/models/mod.ts";
import type { BrokerDeal, BrokerOrder, BrokerPosition } from "../../src/simulation/trading/mod.ts";
import type { Ledger } from "./ledger.ts";
import type { Losses } from "./loss_record.ts";
import type { SeenRequest } from "./watched_broker.ts";

/** The current state and the history at the broker. */
export interface BrokerEvidence {
  readonly balance: number;
  readonly positions: readonly BrokerPosition[];
  readonly orders: readonly BrokerOrder[];
  readonly historyOrders: readonly BrokerOrder[];
  readonly deals: readonly BrokerDeal[];
}

export interface Evidence {
  readonly broker: BrokerEvidence;
  /** Requests that reached the broker; empty where nothing recorded them. */
  readonly seen: readonly SeenRequest[];
  /** Intents whose outcome the terminal itself does not know for certain. */
  readonly openAtTerminal: ReadonlySet<string>;
  /** The installation of a second terminal, which is gone; null or omitted where there was none. */
  readonly away?: string | null;
  /** Messages between the actors; null where they ran in another process. */
  readonly ledger: Ledger | null;
  /** The computer's clock was set: times of the store cannot be compared. */
  readonly hasClockFaults?: boolean;
  /** What the account has lost at the broker; omitted where nothing recorded it. */
  readonly losses?: Losses;
  /** The limits in the trader's settings, in percent. */
  readonly lossLimits?: { readonly maxDailyLossPct: number; readonly maxDrawdownPct: number };
  /** MAX_ORDERS_PER_MINUTE; omitted where it is not known. */
  readonly ordersPerMinuteMax?: number;
  readonly stored: {
    readonly positions: readonly VenuePosition[];
    readonly orders: readonly VenueOrder[];
    readonly deals: readonly VenueDeal[];
    readonly intents: readonly TradeIntent[];
    readonly decisions: readonly RiskDecision[];
    readonly lastingHalts: readonly Halt[];
  };
  /**
   * The account as the trade actor sees it; null when it does not know it, omitted where it cannot
   * be asked.
   */
  readonly account?: AccountOverview | null;
  /** Errors thrown by actors. */
  readonly crashes: readonly string[];
}

type Breaches = string[];
export type Invariant = (evidence: Evidence) => Breaches;

const cents = (amount: number) => Math.round(amount * 100);
const units = (lots: number) => Math.round(lots * 1e8);

/** Orders that the Expert Advisor placed for the bridge, by their intent. */
function ordersByIntent({ broker }: Evidence): Map<string, BrokerOrder[]> {
  const placed = [...broker.orders, ...broker.historyOrders]
    .filter(({ reason }) => reason === "expert");
  const byIntent = new Map<string, BrokerOrder[]>();
  for (const order of placed) {
    const intent = intentOfMagic(order.magic);
    if (intent === null) continue;
    byIntent.set(intent, [...byIntent.get(intent) ?? [], order]);
  }
  return byIntent;
}

function executedOnce(evidence: Evidence): Breaches {
  const breaches: Breaches = [];
  for (const [intent, orders] of ordersByIntent(evidence)) {
    if (orders.length > 1) {
      breaches.push(`intent ${intent} has orders ${orders.map((one) => one.ticket).join(", ")}`);
    }
  }
  for (const [intent, calls] of evidence.ledger?.calls ?? []) {
    if (calls > 1) breaches.push(`intent ${intent} was sent to the terminal ${calls} times`);
  }
  const asked = Map.groupBy(evidence.ledger?.sends ?? [], ({ intent }) => intent);
  for (const [intent, sends] of asked) {
    if (sends.length > 1) {
      breaches.push(`intent ${intent} was handed to the venue ${sends.length} times`);
    }
  }
  return breaches;
}

/**
 * A signal or a command has at most one opening order, and so has an approval. An order that the
 * broker accepted and then rejected does not count.
 */
function actedOnOnce(evidence: Evidence): Breaches {
  const { seen, stored } = evidence;
  const intents = new Map(stored.intents.map((one) => [one.id as string, one]));
  const orders = ordersByIntent(evidence);
  const taken = new Map<string, Set<string>>();
  for (const { intent, opensRisk, isTaken } of seen) {
    const known = intent === null ? undefined : intents.get(intent);
    if (!opensRisk || !isTaken || known === undefined) continue;
    if (orders.get(known.id)?.every(({ state }) => state === "rejected") === true) continue;
    for (const cause of [`trace ${known.trace}`, `approval ${known.approval}`]) {
      taken.set(cause, (taken.get(cause) ?? new Set()).add(known.id));
    }
  }
  return Array.from(taken).filter(([, ids]) => ids.size > 1)
    .map(([cause, ids]) => `${cause} was executed by ${[...ids].join(", ")}`);
}

function journalledFirst(evidence: Evidence): Breaches {
  const { ledger, stored } = evidence;
  // Requests that close a whole position or cancel an order are sent even while the store is away,
  // so the process may lose their record.
  const free = (ledger?.sends ?? []).filter(({ request }) => isWholeClose(request));
  const known = new Set([...stored.intents.map(({ id }) => id), ...free.map(({ intent }) => intent)]
    .map(String));
  const unknown = Array.from(ordersByIntent(evidence).keys()).filter((id) => !known.has(id))
    .map((id) => `intent ${id} is at the broker and not in the store`);
  if (ledger === null) return unknown;
  const early = ledger.sends.filter((send) => !free.includes(send)).flatMap((send) => {
    const { intent, moment } = send;
    const journalled = ledger.journalled.get(intent);
    if (journalled === undefined) return [`intent ${intent} was sent and never journalled`];
    return journalled.moment > moment ? [`intent ${intent} was sent before it was on disk`] : [];
  });
  return [...unknown, ...early];
}

const dealFields = [
  "order",
  "position",
  "symbol",
  "type",
  "entry",
  "volumeLots",
  "price",
  "profit",
  "swap",
  "commission",
  "fee",
  "magic",
  "comment",
  "reason",
  "brokerMs",
] as const;

function dealsStored({ broker, stored }: Evidence): Breaches {
  const truth = broker.deals;
  const known = Map.groupBy(stored.deals, ({ ticket }) => ticket as string);
  const breaches = truth.flatMap((deal) => {
    const found = known.get(deal.ticket) ?? [];
    if (found.length !== 1) return [`deal ${deal.ticket} is in the store ${found.length} times`];
    const differing = dealFields.filter((field) => found[0]![field] !== deal[field]);
    return differing.map((field) =>
      `deal ${deal.ticket}: ${field} is ${deal[field]} at the broker, ${
        found[0]![field]
      } in the store`
    );
  });
  const tickets = new Set(truth.map(({ ticket }) => ticket as string));
  for (const ticket of known.keys()) {
    if (!tickets.has(ticket)) breaches.push(`deal ${ticket} is in the store only`);
  }
  return breaches;
}

function balanceExplained({ broker, stored }: Evidence): Breaches {
  const dealsMinor = stored.deals.filter(({ type }) => type !== "credit")
    .reduce(
      (sum, deal) =>
        sum + cents(deal.profit) + cents(deal.swap) + cents(deal.commission) + cents(deal.fee),
      0,
    );
  const balance = cents(broker.balance);
  return dealsMinor === balance
    ? []
    : [`balance is ${balance / 100}, the stored deals make ${dealsMinor / 100}`];
}

const positionFields = [
  "identifier",
  "symbol",
  "direction",
  "volumeLots",
  "openPrice",
  "stopLoss",
  "takeProfit",
  "swap",
] as const;
const orderFields = [
  "symbol",
  "type",
  "volumeCurrentLots",
  "price",
  "stopLimitPrice",
  "stopLoss",
  "takeProfit",
  "expirationMs",
] as const;

function differences<F extends string>(
  what: string,
  fields: readonly F[],
  [truth, local]: readonly [
    readonly ({ readonly ticket: string } & Readonly<Record<F, unknown>>)[],
    readonly ({ readonly ticket: string } & Readonly<Record<F, unknown>>)[],
  ],
): Breaches {
  const known = new Map(local.map((one) => [one.ticket, one]));
  const breaches = truth.flatMap((one) => {
    const other = known.get(one.ticket);
    if (other === undefined) return [`${what} does not have ${one.ticket}`];
    return fields.filter((field) => one[field] !== other[field]).map((field) =>
      `${what}: ${one.ticket} has ${field} ${other[field]}, at the broker it is ${one[field]}`
    );
  });
  const tickets = new Set(truth.map(({ ticket }) => ticket));
  return [
    ...breaches,
    ...local.filter(({ ticket }) => !tickets.has(ticket)).map(({ ticket }) =>
      `${what} has ${ticket}, the broker has not`
    ),
    ...(known.size < local.length ? [`${what} has a ticket twice`] : []),
  ];
}

function localEqualsBroker({ broker, stored, account }: Evidence): Breaches {
  if (account === null) return ["the trade actor knows nothing of the account"];
  const { positions, orders } = broker;
  const inStore = [
    ...differences("store of positions", positionFields, [positions, stored.positions]),
    ...differences("store of orders", orderFields, [orders, stored.orders]),
  ];
  if (account === undefined) return inStore;
  return [
    ...inStore,
    ...differences("known positions", positionFields, [positions, account.positions]),
    ...differences("known orders", orderFields, [orders, account.orders]),
    ...(account.isReconciled ? [] : ["the account is not reconciled"]),
  ];
}

/**
 * From when to when a halt forbids opening anything, as moments of the world, with the world's time
 * for the end.
 */
function haltTimes(ledger: Ledger) {
  return ledger.haltsInEffect.map(({ halt, moment, life }) => {
    const stored = ledger.haltsStored.get(halt.id);
    return {
      halt,
      moment,
      life,
      isStored: stored !== undefined,
      endedMoment: (stored?.halt.endedMs ?? null) === null ? null : stored!.moment,
    };
  });
}

/** It has confirmed the halt, and no message that ends it has reached it since. */
function isTerminalHalted({ terminalHalts, terminalResumes }: Ledger, moment: number): boolean {
  return terminalHalts.some((halt) =>
    halt.answered < moment &&
    !terminalResumes.some(({ called, arrived }) => called > halt.called && arrived < moment)
  );
}

function haltHalts(evidence: Evidence): Breaches {
  const { seen, ledger } = evidence;
  if (ledger === null) return [];
  const breaches: Breaches = [];
  for (const { halt, moment, life, isStored, endedMoment } of haltTimes(ledger)) {
    for (const send of ledger.sends) {
      const isDuring = send.moment > moment &&
        (endedMoment === null || send.moment < endedMoment) &&
        (isStored || send.life === life);
      if (isDuring && send.request.kind === "open") {
        breaches.push(`intent ${send.intent} left the bridge while halt ${halt.id} was in effect`);
      }
    }
  }
  // Each of two terminals has a flag of its own.
  const hasSecond = (evidence.away ?? null) !== null;
  for (const { moment, opensRisk, intent } of hasSecond ? [] : seen) {
    if (!opensRisk || !isTerminalHalted(ledger, moment)) continue;
    breaches.push(`intent ${intent} reached the broker while its terminal was halted`);
  }
  return breaches;
}

/** In percent of the equity: prices and figures differ from one moment to the next. */
const lossNoisePct = 0.3;

/**
 * No halt begins for a loss that never was. No account of a scenario loses everything: an equity of
 * zero is a figure that was missing. What the bridge has not stored yet it may take for a loss.
 */
function haltsTrue({ ledger, losses, lossLimits }: Evidence): Breaches {
  const halts = haltsOf(ledger);
  const missing = halts.filter(({ reason }) => /Equity -?0(?:\.0+)? /.test(reason));
  const isFalse = ({ cause, brokerDay }: Halt) => {
    if (losses === undefined || lossLimits === undefined) return false;
    const { day, isStartPlain, mostDayPct, mostDrawdownPct } = losses;
    return cause === "drawdown"
      ? mostDrawdownPct < lossLimits.maxDrawdownPct - lossNoisePct
      : cause === "daily_loss" && brokerDay === day && isStartPlain &&
        mostDayPct < lossLimits.maxDailyLossPct - lossNoisePct;
  };
  return [
    ...missing.map(({ id, reason }) => `halt ${id} believed a missing figure: ${reason}`),
    ...halts.filter(isFalse).map(({ id, reason }) => `halt ${id} without such a loss: ${reason}`),
  ];
}

/** A limit that is reached at the end has halted the account, whatever happened before. */
function limitsHalt({ ledger, losses, lossLimits, hasClockFaults }: Evidence): Breaches {
  if (ledger === null || losses === undefined || lossLimits === undefined) return [];
  const halts = haltsOf(ledger);
  const isHalted = (cause: Halt["cause"]) => halts.some((halt) => halt.cause === cause);
  const { dayPct, isFirstDay } = losses;
  // A wrong clock may have begun a later day, and what was open at midnight counts from then.
  if (!isFirstDay || hasClockFaults === true || isHalted("daily_loss")) return [];
  return dayPct > lossLimits.maxDailyLossPct + lossNoisePct
    ? [`${dayPct.toFixed(2)} % were lost, and nothing was halted`]
    : [];
}

function haltsOf(ledger: Ledger | null): Halt[] {
  return Array.from(ledger?.haltsStored.values() ?? [], ({ halt }) => halt);
}

/** The latest halts reported to trade include the one for which it closes and cancels. */
function endedIsEnded({ ledger, stored }: Evidence): Breaches {
  if (ledger === null) return [];
  const halts = new Map(stored.intents.map(({ id, trace }) => [id, trace]));
  return ledger.sends.flatMap(({ intent, moment, life }) => {
    const [kind, id] = split(halts.get(intent) ?? "");
    const told = ledger.haltsApplied.findLast((one) => one.life === life && one.moment < moment);
    return kind !== "halt" || told === undefined || told.ids.includes(id)
      ? []
      : [`intent ${intent} was sent for halt ${id}, which had ended`];
  });
}

/** The trace of what a halt closes is `halt/...`. */
function split(trace: string): [kind: string, id: string] {
  const at = trace.indexOf("/");
  return [trace.slice(0, at), trace.slice(at + 1)];
}

function flatWhenTold({ broker, stored }: Evidence): Breaches {
  const lasting = stored.lastingHalts.filter(({ policy }) => policy === "flatten");
  // An order that may still arrive keeps the halt from reporting that nothing is open.
  const mayStillOpen = stored.intents.some(({ state, request }) =>
    state === "unknown" && request.kind === "open"
  );
  return lasting.flatMap((halt) => {
    const open = [...broker.positions, ...broker.orders].map(({ ticket }) => ticket);
    return [
      ...(open.length > 0
        ? [`halt ${halt.id} is to flatten, and ${open.join(", ")} are open`]
        : []),
      ...(halt.flatMs === null && !mayStillOpen
        ? [`halt ${halt.id} was never confirmed flat`]
        : []),
    ];
  });
}

function approvedBefore(evidence: Evidence): Breaches {
  const { seen, stored, ledger } = evidence;
  const intents = new Map(stored.intents.map((one) => [one.id as string, one]));
  const decisions = new Map(stored.decisions.map((one) => [one.id as string, one]));
  const decisionOf = ({ approval }: TradeIntent) =>
    approval === null ? undefined : decisions.get(approval);
  const placed = Array.from(ordersByIntent(evidence).keys(), (id) => intents.get(id))
    .filter((intent) => intent !== undefined && intent.request.kind === "open")
    .flatMap((intent) => storedApprovalBreaches(evidence, intent!, decisionOf(intent!)));
  if (ledger === null) return placed;
  const watched = seen.filter(({ opensRisk }) => opensRisk).flatMap((one) => {
    const intent = one.intent === null ? undefined : intents.get(one.intent);
    if (intent === undefined) return [`an opening request of no stored intent (${one.intent})`];
    const decision = decisionOf(intent);
    if (decision === undefined) return [`intent ${intent.id} has no approval in the store`];
    return approvalBreaches(ledger, { seen: one, intent, decision });
  });
  return [...placed, ...watched];
}

function storedApprovalBreaches(
  { hasClockFaults = false }: Evidence,
  intent: TradeIntent,
  decision: RiskDecision | undefined,
): Breaches {
  if (decision === undefined) return [`intent ${intent.id} has no approval in the store`];
  const breaches: Breaches = [];
  const say = (what: string) => breaches.push(`intent ${intent.id}: ${what}`);
  if (decision.refusals.length > 0 || decision.volumeLots === null) {
    say("its decision was a refusal");
  }
  if (!hasClockFaults && decision.decidedMs > intent.createdMs) {
    say("it was made before its decision");
  }
  if (decision.proposal.terminal !== intent.terminal) say("on another account than approved");
  const { request } = intent;
  if (request.kind === "open" && units(request.volumeLots) > units(decision.volumeLots ?? 0)) {
    say(`of ${request.volumeLots} lots, approved were ${decision.volumeLots}`);
  }
  return breaches;
}

function approvalBreaches(
  ledger: Ledger,
  { seen, intent, decision }: { seen: SeenRequest; intent: TradeIntent; decision: RiskDecision },
): Breaches {
  const breaches: Breaches = [];
  const send = ledger.sends.find((one) => one.intent === intent.id);
  const order = ledger.approvals.get(decision.id);
  const decided = ledger.decided.get(decision.id);
  const say = (what: string) => breaches.push(`intent ${intent.id}: ${what}`);
  if (order === undefined || send === undefined) {
    say("it reached the broker without an approval, or without being sent");
    return breaches;
  }
  if (decided === undefined || decided.moment > send.moment) {
    say("its decision was stored too late");
  }
  if (send.atMs >= order.approvedAtMs + approvalMaxMs) {
    say("its approval had expired when it was sent");
  }
  const { request } = seen;
  if (request.action !== "deal" && request.action !== "pending") return breaches;
  if (units(request.volumeLots) > units(order.request.volumeLots)) say("larger than approved");
  if (request.symbol as string !== order.request.symbol) say("of another symbol than approved");
  const type = request.action === "deal" ? request.direction : request.type;
  if (type !== order.request.type) say(`a ${type}, approved was a ${order.request.type}`);
  if (request.stopLoss !== order.request.stopLoss) say("with another stop than approved");
  return breaches;
}

const minuteMs = 60_000;

/**
 * No more orders are sent in a minute than the setting allows, whatever the computer's clock shows
 * and however often the bridge starts. An order leaves within the life of its approval, so the
 * minute is shorter by that.
 */
function rateHolds({ ledger, ordersPerMinuteMax = Infinity }: Evidence): Breaches {
  const first = new Map<string, number>();
  for (const { intent, request, atMs } of ledger?.sends ?? []) {
    if (request.kind === "open" && !first.has(intent)) first.set(intent, atMs);
  }
  const times = [...first.values()].sort((one, other) => one - other);
  return times.flatMap((fromMs, index) => {
    const toMs = times[index + ordersPerMinuteMax] ?? Infinity;
    return toMs - fromMs < minuteMs - approvalMaxMs
      ? [`${ordersPerMinuteMax + 1} orders from ${fromMs} to ${toMs}`]
      : [];
  });
}

/**
 * Nothing hangs: whatever can be known about an intent is known. It cannot be known where the reply
 * was lost, the request had no effect and the terminal that was asked does not know more either, or
 * is gone: then a person must settle it.
 */
function intentsResolved(evidence: Evidence): Breaches {
  const { broker, stored, openAtTerminal, away = null } = evidence;
  const orders = ordersByIntent(evidence);
  const active = new Set(broker.orders.map(({ ticket }) => ticket as string));
  return stored.intents.flatMap((intent) => {
    const { id, request, state } = intent;
    const placed = orders.get(id) ?? [];
    if (isFinalIntent(state)) return [];
    if (placed.some(({ ticket }) => active.has(ticket))) return [];
    const isOpenThere = openAtTerminal.has(id) || (away !== null && intent.installation === away);
    const isUnknowable = state === "unknown" && isOpenThere && placed.length === 0 &&
      !isShown(request, broker);
    return isUnknowable ? [] : [`intent ${id} (${request.kind}) is still ${state}`];
  });
}

/** The account is as the change wanted it, or the target of the change no longer exists. */
function isShown(request: TradeIntent["request"], { positions, orders }: BrokerEvidence): boolean {
  const position = (ticket: string) => positions.find((one) => one.ticket === ticket);
  const order = (ticket: string) => orders.find((one) => one.ticket === ticket);
  switch (request.kind) {
    case "open":
      return false;
    case "close_position":
      return position(request.position) === undefined;
    case "close_by":
      return position(request.position) === undefined || position(request.by) === undefined;
    case "cancel_order":
      return order(request.order) === undefined;
    case "modify_position": {
      const found = position(request.position);
      return found === undefined ||
        (found.stopLoss === request.stopLoss && found.takeProfit === request.takeProfit);
    }
    case "modify_order": {
      const found = order(request.order);
      return found === undefined || (found.price === request.price &&
        found.stopLoss === request.stopLoss && found.takeProfit === request.takeProfit);
    }
    default:
      return assertNever(request);
  }
}

/** The final state of an intent agrees with the broker. */
function outcomesTrue(evidence: Evidence): Breaches {
  const { broker, stored } = evidence;
  const orders = ordersByIntent(evidence);
  const filled = new Map<string, number>();
  for (const { order, volumeLots } of broker.deals) {
    if (order !== null) filled.set(order, (filled.get(order) ?? 0) + units(volumeLots));
  }
  return stored.intents.filter(({ request }) => request.kind === "open").flatMap((intent) => {
    const [order] = orders.get(intent.id) ?? [];
    const done = order === undefined ? 0 : filled.get(order.ticket) ?? 0;
    const breaches: Breaches = [];
    const say = (what: string) => breaches.push(`intent ${intent.id} is ${intent.state}, ${what}`);
    if (units(intent.filledLots) !== done) {
      say(`filled ${intent.filledLots}, at the broker ${done / 1e8}`);
    }
    if (intent.state === "rejected" && done > 0) say("and was executed");
    if (intent.state === "filled" && done === 0) say("and has no deal");
    if (order !== undefined && intent.order !== null && intent.order !== order.ticket) {
      say("names another order");
    }
    if (
      isFinalIntent(intent.state) && order !== undefined &&
      broker.orders.some(({ ticket }) => ticket === order.ticket)
    ) {
      say("and its order waits");
    }
    return breaches;
  });
}

/** A clock that is set begins no day and ends no halt: the broker's day is the broker's. */
function daysTrue({ ledger }: Evidence): Breaches {
  return (ledger?.days ?? []).filter(({ hasCome }) => !hasCome)
    .map(({ what }) => `${what} before its time`);
}

function barsWhole({ ledger }: Evidence): Breaches {
  return Array.from(ledger?.analysedBars ?? []).filter(([, isWhole]) => !isWhole)
    .map(([bar]) => `${bar} was analysed, and was not the market's`);
}

function nothingCrashed({ crashes }: Evidence): Breaches {
  return [...crashes];
}

export const invariants = {
  executedOnce,
  actedOnOnce,
  journalledFirst,
  dealsStored,
  balanceExplained,
  localEqualsBroker,
  haltHalts,
  endedIsEnded,
  flatWhenTold,
  approvedBefore,
  rateHolds,
  intentsResolved,
  outcomesTrue,
  daysTrue,
  haltsTrue,
  limitsHalt,
  barsWhole,
  nothingCrashed,
} as const satisfies Readonly<Record<string, Invariant>>;

export type InvariantName = keyof typeof invariants;

export interface Breach {
  readonly invariant: InvariantName;
  readonly what: string;
}

export function breachesOf(evidence: Evidence): Breach[] {
  return (Object.keys(invariants) as InvariantName[]).flatMap((invariant) =>
    invariants[invariant](evidence).map((what) => ({ invariant, what }))
  );
}
