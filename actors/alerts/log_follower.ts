/** Reads the lines of the log that are new, and passes on the alerts among them. */

import { alertOfLine } from "../../src/alerts/alert_of_line.ts";
import { countText } from "../../src/models/figure_text.ts";
import type { Alert } from "../../src/models/alert.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { SystemProtocol } from "../../src/runtime/system_protocol.ts";

/** Soon enough for a message to a phone. */
const pollMs = 1_000;
const linesAtOnce = 500;
const answerTime = { timeoutMs: 2_000 };

export interface LogFollowerOptions {
  readonly clock: Clock;
  readonly system: Peer<SystemProtocol>;
  /** Tells the runs of the program apart. */
  readonly run: string;
  readonly onAlerts: (alerts: readonly Alert[]) => Promise<void>;
}

export class LogFollower {
  readonly #options: LogFollowerOptions;
  #afterSeq = 0;
  #timer: TimerId | undefined;
  #isStopped = false;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
  }

  /** Reads now, and then again and again. */
  async follow(): Promise<void> {
    await this.read();
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimeout(() => void this.follow(), pollMs);
  }

  /** Everything that is new. */
  async read(): Promise<void> {
    const { system, run, onAlerts } = this.#options;
    for (;;) {
      const wanted = {
        afterSeq: this.#afterSeq,
        limit: linesAtOnce,
        level: "info",
        source: null,
      } as const;
      const asked = await system.ask("log_tail", wanted, answerTime);
      if (!asked.ok) return;
      const { lines, newestSeq, missed } = asked.value;
      // What was logged before this actor started again was looked at before.
      const lost = this.#afterSeq === 0 ? 0 : missed;
      const isFull = lines.length === linesAtOnce;
      this.#afterSeq = isFull ? lines.at(-1)?.seq ?? newestSeq : newestSeq;
      const found = lines.flatMap((line) => alertOfLine(line, run) ?? []);
      const alerts = lost === 0 ? found : [this.#missedAlert(lost, newestSeq), ...found];
      if (alerts.length > 0) await onAlerts(alerts);
      if (!isFull) return;
    }
  }

  /** The log keeps a limited number of lines in memory. */
  #missedAlert(missed: number, newestSeq: number): Alert {
    const { clock, run } = this.#options;
    return {
      key: `log/${run}/missed/${newestSeq}`,
      raisedMs: clock.nowMs(),
      event: "program",
      severity: "warning",
      text: `${countText(missed, "line")} of the log came too fast to be looked at for alerts. ` +
        "See the log file",
    };
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }
}
