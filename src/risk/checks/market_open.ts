/**
 * Is the symbol traded at this time of the broker's week? A symbol without listed sessions counts
 * as open: the broker rejects the order if it is closed.
 */

import { type Refusal, weekdays } from "../../models/mod.ts";
import { minuteOfWeek } from "../day/broker_day.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/** TRADE_RETCODE_MARKET_CLOSED. */
const marketClosed = 10018;

export function marketOpen({ account, proposal, brokerCheck }: RiskFacts): Refusal | null {
  const instrument = account?.instruments.get(proposal.symbol);
  const brokerNowMs = account?.brokerNowMs ?? null;
  if (brokerNowMs === null || instrument === undefined) return null;
  if (brokerCheck !== null && !brokerCheck.ok) {
    const { error } = brokerCheck;
    if (error.code === "call_refused" && error.retcode === marketClosed) {
      return refuse(`The broker reports ${proposal.symbol} as closed`);
    }
  }
  const minute = minuteOfWeek(brokerNowMs);
  const { sessions } = instrument;
  const isOpen = sessions.length === 0 ||
    sessions.some(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
  if (isOpen) return null;
  const next = sessions.find(({ fromMinute }) => fromMinute > minute) ?? sessions[0];
  return refuse(
    `${proposal.symbol} is closed until ${weekTime(next?.fromMinute ?? 0)} broker time`,
  );
}

function weekTime(minute: number): string {
  const hour = Math.floor(minute / 60) % 24;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${weekdays[Math.floor(minute / 1_440) % 7]} ${two(hour)}:${two(minute % 60)}`;
}

function refuse(message: string): Refusal {
  return { code: "market_closed", message };
}
