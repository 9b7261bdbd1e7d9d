/**
 * Whether a terminal has been connected to its broker for some seconds: before that its bars and
 * lists may not be complete. Pure.
 */

/** The Expert Advisor counts as long; for one that does not report it, the bridge counts. */
const settledAfterMs = 5_000;

export interface BrokerReport {
  readonly brokerConnected: boolean;
  readonly brokerSettled?: boolean | undefined;
}

export class BrokerSettling {
  /** Since when it is connected, on the steady clock; null without a connection. */
  #sinceMs: number | null = -Infinity;

  /** Takes what the terminal reports; returns whether it has settled. */
  look({ brokerConnected, brokerSettled }: BrokerReport, steadyMs: number): boolean {
    if (!brokerConnected) {
      this.#sinceMs = null;
      return false;
    }
    this.#sinceMs ??= steadyMs;
    return brokerSettled ?? steadyMs - this.#sinceMs >= settledAfterMs;
  }
}
