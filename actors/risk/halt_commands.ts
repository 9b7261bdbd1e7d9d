/** What the trader does by hand: halts one account or all, and ends the halts of a cause. */

import {
  type BrokerMs,
  err,
  type Halt,
  type HaltScope,
  ok,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import { brokerDayOf } from "../../src/risk/broker_day.ts";
import { newHalt } from "../../src/risk/halt_decision.ts";
import { mayClose } from "../../src/risk/halt_reach.ts";
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

  async halt(
    { terminal, policy, reason }: HaltRequest,
  ): Promise<Result<readonly Halt[], HaltError>> {
    const chosen = this.#chosen(terminal);
    if (chosen === null) return err({ code: "unknown_terminal" });
    const scope = terminal === null ? "all" : "account";
    const begun = chosen.map((one) => this.#haltOf(one, { scope, policy, reason }));
    const written = await Promise.all(begun.map((halt) => this.#options.halts.begin(halt)));
    return written.find((one) => !one.ok) ?? ok(begun);
  }

  async resume(
    { terminal, cause, by }: ResumeRequest,
  ): Promise<Result<Resumed, HaltError>> {
    const { halts, accounts, context: { policy, log } } = this.#options;
    const chosen = this.#chosen(terminal);
    if (chosen === null) return err({ code: "unknown_terminal" });
    await halts.loaded;
    const [ended, granted]: [Halt[], string[]] = [[], []];
    for (const halt of halts.all) {
      if (halt.cause !== cause || !chosen.includes(halt.terminal)) continue;
      const account = accounts.get(halt.terminal);
      const grant = account?.resumeGrant(cause) ?? nothingGranted(cause, policy);
      const onWritten = () => account?.granted(grant);
      const result = await halts.end(halt, by, { figures: grant.figures, onWritten });
      if (!result.ok) return result;
      ended.push(result.value);
      granted.push(`${halt.terminal}: ${grant.text}`);
      log.warning("halt_resumed", { terminal: halt.terminal, cause, grant: grant.text });
    }
    return ok({ ended, granted });
  }

  /** One account, or all that are known; null when there is no such account. */
  #chosen(terminal: TerminalId | null): TerminalId[] | null {
    const { accounts, halts } = this.#options;
    const known = new Set([...accounts.keys(), ...halts.all.map((halt) => halt.terminal)]);
    if (terminal === null) return [...known];
    return known.has(terminal) ? [terminal] : null;
  }

  #haltOf(
    terminal: TerminalId,
    { scope, policy, reason }: Pick<Halt, "policy" | "reason"> & { readonly scope: HaltScope },
  ): Halt {
    const { accounts, context: { clock, random, policy: settings } } = this.#options;
    const startedMs = clock.nowMs();
    const account = accounts.get(terminal);
    const kind = { cause: "command", scope } as const;
    const here = { terminal, mode: account?.mode ?? "safety", tradingMode: settings.tradingMode };
    return newHalt({
      terminal,
      ...kind,
      reason,
      // Where nothing may be closed, the halt does not say that it closes.
      policy: mayClose(kind, here) ? policy : "block",
      ends: "by_hand",
      startedMs,
      brokerDay: account?.brokerDay ?? brokerDayOf(startedMs as number as BrokerMs),
    }, random);
  }
}
