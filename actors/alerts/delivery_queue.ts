/**
 * Sends the alerts of one destination: one message at a time, later ones wait. A server that is
 * away is tried again with growing pauses, without an end; nothing is lost meanwhile, up to a
 * bound.
 */

import { nextDelivery } from "../../src/alerts/delivery_plan.ts";
import type { DeliveryLimits } from "../../src/alerts/delivery_plan.ts";
import { fittingAlerts, isLate, messageOf } from "../../src/alerts/message.ts";
import { withinBound } from "../../src/alerts/waiting_alerts.ts";
import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import type { Alert } from "../../src/models/alert.ts";
import { hourMs } from "../../src/models/time.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { Destination, Picture } from "./destination.ts";
import type { Outcome } from "./outbox.ts";

const retryPauses: Backoff = { firstMs: 2_000, factor: 2, maxMs: 300_000, jitter: 0.2 };
/** A message that the server does not take is tried this often, alone. */
const refusedMax = 3;

export interface DeliveryQueueOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly destination: Destination;
  readonly limits: DeliveryLimits;
  readonly bridge: string;
  readonly isQuiet: () => boolean;
  readonly pictureOf: (alert: Alert) => Picture | null;
  readonly onSettled: (alert: Alert, outcome: Outcome) => void;
  /** Called once for each kind of failure in a row. */
  readonly onFailing: (failure: DeliveryFailure) => void;
  readonly onRecovered: (failedForMs: number) => void;
}

interface Failing {
  readonly code: DeliveryFailure["code"];
  readonly reason: string;
  readonly sinceSteadyMs: number;
  readonly attempts: number;
}

export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  #waiting: readonly Alert[] = [];
  #sentMs: number[] = [];
  #dropped = 0;
  #sent = 0;
  #failing: Failing | null = null;
  #isOneByOne = false;
  #isSending = false;
  #isStopped = false;
  #timer: TimerId | undefined;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  add(alerts: readonly Alert[]): void {
    const { kept, dropped } = withinBound([...this.#waiting, ...alerts]);
    this.#waiting = kept;
    this.#dropped += dropped.length;
    for (const alert of dropped) {
      this.#options.onSettled(alert, { state: "given_up", reason: "too many were waiting" });
    }
    // A failing server is asked again when its pause is over.
    if (this.#failing === null) this.#goOn();
  }

  get status() {
    return {
      waiting: this.#waiting.length,
      sent: this.#sent,
      dropped: this.#dropped,
      problem: this.#failing?.reason ?? null,
    };
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #goOn(): void {
    if (this.#isSending || this.#isStopped) return;
    const { clock, limits, isQuiet } = this.#options;
    clock.clearTimeout(this.#timer);
    const nowMs = clock.nowMs();
    this.#sentMs = this.#sentMs.filter((at) => at > nowMs - hourMs && at <= nowMs);
    const moment = { nowMs, isQuiet: isQuiet(), sentMs: this.#sentMs };
    const step = nextDelivery(this.#waiting, limits, moment);
    if (step.kind === "send") {
      void this.#send(this.#isOneByOne ? step.alerts.slice(0, 1) : step.alerts);
    } else if (step.untilMs !== null) this.#wait(Math.max(1, step.untilMs - nowMs));
  }

  #wait(delayMs: number): void {
    this.#timer = this.#options.clock.setTimeout(() => this.#goOn(), delayMs);
  }

  async #send(due: readonly Alert[]): Promise<void> {
    const { clock, destination, bridge, pictureOf } = this.#options;
    this.#isSending = true;
    const context = { bridge, nowMs: clock.nowMs(), dropped: this.#dropped };
    const alerts = fittingAlerts(due, destination.textLengthMax, context);
    const message = messageOf(alerts, destination.textLengthMax, context);
    const [first] = alerts;
    const picture = first === undefined || alerts.length > 1 ? null : pictureOf(first);
    const failure = await destination.send(message, picture);
    this.#isSending = false;
    if (failure === null) this.#onSent(alerts);
    else this.#onFailed(failure, alerts);
  }

  #onSent(alerts: readonly Alert[]): void {
    const { clock, onSettled, onRecovered } = this.#options;
    const nowMs = clock.nowMs();
    this.#sentMs.push(nowMs);
    this.#sent += alerts.length;
    this.#dropped = 0;
    this.#forget(alerts);
    for (const alert of alerts) {
      onSettled(alert, { state: isLate(alert, nowMs) ? "late" : "sent", reason: null });
    }
    if (this.#failing !== null) onRecovered(clock.steadyMs() - this.#failing.sinceSteadyMs);
    this.#failing = null;
    this.#isOneByOne = this.#isOneByOne && this.#waiting.length > 0;
    this.#goOn();
  }

  #onFailed(failure: DeliveryFailure, alerts: readonly Alert[]): void {
    const { clock, random, onFailing, onSettled } = this.#options;
    const before = this.#failing;
    if (before?.code !== failure.code) onFailing(failure);
    const attempts = before?.code === failure.code ? before.attempts + 1 : 1;
    const sinceSteadyMs = before?.sinceSteadyMs ?? clock.steadyMs();
    this.#failing = { code: failure.code, reason: failure.reason, sinceSteadyMs, attempts };
    if (failure.code === "refused" && alerts.length > 1) this.#isOneByOne = true;
    else if (failure.code === "refused" && attempts >= refusedMax) {
      this.#forget(alerts);
      for (const alert of alerts) onSettled(alert, { state: "given_up", reason: failure.reason });
      this.#failing = null;
      return this.#goOn();
    }
    if (this.#isStopped) return;
    this.#wait(Math.max(failure.retryAfterMs ?? 0, backoffMs(retryPauses, attempts, random)));
  }

  #forget(alerts: readonly Alert[]): void {
    const keys = new Set(alerts.map(({ key }) => key));
    this.#waiting = this.#waiting.filter(({ key }) => !keys.has(key));
  }
}
