/**
 * The complete state of a paper account as one text, so that it survives a restart of the program.
 */

import { z } from "zod";
import { type ClockOffset, err, ok, type Result } from "../../models/mod.ts";
import type { ExpertFiles } from "../expert/simulated_expert.ts";
import type { BrokerSnapshot } from "../trading/mod.ts";

export interface PaperState {
  readonly currency: string;
  readonly broker: BrokerSnapshot;
  readonly files: ExpertFiles;
  /** The offsets between broker time and UTC, each with its start. */
  readonly offsets: readonly ClockOffset[];
  /** The time of the newest tick of each symbol: older ticks are not played again. */
  readonly lastTickMs: Readonly<Record<string, number>>;
}

/** Increased when the shape of the state changes. */
const stateVersion = 1;

/** Checks the parts of a state that matter for continuing; the program itself wrote the rest. */
const envelope = z.object({
  version: z.literal(stateVersion),
  currency: z.string(),
  broker: z.looseObject({ balanceMinor: z.int(), deals: z.array(z.unknown()) }),
  files: z.object({
    intents: z.array(z.unknown()),
    haltReason: z.string().nullable(),
    haltRecord: z.string().optional(),
  }),
  offsets: z.array(z.object({ fromBrokerMs: z.number(), offsetMs: z.number() })),
  lastTickMs: z.record(z.string(), z.number()),
});

export function stateText(state: PaperState): string {
  return JSON.stringify({ version: stateVersion, ...state });
}

/**
 * The error says in words why a text is not a valid state: a damaged state is never treated as an
 * empty account.
 */
export function parseState(text: string): Result<PaperState, string> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err(error.message);
  }
  const parsed = envelope.safeParse(data);
  if (!parsed.success) return err(z.prettifyError(parsed.error).replaceAll("\n", " "));
  // Its inner parts were written by `stateText` of this version.
  return ok(parsed.data as unknown as PaperState);
}
