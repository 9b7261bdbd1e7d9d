/**
 * The results of the self-test that a terminal's script sends: kept in the store, logged and
 * answered. Such a peer has no session, and does not touch that of the Expert Advisor.
 */

import { assumptionNamed, type TerminalCheck } from "../../src/models/terminal_check.ts";
import { RateLimit } from "../../src/runtime/rate_limit.ts";
import { checkIntroduction, type Expectations, type Rejection } from "../../src/mt5/handshake.ts";
import type { PeerId } from "../../src/mt5/transport.ts";
import type { BridgeMessage, WireCheck } from "../../src/mt5/wire.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { TerminalStore } from "./terminal_store.ts";

/** A trader runs it a few times in a row; each one is written to the disk. */
const checks = { burst: 10, perSecond: 0.1 };

export interface TerminalChecksOptions {
  /** What is expected of a terminal now. */
  readonly expected: () => Expectations;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: TerminalStore;
  readonly refuse: (peer: PeerId, rejection: Rejection) => void;
  readonly answer: (peer: PeerId, message: BridgeMessage) => void;
}

export class TerminalChecks {
  readonly #options: TerminalChecksOptions;
  readonly #limit = new RateLimit(checks);

  constructor(options: TerminalChecksOptions) {
    this.#options = options;
  }

  take(peer: PeerId, check: WireCheck): void {
    const { clock, expected, refuse } = this.#options;
    const checked = checkIntroduction("The script", check, expected());
    if (!checked.ok) return refuse(peer, checked.error);
    if (!this.#limit.take(clock.steadyMs())) {
      const message = "Too many self-tests in a short time";
      return refuse(peer, { code: "too_many_terminals", message });
    }
    const { build, results } = check;
    void this.#keep(peer, { terminal: checked.value, build, checkedMs: clock.nowMs(), results });
  }

  async #keep(peer: PeerId, check: TerminalCheck): Promise<void> {
    const { store, log, answer } = this.#options;
    const { terminal, build, results } = check;
    const kept = await store.keepCheck(check);
    if (!kept.ok) {
      log.warning("terminal_check_not_kept", { terminal, error: kept.error.code });
      const message = "It could not be saved: free space on the disk (the bridge's log has the " +
        "cause), then run this script again";
      return answer(peer, { kind: "reject", code: "not_kept", message });
    }
    const failed = results.filter(({ result }) => result === "fail");
    const counts = { failed: failed.length, checked: results.length };
    log.info("terminal_checked", { terminal, build, ...counts });
    for (const { assumption, detail } of failed) {
      const { title, failure } = assumptionNamed(assumption) ?? { title: assumption, failure: "" };
      log.warning("terminal_check_failed", { terminal, assumption, title, detail, failure });
    }
    answer(peer, { kind: "checked" });
  }
}
