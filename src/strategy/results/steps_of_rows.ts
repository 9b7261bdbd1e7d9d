/**
 * Makes steps of the rows of actions that a strategy with columns has decided on one bar. The rows
 * come from an untrusted process, so each value is checked; a row that makes no sense is left out
 * with a sentence on why, and the others remain.
 */

import {
  type BrokerMs,
  changeTrace,
  type Direction,
  entryTrace,
  type OpeningType,
  ownerText,
  roundPrice,
  type Signal,
  type SignalEntry,
  type SignalId,
  type SignalSize,
  type StrategyChange,
  type StrategyOwner,
  type StrategyStep,
  type UnixMs,
} from "../../models/mod.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
  maxTargets,
  partTolerance,
  pendingKinds,
  sizeKinds,
} from "../decisions/action_rows.ts";
import type { DecidedBar } from "../runner/runner_messages.ts";
import { withoutHidden } from "../strategy_error.ts";

/** The bar that was decided on. */
export interface DecidedPlace {
  readonly owner: StrategyOwner;
  readonly digits: number;
  readonly barBrokerMs: BrokerMs;
  readonly periodMs: number;
  /** Its close, at which a market order is proposed. */
  readonly price: number;
  readonly createdMs: UnixMs;
  /** Current server time, or the latest possible one. */
  readonly serverNowMs: BrokerMs;
  readonly maxSignalAgeMs: number;
}

export interface DecidedSteps {
  readonly steps: readonly StrategyStep[];
  /** A sentence for each row that was left out. */
  readonly problems: readonly string[];
}

/** As long as the reason of a signal. */
const maxReasonLength = 200;

/** Thrown by the checks below, and caught where the row is left out. */
class RowProblem extends Error {}

export function stepsOfRows({ rows, reasons }: DecidedBar, place: DecidedPlace): DecidedSteps {
  const steps: StrategyStep[] = [];
  const problems: string[] = [];
  reasons.forEach((reason, index) => {
    const values = rows.subarray(index * actionRowLength, (index + 1) * actionRowLength);
    const row = { values, index, reason: shownReason(reason) };
    try {
      steps.push(...stepsOf(row, place));
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      problems.push(error.message);
    }
  });
  return { steps, problems };
}

interface ActionRow {
  readonly values: Float64Array;
  readonly index: number;
  readonly reason: string;
}

function stepsOf(row: ActionRow, place: DecidedPlace): readonly StrategyStep[] {
  const kind = actionKinds[row.values[actionField.kind]!];
  switch (kind) {
    case "enter":
      return entriesOf(row, place).map((signal) => ({ kind, signal }));
    case "close":
      return [{ ...changeOf(row, place, kind), kind, part: partOf(row, actionField.part) }];
    case "move":
      return [{
        ...changeOf(row, place, kind),
        kind,
        stopLoss: levelOf(row, actionField.stopLoss, place),
        takeProfit: levelOf(row, actionField.takeProfit, place),
      }];
    case "cancel":
      return [{ ...changeOf(row, place, kind), kind }];
    default:
      throw new RowProblem("Returned an action of an unknown kind");
  }
}

function changeOf(
  { values, index, reason }: ActionRow,
  { owner, barBrokerMs }: DecidedPlace,
  kind: StrategyChange["kind"],
): Pick<StrategyChange, "trace" | "number" | "reason"> {
  const trace = changeTrace(ownerText(owner), { barBrokerMs, kind, row: index });
  return { trace, number: countOf(values[actionField.number], 1, "number"), reason };
}

/** One signal for each target. */
function entriesOf(row: ActionRow, place: DecidedPlace): readonly Signal[] {
  const { values } = row;
  const direction: Direction = values[actionField.direction]! > 0 ? "buy" : "sell";
  const pending = pendingKinds[values[actionField.pending]!];
  if (pending === undefined) throw new RowProblem("Returned an entry of an unknown type");
  const type: OpeningType = pending === "market" ? direction : `${direction}_${pending}`;
  const price = pending === "market" ? place.price : neededLevel(row, actionField.price, place);
  const stopLimitPrice = pending === "stop_limit"
    ? neededLevel(row, actionField.limitPrice, place)
    : null;
  const stopLoss = levelOf(row, actionField.stopLoss, place);
  const entryPrice = stopLimitPrice ?? price;
  checkSide("Stop loss", { level: stopLoss, price: entryPrice, isAbove: direction === "sell" });
  const targets = targetsOf(row, place);
  for (const { price: level } of targets) {
    checkSide("Take profit", { level, price: entryPrice, isAbove: direction === "buy" });
  }
  const common: Omit<SignalEntry, "number" | "part"> = {
    ...{ type, stopLimitPrice, expiresMs: expiryOf(row, place), size: sizeOf(row, stopLoss) },
    parts: targets.map(({ part }) => part),
  };
  const first = countOf(values[actionField.number], 1, "number");
  const group = countOf(values[actionField.group], 0, "group");
  return targets.map(({ price: takeProfit }, part) =>
    signalOfEntry(row, place, {
      ...{ direction, price: roundPrice(price, place.digits), stopLoss, takeProfit, group },
      entry: { ...common, number: first + part, part },
    })
  );
}

