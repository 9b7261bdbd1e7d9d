/**
 * The alerts that have not reached all of their destinations, in memory and in the store: at least
 * once, also over restarts. Without the store they are sent all the same, because the alert may be
 * about it.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { Alert, AlertDelivery, StoredAlert } from "../../src/models/alert.ts";
import { ok, type Result } from "../../src/models/result.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import { type Destination, destinationName } from "./destination.ts";

/** Those that wait are bounded by each destination's queue. */
const alertsMax = 5_000;

const storeTime = { timeoutMs: shortStoreTimeoutMs };
/** What was sent is stored together, not once for each destination. */
const gatherMs = 200;
const retryPauses: Backoff = { firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.2 };

/** What became of an alert at one receiver. */
export type Outcome = Pick<AlertDelivery, "state" | "reason">;

type Target = Pick<Destination, "channel" | "to">;

export interface OutboxOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly random: Random;
}

export class AlertOutbox {
  readonly #options: OutboxOptions;
  readonly #alerts = new Map<string, StoredAlert>();
  /** Alerts whose rows in the store are older than what is known here. */
  readonly #unstored = new Set<string>();
  #timer: TimerId | undefined;
  #failures = 0;
  #isStoring = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Alerts of earlier runs that still wait. */
  async load(): Promise<Result<readonly StoredAlert[], unknown>> {
    const asked = await this.#options.database.ask("waiting_alerts", {}, storeTime);
    if (!asked.ok) return asked;
    const earlier = asked.value.filter(({ key }) => !this.#alerts.has(key));
    for (const alert of earlier) this.#alerts.set(alert.key, alert);
    return ok(earlier);
  }

  /** Those of them that are new: a line of the log may be read twice. */
  async add(alerts: readonly Alert[], targetsOf: (alert: Alert) => readonly Target[]): Promise<
    readonly Alert[]
  > {
    const fresh = alerts.filter(({ key }) => !this.#alerts.has(key)).map((alert) => ({
      ...alert,
      deliveries: targetsOf(alert).map(waitingFor),
    })).filter(({ deliveries }) => deliveries.length > 0);
    if (fresh.length === 0) return [];
    for (const alert of fresh) this.#alerts.set(alert.key, alert);
    const asked = await this.#options.database.ask("add_alerts", { alerts: fresh }, storeTime);
    if (!asked.ok) {
      for (const { key } of fresh) this.#unstored.add(key);
      this.#storeSoon();
      return fresh;
    }
    const added = new Set(asked.value.added);
    for (const { key } of fresh) if (!added.has(key)) this.#alerts.delete(key);
    return fresh.filter(({ key }) => added.has(key));
  }

  settle(key: string, target: Target, { state, reason }: Outcome): void {
    const alert = this.#alerts.get(key);
    if (alert === undefined) return;
    const atMs = this.#options.clock.nowMs();
    const name = destinationName(target);
    const deliveries = alert.deliveries.map((delivery): AlertDelivery =>
      destinationName(delivery) === name ? { ...delivery, state, atMs, reason } : delivery
    );
    this.#alerts.set(key, { ...alert, deliveries });
    this.#unstored.add(key);
    this.#storeSoon();
  }

  /** Stores what is left; at the end. */
  async flush(): Promise<void> {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#store();
  }

  #storeSoon(): void {
    const { clock, random } = this.#options;
    const delayMs = this.#failures === 0
      ? gatherMs
      : backoffMs(retryPauses, this.#failures, random);
    this.#timer ??= clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#store();
    }, delayMs);
  }

  async #store(): Promise<void> {
    if (this.#isStoring || this.#unstored.size === 0) return;
    const keys = [...this.#unstored];
    const alerts = keys.flatMap((key) => this.#alerts.get(key) ?? []);
    this.#unstored.clear();
    this.#isStoring = true;
    const asked = await this.#options.database.ask("settle_alerts", { alerts }, storeTime);
    this.#isStoring = false;
    if (asked.ok) this.#failures = 0;
    else {
      this.#failures += 1;
      for (const key of keys) this.#unstored.add(key);
    }
    this.#forgetSettled();
    if (this.#unstored.size > 0) this.#storeSoon();
  }

  /**
   * What is settled and stored is in the store only. While the store is away, what was sent long
   * ago is forgotten as well: the log has it.
   */
  #forgetSettled(): void {
    let surplus = this.#alerts.size - alertsMax;
    for (const [key, { deliveries }] of this.#alerts) {
      if (deliveries.some(({ state }) => state === "waiting")) continue;
      if (this.#unstored.has(key) && surplus <= 0) continue;
      this.#alerts.delete(key);
      this.#unstored.delete(key);
      surplus -= 1;
    }
  }
}

function waitingFor({ channel, to }: Target): AlertDelivery {
  return { channel, to, state: "waiting", atMs: null, reason: null };
}
