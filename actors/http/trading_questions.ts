/**
 * Requests and commands of the API about trading, sent to the risk actor, the trade actor and the
 * store.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { AccountRoutesContext } from "../../src/http/api/account_routes.ts";
import type { CommandRoutesContext } from "../../src/http/api/command_routes.ts";
import type { CopyRoutesContext } from "../../src/http/api/copy_routes.ts";
import type { RiskRoutesContext } from "../../src/http/api/risk_routes.ts";
import type { ApiAnswer } from "../../src/http/api/route.ts";
import { answerOrProblem, askProblem, storeProblem } from "../../src/http/ask_problem.ts";
import { beginningProblem, haltProblem } from "../../src/http/halt_problem.ts";
import { type Problem, problem } from "../../src/http/problem.ts";
import {
  err,
  ok,
  type OrderProposal,
  type Result,
  type TerminalId,
  type TradeIntent,
} from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type { DayError, RiskProtocol } from "../risk/protocol.ts";
import type { CommandError, TradeProtocol } from "../trade/protocol.ts";
import { Openers } from "./openers.ts";
import type { PositionPrices } from "./position_prices.ts";
import type { StoreReads } from "./store_reads.ts";
import { CommandLedger, refusedByRisk, traceOfKey } from "./command_ledger.ts";

const memory = { timeoutMs: 2_000 };
const store = { timeoutMs: shortStoreTimeoutMs };
/** Time to store it and send it to the trade actor and every terminal. */
const haltTimeout = { timeoutMs: 15_000 };
/** Time for the terminal to report the account and its deals, and to store the day. */
const dayTimeout = { timeoutMs: 40_000 };
/**
 * Risk checks with the broker, the broker executes, a requote is repeated: half a minute at worst.
 */
const commandTimeout = { timeoutMs: 45_000 };

export interface TradingPeers {
  readonly risk: Peer<RiskProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly database: Peer<DatabaseProtocol>;
  readonly reads: StoreReads;
  readonly positionPrices: PositionPrices;
  readonly clock: Clock;
  readonly limits: () => RiskLimits;
}

export function tradingQuestions(
  peers: TradingPeers,
): AccountRoutesContext & CopyRoutesContext & RiskRoutesContext & CommandRoutesContext {
  return { ...readings(peers), ...haltSwitch(peers), ...commands(peers), limits: peers.limits };
}

function readings({ risk, trade, database, reads, positionPrices }: TradingPeers) {
  const openers = new Openers(database);
  return {
    overviews: async () => {
      const accounts = answerOrProblem(await trade.ask("accounts", {}, memory));
      if (!accounts.ok) return accounts;
      return ok(await openers.shown(await positionPrices.shown(accounts.value)));
    },
    risk: async () => answerOrProblem(await risk.ask("risk", {}, memory)),
    accountGroups: async () => answerOrProblem(await risk.ask("account_groups", {}, memory)),
    halts: async () => answerOrProblem(await risk.ask("halts", {}, memory)),
    generalHalts: async () => answerOrProblem(await risk.ask("general_halts", {}, memory)),
    recentIntents: async (terminal, limit) =>
      answerOrProblem(await reads.ask("recent_intents", { terminal, limit })),
    recentDecisions: async (terminal, wanted) =>
      answerOrProblem(await reads.ask("recent_decisions", { terminal, ...wanted })),
    deals: async (wanted) => answerOrProblem(await reads.ask("deals_page", wanted)),
    trace: async (trace) => answerOrProblem(await reads.ask("trace", { trace })),
    copyLinks: async () => answerOrProblem(await trade.ask("copy_links", {}, memory)),
    newestCopies: async (limit) =>
      answerOrProblem(await reads.ask("newest_copied_trades", { limit })),
  } satisfies AccountRoutesContext & CopyRoutesContext & Partial<RiskRoutesContext>;
}

/** Recorded as the source of a settlement. */
const by = "API";

function haltSwitch(
  { risk }: TradingPeers,
): Pick<RiskRoutesContext, "halt" | "resume" | "replaceDay"> {
  return {
    halt: async (request) => {
      const asked = await risk.ask("halt", request, haltTimeout);
      return asked.ok ? asked : err(beginningProblem(asked.error));
    },
    resume: async (request) => {
      const asked = await risk.ask("resume", request, haltTimeout);
      return asked.ok ? asked : err(haltProblem(asked.error));
    },
    replaceDay: async (request) => {
      const asked = await risk.ask("replace_day", request, dayTimeout);
      return asked.ok ? asked : err(dayProblem(asked.error));
    },
  };
}

