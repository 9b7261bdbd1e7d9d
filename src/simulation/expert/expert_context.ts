/** The state that the verbs work on, including what survives a restart of the terminal. */

import type { BrokerMs } from "../../models/mod.ts";
import type { BrokerEvent, BrokerInput, BrokerRequest } from "../trading/mod.ts";
import type { Respond } from "./answer.ts";
import type { OpeningFacts } from "./opening_checks.ts";
import type { IntentLog, IntentRecord } from "./intent_log.ts";

/** A request that the broker has not answered yet. */
export interface RequestUnderWay {
  readonly record: IntentRecord;
  readonly request: BrokerRequest;
  readonly respond: Respond;
}

export interface ExpertContext extends OpeningFacts {
  readonly intents: IntentLog;
  /** Requests since the terminal's last start that the broker has not answered, by intent. */
  readonly underWay: Map<string, RequestUnderWay>;
  /** The broker's time at the terminal's last start. */
  readonly startedMs: BrokerMs;
  haltReason: string | null;
  haltRecord: string;
  apply(input: BrokerInput): readonly BrokerEvent[];
}
