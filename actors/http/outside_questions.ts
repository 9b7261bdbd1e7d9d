/** Requests of the API about signals from outside. */

import {
  type OutsideRoutesContext,
  type OutsideSignalDocument,
  signalProblem,
  type SignalTrialDocument,
} from "../../src/http/api/outside_routes.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { answerOrProblem, askProblem } from "../../src/http/ask_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import { err, ok, traceOfSignal } from "../../src/models/mod.ts";
import type { OutsideRefusal, StoredOutsideSignal } from "../../src/models/outside_signal.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { stepText, wishText } from "../../src/signals/wish_text.ts";
import type { SignalsProtocol, TriedAccount, TriedSignal } from "../signals/protocol.ts";
import type { StoreReads } from "./store_reads.ts";

/** Orders take some seconds at most; what takes longer is told as pending. */
const waitMs = 10_000;
const sendTime = { timeoutMs: waitMs + 20_000 };
/** The terminal checks what would be ordered. */
const tryTime = { timeoutMs: 45_000 };

const noSource = problem(
  "conflict",
  "No source of signals is configured: set SIGNAL_SOURCES, and start the bridge again.",
);

export function outsideQuestions(
  signals: Peer<SignalsProtocol> | null,
  reads: StoreReads,
): OutsideRoutesContext {
  return {
    sendSignal: async ({ source, text, key }) => {
      if (signals === null) return err(noSource);
      const message = { source, text, senderId: key, sentMs: null, isPlain: true };
      const received = await signals.ask("receive", { ...message, waitMs }, sendTime);
      if (!received.ok) return err(problemOf(received.error));
      const { isNew, signal } = received.value;
      return ok({ isNew, signal: documentOf(signal) });
    },
    trySignal: async (tried): Promise<ApiAnswer<SignalTrialDocument>> => {
      if (signals === null) return err(noSource);
      const answer = await signals.ask("try_out", { ...tried, sentMs: null }, tryTime);
      return answer.ok ? ok(trialOf(answer.value)) : err(problemOf(answer.error));
    },
    outsideSignals: async (limit) => {
      const stored = answerOrProblem(await reads.ask("newest_outside_signals", { limit }));
      return stored.ok ? ok(stored.value.map(documentOf)) : stored;
    },
  };
}

function problemOf(error: OutsideRefusal | AskError): Problem {
  switch (error.code) {
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed": {
      const { code, detail } = askProblem(error);
      return problem(code, `${detail} Send it again with the same Idempotency-Key to find out.`);
    }
    default:
      return signalProblem([error]);
  }
}

function documentOf(
  { number, source, senderId, receivedMs, text, wish, refusal, outcomes }: StoredOutsideSignal,
): OutsideSignalDocument {
  return {
    ...{ number, source, senderId, receivedMs, text, refusal },
    sentMs: wish?.sentMs ?? null,
    symbol: wish?.symbol ?? null,
    wanted: wish === null ? null : wishText(wish),
    accounts: outcomes.map(({ terminal, state, symbol, refusal, steps }) => ({
      ...{ terminal, state, symbol, refusal },
      traces: (steps ?? []).map((step) =>
        step.kind === "enter" ? traceOfSignal(step.signal.id) : step.trace
      ),
    })),
  };
}

function trialOf({ wish, accounts }: TriedSignal): SignalTrialDocument {
  const { sentMs, symbol } = wish;
  return { sentMs, symbol, wanted: wishText(wish), accounts: accounts.map(triedAccount) };
}

function triedAccount(
  { terminal, mode, symbol, refusal, steps }: TriedAccount,
): SignalTrialDocument["accounts"][number] {
  return {
    ...{ terminal, mode, symbol, refusal },
    steps: steps.map(({ step, risk, problem }) => ({
      text: stepText(step),
      signal: step.kind === "enter" ? shownSignal(step.signal) : null,
      volumeLots: risk?.volumeLots ?? null,
      riskMoney: risk?.riskMoney ?? null,
      refusals: risk?.refusals ?? [],
      problem,
    })),
  };
}

type ShownSignal = SignalTrialDocument["accounts"][number]["steps"][number]["signal"];

function shownSignal(signal: object): ShownSignal {
  return signal as ShownSignal; // the document names the same fields
}
