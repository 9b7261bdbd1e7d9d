/** Who copies whom. */

import type { CopyPolicy, TerminalId } from "../../models/mod.ts";

export const copyLinkStates = ["following", "master_away", "follower_away", "safety"] as const;

/** One account that copies another. */
export interface CopyLink {
  /** The account that trades: the terminal's, or the paper account beside it. */
  readonly follower: TerminalId;
  readonly master: TerminalId;
  readonly masterName: string;
  /** `safety`: nothing may be sent to the follower, so nothing is copied. */
  readonly state: typeof copyLinkStates[number];
  readonly policy: CopyPolicy;
  /** Copied trades that are open. */
  readonly openCopies: number;
}
