/**
 * Calls an address once a minute while all is well: whoever serves it notices when the calls end,
 * whatever the reason, a machine without power included.
 */

import { minuteMs } from "../../src/models/time.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { SystemProtocol } from "../../src/runtime/system_protocol.ts";
import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import { delivered } from "./post.ts";

const answerTime = { timeoutMs: 2_000 };

export interface PingOptions {
  readonly clock: Clock;
  readonly system: Peer<SystemProtocol>;
  readonly url: string;
  /** Called once for each kind of failure in a row. */
  readonly onFailing: (failure: DeliveryFailure) => void;
}

export class Ping {
  readonly #options: PingOptions;
  #timer: TimerId | undefined;
  #isStopped = false;
  #failing: DeliveryFailure["code"] | null = null;
  #sent = 0;

  constructor(options: PingOptions) {
    this.#options = options;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Calls now, and then every minute. */
  async watch(): Promise<void> {
    await this.#call();
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimeout(() => void this.watch(), minuteMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  async #call(): Promise<void> {
    const { system, url, onFailing } = this.#options;
    const asked = await system.ask("snapshot", {}, answerTime);
    if (!asked.ok || asked.value.state !== "running") return;
    const failure = await delivered({ url, method: "GET", headers: {}, body: null });
    if (failure === null) this.#sent += 1;
    else if (failure.code !== this.#failing) onFailing(failure);
    this.#failing = failure?.code ?? null;
  }
}
