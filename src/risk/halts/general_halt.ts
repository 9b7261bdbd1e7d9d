/** A halt of all accounts, and the halt of each account that belongs to it. */

import type {
  GeneralHalt,
  Halt,
  HaltPolicy,
  TerminalId,
  TradingMode,
  UnixMs,
} from "../../models/mod.ts";
import { haltLetters } from "./halt_decision.ts";
import { mayClose } from "./halt_reach.ts";
import { reasonLine } from "./reason_line.ts";

/** `command`: it is begun by a command that may come again, and begins one halt however often. */
export function newGeneralHalt(
  { command, ...wanted }: {
    readonly policy: HaltPolicy;
    readonly reason: string;
    readonly startedMs: UnixMs;
    readonly command?: string | undefined;
  },
  random: () => number,
): GeneralHalt {
  const id = command === undefined
    ? `all/${wanted.startedMs}-${haltLetters(random)}`
    : commandedHalt(command);
  return { id, ...wanted, reason: reasonLine(wanted.reason), endedMs: null, endedBy: null };
}

/** The id of the halt of all accounts that a command begins. */
export function commandedHalt(command: string): GeneralHalt["id"] {
  return `all/${command}`;
}

export interface ShareHolder {
  readonly terminal: TerminalId;
  readonly tradingMode: TradingMode;
  readonly brokerDay: string;
}

/**
 * The same account always gets the same halt. Its policy is `block` on accounts where the halt may
 * not close anything.
 */
export function shareOf(general: GeneralHalt, holder: ShareHolder): Halt {
  const { terminal, tradingMode, brokerDay } = holder;
  const kind = { cause: "command", scope: "all" } as const;
  const closes = mayClose(kind, { terminal, mode: tradingMode, tradingMode });
  const { id, policy, reason, startedMs } = general;
  const end = { ends: "by_hand", flatMs: null, endedMs: null, endedBy: null } as const;
  return {
    id: `${terminal}/${id}`,
    terminal,
    ...kind,
    policy: closes ? policy : "block",
    reason,
    startedMs,
    brokerDay,
    ...end,
  };
}

/**
 * Restores halts of all accounts from their per-account halts, in case the general halt itself was
 * not written.
 */
export function generalHaltsOf(halts: readonly Halt[]): GeneralHalt[] {
  const found = new Map<string, GeneralHalt>();
  for (const { scope, id, terminal, policy, reason, startedMs } of halts) {
    if (scope !== "all") continue;
    const general = id.slice(terminal.length + 1);
    const strict = found.get(general)?.policy === "flatten" ? "flatten" : policy;
    found.set(general, {
      id: general,
      policy: strict,
      reason,
      startedMs,
      endedMs: null,
      endedBy: null,
    });
  }
  return [...found.values()];
}
