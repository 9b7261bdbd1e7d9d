/** Reports the halts of every account: to the trade actor, to the venue, and to Redis. */

import type { HeldHalt, TerminalId } from "../../src/models/mod.ts";
import { HaltNotice, type HaltNoticeOptions } from "./halt_notice.ts";
import type { RiskContext } from "./risk_context.ts";

export interface HaltNoticesOptions extends Pick<HaltNoticeOptions, "isKnown" | "isWritten"> {
  readonly context: RiskContext;
  /** Halts in effect on an account. */
  readonly haltsOf: (terminal: TerminalId) => readonly HeldHalt[];
}

export class HaltNotices {
  readonly #options: HaltNoticesOptions;
  readonly #notices = new Map<TerminalId, HaltNotice>();

  constructor(options: HaltNoticesOptions) {
    this.#options = options;
  }

  /** Accounts that have connected or are halted. */
  get terminals(): readonly TerminalId[] {
    return [...this.#notices.keys()];
  }

  of(terminal: TerminalId): HaltNotice {
    let notice = this.#notices.get(terminal);
    if (notice === undefined) {
      const { context, haltsOf, isKnown, isWritten } = this.#options;
      const halts = () => haltsOf(terminal);
      notice = new HaltNotice({ terminal, context, halts, isKnown, isWritten });
      this.#notices.set(terminal, notice);
    }
    return notice;
  }

  announce(terminal: TerminalId): void {
    this.of(terminal).announce();
    this.tellRedis(terminal);
  }

  tellRedis(terminal: TerminalId): void {
    const { context, haltsOf } = this.#options;
    const halts = haltsOf(terminal).map(({ isInDoubt: _, ...halt }) => halt);
    context.redis.tell({ type: "halts_changed", terminal, halts });
  }

  confirmedBy(terminal: TerminalId) {
    return this.#notices.get(terminal)?.confirmedBy ?? { trade: false, venue: false };
  }

  /** Why terminals refuse the halt flag that they were sent. */
  get refusals(): readonly { readonly terminal: TerminalId; readonly message: string }[] {
    return Array.from(this.#notices).flatMap(([terminal, { refusal: message }]) =>
      message === null ? [] : [{ terminal, message }]
    );
  }

  venueLost(terminal: TerminalId): void {
    this.#notices.get(terminal)?.venueLost();
  }

  tradeRestarted(): void {
    for (const notice of this.#notices.values()) notice.tradeRestarted();
  }

  redisRestarted(): void {
    for (const terminal of this.#notices.keys()) this.tellRedis(terminal);
  }

  stop(): void {
    for (const notice of this.#notices.values()) notice.stop();
  }
}