type Entry = Pick<Signal, "direction" | "price" | "stopLoss" | "takeProfit"> & {
  readonly entry: SignalEntry;
  readonly group: number;
};

function signalOfEntry(
  { reason }: ActionRow,
  place: DecidedPlace,
  { group, ...entry }: Entry,
): Signal {
  const { owner, barBrokerMs, periodMs, createdMs, serverNowMs, maxSignalAgeMs } = place;
  const { terminal, symbol, timeframe, strategy } = owner;
  const asOfBrokerMs = barBrokerMs + periodMs as BrokerMs;
  const ageMs = Math.max(0, serverNowMs - asOfBrokerMs);
  const traced = { owner: ownerText(owner), barBrokerMs, number: entry.entry.number, group };
  return {
    id: entryTrace(traced) as string as SignalId,
    ...{ terminal, symbol, timeframe, strategy, barBrokerMs, asOfBrokerMs, createdMs, reason },
    ...{ ageMs, isLate: ageMs > maxSignalAgeMs },
    ...entry,
  };
}

/** Without a target: one part with none. */
function targetsOf(
  row: ActionRow,
  place: DecidedPlace,
): readonly { readonly price: number | null; readonly part: number }[] {
  const count = countOf(row.values[actionField.targets], 0, "number of targets");
  if (count > maxTargets) throw new RowProblem(`Has ${count} targets (limit ${maxTargets})`);
  if (count === 0) return [{ price: null, part: 1 }];
  const targets = Array.from({ length: count }, (_, index) => {
    const at = actionField.firstTarget + 2 * index;
    return { price: neededLevel(row, at, place), part: partOf(row, at + 1) };
  });
  const sum = targets.reduce((total, { part }) => total + part, 0);
  if (Math.abs(sum - 1) > partTolerance) {
    throw new RowProblem(`The parts of its targets make ${sum} instead of 1`);
  }
  return targets;
}

function expiryOf({ values }: ActionRow, place: DecidedPlace): BrokerMs | null {
  const bars = countOf(values[actionField.expiryBars], 0, "expiryBars");
  return bars === 0 ? null : place.barBrokerMs + (1 + bars) * place.periodMs as BrokerMs;
}

function sizeOf(row: ActionRow, stopLoss: number | null): SignalSize {
  const kind = sizeKinds[row.values[actionField.sizeKind]!];
  const size = row.values[actionField.size]!;
  if (kind === "lots") {
    if (size > 0 && Number.isFinite(size)) return { kind, lots: size };
    throw new RowProblem(`Its size is ${size} lots`);
  }
  if (stopLoss === null) throw new RowProblem("Without a stop loss it needs a size in lots");
  if (kind === "risk" && size > 0 && size <= 1) return { kind, fraction: size };
  throw new RowProblem(`Its size is ${size} of the allowed risk`);
}

function partOf({ values }: ActionRow, field: number): number {
  const part = values[field]!;
  if (part > 0 && part <= 1) return part;
  throw new RowProblem(`A part is ${part} instead of more than 0 and at most 1`);
}

/** Null for NaN, which stands for none. */
function levelOf({ values }: ActionRow, field: number, { digits }: DecidedPlace): number | null {
  const level = values[field]!;
  if (Number.isNaN(level)) return null;
  const price = roundPrice(level, digits);
  if (Number.isFinite(price) && price > 0) return price;
  throw new RowProblem(`A price is ${level}`);
}

function neededLevel(row: ActionRow, field: number, place: DecidedPlace): number {
  const level = levelOf(row, field, place);
  if (level === null) throw new RowProblem("A price is missing");
  return level;
}

function checkSide(
  what: string,
  { level, price, isAbove }: {
    readonly level: number | null;
    readonly price: number;
    readonly isAbove: boolean;
  },
): void {
  if (level === null || (isAbove ? level > price : level < price)) return;
  throw new RowProblem(
    `${what} ${level} must be ${isAbove ? "above" : "below"} the entry price ${price}`,
  );
}

function countOf(value: number | undefined, least: number, what: string): number {
  if (value !== undefined && Number.isSafeInteger(value) && value >= least) return value;
  throw new RowProblem(`Its ${what} is ${value}`);
}

/** One line of text: a line break could forge a log line. */
function shownReason(reason: string): string {
  const shown = withoutHidden(reason).trim().slice(0, maxReasonLength);
  return shown === "" ? "Gave no reason" : shown;
}
