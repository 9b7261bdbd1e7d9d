/**
 * Decides whether a command with a known key repeats the first command with that key. Pure: it
 * compares with what the store has about it.
 */

import type { StoredTrace } from "../../database/trade_rows.ts";
import { lotsTolerance, type TerminalId, type TradeIntent } from "../../models/mod.ts";
import { isWholeClose } from "../../trade/whole_close.ts";
import type { ChangeWanted, OrderWanted } from "./command_routes.ts";

export type Command =
  | { readonly kind: "place"; readonly terminal: TerminalId; readonly order: OrderWanted }
  | { readonly kind: "change"; readonly terminal: TerminalId; readonly request: ChangeWanted }
  | { readonly kind: "close_all"; readonly terminal: TerminalId };

/** `new`: the key is unknown. `other`: it was used for a different command. */
export function knownCommand(
  command: Command,
  { decisions, intents }: Pick<StoredTrace, "decisions" | "intents">,
): "new" | "same" | "other" {
  if (decisions.length === 0 && intents.length === 0) return "new";
  const terminals = [...decisions.map(({ proposal }) => proposal), ...intents];
  if (terminals.some(({ terminal }) => terminal !== command.terminal)) return "other";
  switch (command.kind) {
    case "place": {
      const first = decisions[0]?.proposal;
      if (first === undefined) return "other";
      return orderFields.every((field) => first[field] === command.order[field]) ? "same" : "other";
    }
    case "change":
      return decisions.length === 0 && isSameChange(intents, command.request) ? "same" : "other";
    case "close_all":
      return decisions.length === 0 && intents.every(({ request }) => isWholeClose(request))
        ? "same"
        : "other";
  }
}

const orderFields = [
  "symbol",
  "type",
  "volumeLots",
  "price",
  "stopLimitPrice",
  "stopLoss",
  "takeProfit",
  "expiresMs",
] as const;

/** A close of more than the largest volume of a deal has one intent for each part. */
function isSameChange(intents: readonly TradeIntent[], wanted: ChangeWanted): boolean {
  if (wanted.kind !== "close_position" || wanted.volumeLots === null || intents.length < 2) {
    return intents.every((one) => isSameRequest(one, wanted));
  }
  const parts = intents.map(({ request }) =>
    request.kind === "close_position" ? request.volumeLots ?? Infinity : Infinity
  );
  return parts.reduce((sum, lots) => sum + lots, 0) <= wanted.volumeLots + lotsTolerance &&
    intents.every((one, at) => isSameRequest(one, { ...wanted, volumeLots: parts[at]! }));
}

function isSameRequest({ request }: TradeIntent, wanted: ChangeWanted): boolean {
  const [known, asked] = [request, wanted].map((one) => one as Readonly<Record<string, unknown>>);
  return Object.keys(wanted).every((field) => known?.[field] === asked?.[field]) &&
    Object.keys(request).length === Object.keys(wanted).length;
}

/** Whether the command only closes whole positions and cancels orders. */
export function closesOnly(command: Command): boolean {
  return command.kind === "close_all" ||
    (command.kind === "change" && isWholeClose(command.request));
}
