/**
 * The Overview's answers (safe, connected, making money), as far as they are known: one that is out
 * of date is shown with its time, and nothing is claimed before the risk actor has answered.
 */

import { computed } from "@preact/signals";
import { away, status, statusAgeMs } from "./bridge.ts";
import { now } from "./browser_clock.ts";
import { moment } from "./format.ts";
import { generalHalts, isRiskOutdated, lastRisk, risk } from "./risk.ts";
import { asOf, connection, moneyFacts, result, safety, type Verdict } from "./verdicts.ts";

const notYet: Verdict = { tone: "plain", word: "...", detail: "Loading" };

/** Adds the time of the last answer while the bridge does not respond. */
function asOfLastAnswer(verdict: Verdict): Verdict {
  const gone = away.value;
  return gone === null ? verdict : asOf(verdict, moment(gone.sinceUtcMs, now.value));
}

function ofRisk(verdict: Verdict): Verdict {
  const { at, problem } = lastRisk.value;
  if (at === null) {
    return problem === null ? notYet : { tone: "warn", word: "Unknown", detail: problem.detail };
  }
  if (away.value === null && isRiskOutdated.value) {
    return asOf(verdict, moment(at.utcMs, now.value));
  }
  return asOfLastAnswer(verdict);
}

export const shownMoney = computed(() =>
  status.value === null ? [] : moneyFacts(status.value, risk.value)
);

export const safetyAnswer = computed((): Verdict =>
  status.value === null ? notYet : ofRisk(safety(status.value, risk.value, generalHalts.value))
);

export const connectionAnswer = computed((): Verdict =>
  // While the bridge does not respond, ages are those at its last answer.
  status.value === null
    ? notYet
    : asOfLastAnswer(connection(status.value, away.value === null ? statusAgeMs.value : 0))
);

export const moneyAnswer = computed((): Verdict =>
  status.value === null ? notYet : ofRisk(result(shownMoney.value, status.value.nowMs))
);
