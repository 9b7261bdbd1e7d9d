/** Dry runs: what a message would lead to, and what risk would say. Nothing is changed. */

import { ok, type Result, type TerminalId, type UnixMs } from "../../src/models/mod.ts";
import type { OutsideRefusal, OutsideWish } from "../../src/models/outside_signal.ts";
import type { SettingsByAccount } from "../../src/models/per_account.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { TradeProtocol } from "../trade/protocol.ts";
import type { AccountParts } from "./account_part.ts";
import type {
  OutsideAccount,
  TriedAccount,
  TriedSignal,
  TriedStep,
  TryRequest,
} from "./protocol.ts";
import type { SignalReceiver } from "./signal_receiver.ts";
import { commandErrorText } from "./step_ends.ts";

/** The terminal checks the order. */
const previewTime = { timeoutMs: 15_000 };

/** No message has this number. */
const noMessage = 0;

export interface TrialOptions {
  readonly receiver: SignalReceiver;
  readonly parts: AccountParts;
  readonly trade: Peer<TradeProtocol>;
  readonly settings: SettingsByAccount<OutsideAccount>;
  readonly nowMs: UnixMs;
}

export async function triedSignal(
  request: TryRequest,
  options: TrialOptions,
): Promise<Result<TriedSignal, OutsideRefusal>> {
  const { receiver } = options;
  const read = await receiver.read(request, request.template);
  if (!read.ok) return read;
  const accounts = await receiver.accountsOf(request.source);
  if (!accounts.ok) return accounts;
  const { wish } = read.value;
  const tried = accounts.value.map((terminal) =>
    triedOn(terminal, { source: request.source, wish }, options)
  );
  return ok({ wish, accounts: await Promise.all(tried) });
}

async function triedOn(
  terminal: TerminalId,
  { source, wish }: { readonly source: string; readonly wish: OutsideWish },
  { parts, settings, trade, nowMs }: TrialOptions,
): Promise<TriedAccount> {
  const { tradingMode: mode } = settings.of(terminal);
  const receivedMs = wish.sentMs;
  const signal = {
    ...{ number: noMessage, source, wish, senderId: "", receivedMs, text: "" },
    ...{ refusal: null, outcomes: [] },
  };
  const planned = await parts.plan({ signal, terminal });
  // A pasted alert is old: what it would have led to in time is shown as well.
  const isLate = !planned.ok && planned.error.code === "too_old";
  const inTime = { ...signal, wish: { ...wish, sentMs: nowMs } };
  const shown = isLate ? await parts.plan({ signal: inTime, terminal }) : planned;
  const refusal = planned.ok ? null : planned.error;
  if (!shown.ok) {
    const owner = parts.ownerOf({ signal, terminal });
    return { terminal, mode, symbol: owner.ok ? owner.value.symbol : null, refusal, steps: [] };
  }
  const { owner, steps } = shown.value;
  const tried = await Promise.all(steps.map((step) => triedStep(step, trade)));
  return { terminal, mode, symbol: owner.symbol, refusal, steps: tried };
}

async function triedStep(
  step: TriedStep["step"],
  trade: Peer<TradeProtocol>,
): Promise<TriedStep> {
  if (step.kind !== "enter") return { step, risk: null, problem: null };
  const answer = await trade.ask("preview", { signal: step.signal }, previewTime);
  return answer.ok
    ? { step, risk: answer.value, problem: null }
    : { step, risk: null, problem: commandErrorText(answer.error) };
}
