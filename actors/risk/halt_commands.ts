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
import { brokerDayOf } from "../../src/risk/day/broker_day.ts";
import { newGeneralHalt, shareOf } from "../../src/risk/halts/general_halt.ts";
import { newHalt } from "../../src/risk/halts/halt_decision.ts";
import { nothingGranted } from "../../src/risk/day/resume_grant.ts";
import type { AccountRisk } from "./account_risk.ts";
import type { Grant } from "./halt_endings.ts";
import type { HaltRegistry } from "./halt_registry.ts";
import type { HaltError } from "./protocol.ts";
import type { HaltRequest, Resumed, ResumeRequest } from "../../src/risk/halts/halt_requests.ts";
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
    const { terminal, policy, reason, command } = request;
    const { halts, context: { clock, random } } = this.#options;
    if (terminal !== null) {
      if (this.#known.has(terminal)) return await this.#begin([this.#haltOf(terminal, request)]);
      return err({ code: "unknown_terminal" });
    }
    const startedMs = clock.nowMs();
    const general = newGeneralHalt({ policy, reason, startedMs, command }, random);
    if (halts.general.knows(general.id)) return ok([]);
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
    const { halts } = this.#options;
    if (terminal !== null && !this.#known.has(terminal)) return err({ code: "unknown_terminal" });
    await halts.loaded;
    // A general halt ends for all accounts.
    const general = cause === "command" ? halts.general.lasting : [];
    if (terminal !== null && general.length > 0) return err({ code: "everything_halted" });
    const isMeant = (halt: Halt) =>
      halt.cause === cause && (terminal === null || halt.terminal === terminal);
    const grantOf = (halt: Halt) => this.#grantOf(halt);
    const ended = await halts.end({ halts: halts.all.filter(isMeant), general, by, grantOf });
    if (!ended.ok) return ended;
    return ok({
      ended: ended.value.map(({ halt }) => halt),
      granted: ended.value.flatMap(({ halt, text }) =>
        text === null ? [] : [`${halt.terminal}: ${text}`]
      ),
    });
  }

  #grantOf({ terminal, cause }: Halt): Grant {
    const { accounts, context: { policies } } = this.#options;
    const account = accounts.get(terminal);
    const grant = account?.resumeGrant(cause) ?? nothingGranted(cause, policies.of(terminal));
    return { ...grant, onWritten: () => account?.granted(grant) };
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
    const { tradingMode } = this.#options.context.policies.of(terminal);
    return shareOf(general, { terminal, tradingMode, brokerDay: this.#brokerDay(terminal) });
  }

  #brokerDay(terminal: TerminalId): string {
    const { accounts, context: { clock } } = this.#options;
    return accounts.get(terminal)?.brokerDay ?? brokerDayOf(clock.nowMs() as number as BrokerMs);
  }
}
