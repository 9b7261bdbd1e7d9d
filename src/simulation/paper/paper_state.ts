/** A paper account between two lives of the program: everything as one text. */

import { z } from "zod";
import { type ClockOffset, err, ok, type Result } from "../../models/mod.ts";
import type { ExpertFiles } from "../expert/simulated_expert.ts";
import type { BrokerSnapshot } from "../trading/mod.ts";

export interface PaperState {
  readonly currency: string;
  readonly broker: BrokerSnapshot;
  readonly files: ExpertFiles;
  /** Broker's time minus UTC, as it was from when on. */
  readonly offsets: readonly ClockOffset[];
  /** Time of the newest tick of each symbol: older ones are not played again. */
  readonly lastTickMs: Readonly<Record<string, number>>;
}

/** Changes with the shape of the state. */
const stateVersion = 1;

/** What a state must look like to be gone on from; the rest is the program's own writing. */
const envelope = z.object({
  version: z.literal(stateVersion),
  currency: z.string(),
  broker: z.looseObject({ balanceMinor: z.int(), deals: z.array(z.unknown()) }),
  files: z.object({ intents: z.array(z.unknown()), haltReason: z.string().nullable() }),
  offsets: z.array(z.object({ fromBrokerMs: z.number(), offsetMs: z.number() })),
  lastTickMs: z.record(z.string(), z.number()),
});

export function stateText(state: PaperState): string {
  return JSON.stringify({ version: stateVersion, ...state });
}

/** In words why a text is no state: a damaged one is never taken for an empty account. */
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
  // Its inner parts were written by `stateText` of this very version.
  return ok(parsed.data as unknown as PaperState);
}
