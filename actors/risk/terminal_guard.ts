/**
 * Keeps the limits of one account at its terminal, which applies them while the bridge is silent.
 * They are sent after each connection and whenever they change.
 */

import type { TerminalId, TerminalLimits } from "../../src/models/mod.ts";
import { mustBeSent } from "../../src/risk/halts/terminal_limits.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import type { RiskContext } from "./risk_context.ts";
import { venueTimeoutMs } from "./timeouts.ts";

type Synced = Extract<VenueEvent, { type: "venue_synced" }>;

export class TerminalGuard {
  readonly terminal: TerminalId;
  readonly #context: RiskContext;
  readonly #loop: RetryLoop;
  /** Null while there is no terminal that could apply limits. */
  #venue: VenuePeer | null = null;
  #sent: TerminalLimits | null = null;
  #sentMs = -Infinity;
  #isWarned = false;
  #loggedRefusal: string | null = null;
  #confirmed: string | null = null;

  constructor(terminal: TerminalId, context: RiskContext) {
    this.terminal = terminal;
    this.#context = context;
    this.#loop = new RetryLoop(() => this.#deliver(), context);
  }

  synced({ venue, guard }: Synced): void {
    const { log, venues, policies } = this.#context;
    const { terminal } = this;
    const policy = policies.of(terminal);
    this.#sent = null;
    this.#venue = guard === undefined ? null : venues[venue];
    if (venue !== "mt5") return;
    if (guard === undefined && policy.guard.policy !== "off" && !this.#isWarned) {
      this.#isWarned = true;
      log.warning("guard_missing", { terminal });
    }
    if (guard?.isDamaged === true) log.warning("guard_damaged", { terminal });
    const { closed = 0, cancelled = 0 } = guard ?? {};
    if (closed + cancelled > 0) log.warning("guard_acted", { terminal, closed, cancelled });
  }

  lost(): void {
    this.#venue = null;
    this.#sent = null;
    this.#confirmed = null;
  }

  /** Call with the current limits; null while they are not known. */
  update(limits: TerminalLimits | null): void {
    if (limits === null || this.#venue === null) return;
    const nowMs = this.#context.clock.steadyMs();
    if (!mustBeSent(this.#sent, limits, nowMs - this.#sentMs)) return;
    this.#sent = limits;
    this.#sentMs = nowMs;
    this.#loop.deliver();
  }

  stop(): void {
    this.#loop.stop();
  }

  async #deliver(): Promise<Delivered> {
    const [venue, limits, terminal] = [this.#venue, this.#sent, this.terminal];
    if (venue === null || limits === null) return "later";
    const request = { terminal, limits };
    const answer = await venue.ask("limit_venue", request, { timeoutMs: venueTimeoutMs });
    const { log } = this.#context;
    if (!answer.ok && answer.error.code === "call_refused") {
      const { message } = answer.error;
      if (message !== this.#loggedRefusal) log.error("guard_refused", { terminal, message });
      this.#loggedRefusal = message;
      return "refused";
    }
    if (!answer.ok) return "again";
    this.#loggedRefusal = null;
    const { policy } = limits;
    if (policy !== this.#confirmed) log.info("guard_confirmed", { terminal, policy });
    this.#confirmed = policy;
    return "done";
  }
}
