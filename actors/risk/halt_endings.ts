/** Ends halts: together, once each, and only when their end and what it grants are stored. */

import {
  type GeneralHalt,
  type Halt,
  ok,
  type Result,
  type RiskMetrics,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { RiskContext } from "./risk_context.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

/**
 * What the end of a halt grants: stored in the same transaction, and applied before the halt is
 * removed.
 */
export interface Grant {
  readonly figures: RiskMetrics | null;
  /** Shown in the log; null when there is nothing to say. */
  readonly text: string | null;
  readonly onWritten: () => void;
}

export const noGrant: Grant = { figures: null, text: null, onWritten: () => {} };

/** Halts to end together. */
export interface Ending {
  readonly halts: readonly Halt[];
  readonly general: readonly GeneralHalt[];
  /** Recorded. */
  readonly by: string;
  /** Called when the end is about to be stored. */
  readonly grantOf: (halt: Halt) => Grant;
}

export interface Ended {
  readonly halt: Halt;
  /** What was granted, in whole sentences; null when there is nothing to say. */
  readonly text: string | null;
}

type Stored<T> = Result<T, StoreError | AskError>;

export interface HaltEndingsOptions {
  readonly context: RiskContext;
  readonly lasting: () => readonly Halt[];
  /** How it has ended; null when it has not. */
  readonly endOf: (id: string) => Ended | null;
  readonly onEnded: (halt: Halt, grant: Grant) => void;
  readonly onGeneralEnded: (halts: readonly GeneralHalt[], by: string) => void;
}

export class HaltEndings {
  readonly #options: HaltEndingsOptions;
  /** Halts whose end is being stored: a second request shares the result. */
  readonly #storing = new Map<string, Promise<Stored<readonly Halt[]>>>();

  constructor(options: HaltEndingsOptions) {
    this.#options = options;
  }

  has({ id }: Halt): boolean {
    return this.#storing.has(id);
  }

  async end(ending: Ending): Promise<Stored<readonly Ended[]>> {
    const { lasting, endOf } = this.#options;
    const underWay = new Set(ending.halts.flatMap(({ id }) => this.#storing.get(id) ?? []));
    for (const one of underWay) {
      const result = await one;
      if (!result.ok) return result;
    }
    const left = new Set(lasting().map(({ id }) => id));
    const halts = ending.halts.filter(({ id }) => left.has(id));
    // Some of them have ended each time, so this terminates.
    if (halts.some((halt) => this.has(halt))) return await this.end(ending);
    const storing = this.#store({ ...ending, halts });
    for (const { id } of halts) this.#storing.set(id, storing);
    const stored = await storing;
    for (const { id } of halts) this.#storing.delete(id);
    if (!stored.ok) return stored;
    const ids = new Set([...ending.halts, ...stored.value].map(({ id }) => id));
    return ok([...ids].flatMap((id) => endOf(id) ?? []));
  }

  /** In one transaction, so that one that fails changes nothing. */
  async #store({ halts, general, by, grantOf }: Ending): Promise<Stored<readonly Halt[]>> {
    if (halts.length + general.length === 0) return ok([]);
    const { context: { clock, database }, lasting, onEnded, onGeneralEnded } = this.#options;
    const utcMs = clock.nowMs();
    const end = { endedMs: utcMs, endedBy: by };
    const ends = halts.map((halt) => ({ halt: { ...halt, ...end }, grant: grantOf(halt) }));
    const rows = ends.map(({ halt, grant: { figures } }) => ({
      halt,
      figures: figures === null ? null : { ...figures, utcMs },
    }));
    const request = { halts: rows, general: general.map((halt) => ({ ...halt, ...end })) };
    const written = await database.ask("end_halts", request, { timeoutMs: storeTimeoutMs });
    if (!written.ok) return written;
    onGeneralEnded(general, by);
    for (const { halt, grant } of ends) onEnded(halt, grant);
    // The share of an account that has connected in the meantime.
    const late = lasting().filter(({ id, terminal }) =>
      general.some((one) => id === `${terminal}/${one.id}`)
    );
    const others = await this.#store({ halts: late, general: [], by, grantOf });
    return others.ok ? ok([...halts, ...others.value]) : others;
  }
}
