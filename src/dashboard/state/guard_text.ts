/** What a terminal does by itself while the bridge is gone, in words. */

import type { TerminalDocument } from "../../http/status_document.ts";
import type { AccountCurrency } from "../../models/currency.ts";
import { countText, moneyText } from "../../models/figure_text.ts";
import { moment } from "./format.ts";

type Guard = NonNullable<TerminalDocument["guard"]>;

export function guardText(guard: Guard | null, unit: AccountCurrency, nowMs: number): string {
  if (guard === null) {
    return "Not guarded without the bridge: the Expert Advisor is too old (mt5-bridge install-ea).";
  }
  const sentences = [limitsText(guard, unit, nowMs), ...stopsTexts(guard.stops, nowMs)];
  return sentences.join(" ");
}

function limitsText(guard: Guard, unit: AccountCurrency, nowMs: number): string {
  const { policy, confirmedMs, silenceSeconds, dayFloor, equityFloor } = guard;
  if (policy === "off") return "Not guarded without the bridge (TERMINAL_GUARD).";
  if (confirmedMs === null) return "The terminal has not confirmed the current limits yet.";
  const at = [dayFloor, equityFloor].filter((equity) => equity !== null)
    .map((equity) => moneyText(equity, unit)).join(" or ");
  const action = { block: "blocks new trades", close: "closes all positions" }[policy];
  return `Guarded by the terminal: after ${silenceSeconds} s without the bridge it ${action} at ` +
    `an equity of ${at}. Confirmed ${moment(confirmedMs, nowMs)}.`;
}

/** The stops that the terminal goes on moving; none when there are no such positions. */
function stopsTexts(stops: Guard["stops"], nowMs: number): string[] {
  if (stops === null) return [];
  const { positions, confirmedMs, silenceSeconds, moved } = stops;
  const past = moved === 0 ? [] : [`It had moved ${countText(moved, "stop")} on its own.`];
  if (positions === 0) return past;
  const whose = countText(positions, "position");
  const held = confirmedMs === null
    ? `The terminal holds the stops of ${whose} from an earlier connection.`
    : `After ${silenceSeconds} s without the bridge it moves the stops of ${whose} ` +
      `(break-even, trailing). Confirmed ${moment(confirmedMs, nowMs)}.`;
  return [held, ...past];
}
