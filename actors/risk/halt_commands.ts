/** Manual commands: halting one account or all, and ending the halts of a cause. */

import {
  type BrokerMs,
  err,
  type GeneralHalt,
  type Halt,
  ok,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import { brokerDayOf } from "../../src/risk/broker_day.ts";
import { newGeneralHalt, shareOf } from "../../src/risk/general_halt.ts";
import { newHalt } from "../../src/risk/halt_decision.ts";
import { nothingGranted } from "../../src/risk/resume_grant.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { HaltRegistry } from "./halt_registry.ts";
import type { HaltError, HaltRequest, Resumed, ResumeRequest } from "./protocol.ts";
import type { RiskContext } from "./risk_context.ts";

export interface HaltCommandsOptions {
  readonly context: RiskContext;
  readonly halts: HaltRegistry;
  readonly accounts: ReadonlyMap<TerminalId, AccountRisk>;
}

export class HaltCommands {
  readonly #options: HaltCommandsOptions;

  constructor(options: HaltCommandsOptions) {
    this.#options = options;
  }

  async halt(request: HaltRequest): Promise<Result<readonly Halt[], HaltError>> {
    const { terminal, policy, reason } = request;
    const { halts, context: { clock, random } } = this.#options;
    if (terminal !== null) {
      if (this.#known.has(terminal)) return await this.#begin([this.#haltOf(terminal, request)]);
      return err({ code: "unknown_terminal" });
    }
    const startedMs = clock.nowMs();
    const general = newGeneralHalt({ policy, reason, startedMs }, random);
    // In effect for connected and future accounts from here on, even if the store fails.
    const [written, begun] = await Promise.all([
      halts.general.begin(general),
      this.#begin([...this.#known].map((one) => this.#shareOf(general, one))),
    ]);
    return written.ok ? begun : written;
  }

  async #begin(halts: readonly Halt[]): Promise<Result<readonly Halt[], HaltError>> {
    const written = await Promise.all(halts.map((halt) => this.#options.halts.begin(halt)));
    return written.find((one) => !one.ok) ?? ok(halts);
  }

  async resume(
    { terminal, cause, by }: ResumeRequest,
  ): Promise<Result<Resumed, HaltError>> {
    const { halts, accounts, context: { policy } } = this.#options;
    const known = this.#known;
    if (terminal !== null && !known.has(terminal)) return err({ code: "unknown_terminal" });
    await halts.loaded;
    if (cause === "command") {
      const general = await this.#endGeneral(terminal, by);
      if (!general.ok) return general;
    }
    const [ended, granted]: [Halt[], string[]] = [[], []];
    for (const halt of halts.all) {
      if (halt.cause !== cause || (terminal !== null && halt.terminal !== terminal)) continue;
      const account = accounts.get(halt.terminal);
      const grant = account?.resumeGrant(cause) ?? nothingGranted(cause, policy);
      const onWritten = () => account?.granted(grant);
      const { figures, text } = grant;
      const result = await halts.end(halt, by, { figures, text, onWritten });
      if (!result.ok) return result;
      ended.push(result.value);
      granted.push(`${halt.terminal}: ${grant.text}`);
    }
    return ok({ ended, granted });
  }

  /** A general halt ends for all accounts. */
  async #endGeneral(terminal: TerminalId | null, by: string): Promise<Result<null, HaltError>> {
    const { general } = this.#options.halts;
    if (terminal !== null && general.lasting.length > 0) return err({ code: "everything_halted" });
    for (const halt of general.lasting) {
      const ended = await general.end(halt, by);
      if (!ended.ok) return ended;
    }
    return ok(null);
  }

  get #known(): ReadonlySet<TerminalId> {
    const { accounts, halts } = this.#options;
    return new Set([...accounts.keys(), ...halts.all.map((halt) => halt.terminal)]);
  }

  #haltOf(terminal: TerminalId, { policy, reason }: Pick<Halt, "policy" | "reason">): Halt {
    const { clock, random } = this.#options.context;
    return newHalt({
      terminal,
      scope: "account",
      cause: "command",
      reason,
      policy,
      ends: "by_hand",
      startedMs: clock.nowMs(),
      brokerDay: this.#brokerDay(terminal),
    }, random);
  }

  #shareOf(general: GeneralHalt, terminal: TerminalId): Halt {
    const { tradingMode } = this.#options.context.policy;
    return shareOf(general, { terminal, tradingMode, brokerDay: this.#brokerDay(terminal) });
  }

  #brokerDay(terminal: TerminalId): string {
    const { accounts, context: { clock } } = this.#options;
    return accounts.get(terminal)?.brokerDay ?? brokerDayOf(clock.nowMs() as number as BrokerMs);
  }
}
