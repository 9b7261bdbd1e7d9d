/** What a paper account reports to its subscribers. */

import type { FiguresPlace, UnixMs } from "../../src/models/mod.ts";
import {
  type PaperAccount,
  paperInstallation,
  type PaperOpening,
} from "../../src/simulation/paper/paper_account.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";

export class AccountEvents {
  /** New in each run, because sequence numbers start again. */
  readonly #source: string;
  #figuresPublished = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** The place of the figures that are published next. */
  nextPlace(): FiguresPlace {
    this.#figuresPublished += 1;
    return { source: this.#source, number: this.#figuresPublished };
  }

  synced({ identity, haltFlag }: PaperAccount, opening: PaperOpening): VenueEvent {
    const { instruments, utcOffsetMs } = opening;
    return {
      type: "venue_synced",
      venue: "paper",
      identity,
      instruments,
      isTradingAllowed: true,
      utcOffsetMs,
      source: this.#source,
      caps: null,
      liveServer: null,
      installation: paperInstallation,
      halt: haltFlag,
    };
  }

  figures(account: PaperAccount, nowMs: UnixMs): VenueEvent {
    return {
      type: "account_received",
      metrics: account.metrics(nowMs),
      place: this.nextPlace(),
      brokerMs: account.nowMs,
      isTradingAllowed: true,
    };
  }
}