function commands({ trade, risk, database, clock }: TradingPeers): CommandRoutesContext {
  const ledger = new CommandLedger(async (trace) =>
    answerOrProblem(await database.ask("trace", { trace }, store))
  );
  /** What is read behind a command shows its effect; the command counts even if this fails. */
  const shown = async <T extends TradeIntent | readonly TradeIntent[]>(
    terminal: TerminalId,
    asked: Result<T, CommandError>,
  ): Promise<ApiAnswer<T>> => {
    if (asked.ok) {
      const intents = [asked.value].flat() as TradeIntent[];
      await trade.ask("show_effects", { terminal, intents }, memory);
    } else if (asked.error.code === "refused_by_risk") {
      await risk.ask("decisions_written", {}, memory);
    }
    return commanded(asked);
  };
  return {
    place: ({ terminal, key, order }) =>
      ledger.once(key, { kind: "place", terminal, order }, async () => {
        const proposal: OrderProposal = {
          ...order,
          terminal,
          trace: traceOfKey(key),
          origin: { kind: "command", key },
          createdMs: clock.nowMs(),
        };
        return await shown(
          terminal,
          await trade.ask("place_order", { proposal }, commandTimeout),
        );
      }),
    change: ({ terminal, key, request }) =>
      ledger.once(
        key,
        { kind: "change", terminal, request },
        async () =>
          await shown(
            terminal,
            await trade.ask("change", { terminal, key, request }, commandTimeout),
          ),
      ),
    closeAll: ({ terminal, key }) =>
      ledger.once(
        key,
        { kind: "close_all", terminal },
        async () =>
          await shown(
            terminal,
            await trade.ask("close_all", { terminal, key }, commandTimeout),
          ),
      ),
    settle: async (terminal, intent) =>
      commanded(await trade.ask("settle_intent", { terminal, intent, by }, commandTimeout)),
  };
}

function commanded<T>(asked: Result<T, CommandError>): ApiAnswer<T> {
  return asked.ok ? asked : err(commandProblem(asked.error));
}

/** The command may have been executed; a repeat with the same key finds out. */
function lateProblem(error: AskError): Problem {
  const { code, detail } = askProblem(error);
  return problem(
    code,
    `${detail} The command may have been executed: send it again with the same Idempotency-Key to find out.`,
  );
}

function dayProblem(error: DayError): Problem {
  switch (error.code) {
    case "unknown_terminal":
      return problem(
        "not_found",
        "This account is not known. GET /api/v1/risk lists those that are.",
      );
    case "account_unknown":
      return problem(
        "conflict",
        "The account, its deals or the broker's time are not known now: nothing was changed.",
      );
    case "day_not_ahead":
      return problem(
        "conflict",
        "The day that is counted is not far ahead of the broker's: nothing was changed.",
      );
    case "other_days":
      return problem(
        "conflict",
        `The day that is counted is ${error.from}, and the broker's is ${error.to}: nothing was changed.`,
      );
    default:
      return storeProblem(error);
  }
}

function commandProblem(error: CommandError): Problem {
  switch (error.code) {
    case "refused_by_risk":
      return refusedByRisk(error.refusals);
    case "mode_forbids":
    case "halted":
    case "bad_request":
      return problem(error.code, `${error.message}.`);
    case "price_off_grid":
      return problem("bad_request", `${error.message}. Nothing was sent.`);
    case "unknown_terminal":
    case "unknown_ticket":
      return problem("not_found", `${error.message}.`);
    case "not_ready":
      return problem("unavailable", `${error.message}. No order was sent; try again in a moment.`);
    case "approval_invalid":
    case "outcome_pending":
    case "widens_risk":
      return problem("conflict", `${error.message}. No order was sent.`);
    case "incomplete":
      return problem(
        "conflict",
        `${error.message}. The rest was sent; close what is left with a new Idempotency-Key.`,
      );
    case "ask_timeout":
    case "peer_restarted":
    case "peer_unavailable":
    case "peer_failed":
      return lateProblem(error);
    default:
      return storeProblem(error);
  }
}
