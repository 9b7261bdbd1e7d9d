/** Who copies whom: the copiers of all followers, and the watches over their masters. */

import {
  type CopiedTrade,
  paperTerminal,
  pricedTerminal,
  splitTerminalId,
  type TerminalId,
} from "../../../src/models/mod.ts";
import type { CopyLink } from "../../../src/trade/copying/copy_link.ts";
import type { Venues } from "../../../src/venue/venue.ts";
import type { VenueReading } from "../trade_context.ts";
import type { RuledPositions } from "../stops/ruled_positions.ts";
import type { TradeContext } from "../trade_context.ts";
import type { TradingAccount } from "../trading_account.ts";
import { Copier } from "./copier.ts";
import type { CopyCounts } from "./copy_log.ts";
import { MasterWatch } from "./master_watch.ts";

export interface CopyingOptions {
  readonly context: TradeContext;
  readonly venues: Venues;
  readonly accounts: ReadonlyMap<TerminalId, TradingAccount>;
  readonly ruled: RuledPositions;
}

export class Copying {
  readonly #options: CopyingOptions;
  /** By the account that trades: the terminal's, or the paper account beside it. */
  #copiers = new Map<TerminalId, Copier>();
  #watches = new Map<TerminalId, MasterWatch>();
  readonly counts: CopyCounts = { copied: 0, missed: 0, closed: 0 };

  constructor(options: CopyingOptions) {
    this.#options = options;
    this.settingsChanged();
  }

  /** Copiers whose settings are the same go on; what others have open stays as it is. */
  settingsChanged(): void {
    const { accounts = {} } = this.#options.context.settings.all;
    const before = this.#copiers;
    this.#copiers = new Map();
    for (const [name, { copy, mode }] of Object.entries(accounts)) {
      if (copy === null) continue;
      const listed = name as TerminalId;
      const terminal = mode.tradingMode === "paper" ? paperTerminal(listed) : listed;
      const known = before.get(terminal);
      const isSame = known !== undefined && JSON.stringify(known.policy) === JSON.stringify(copy);
      if (isSame) before.delete(terminal);
      this.#copiers.set(terminal, isSame ? known : this.#copier(terminal, copy));
    }
    for (const copier of before.values()) copier.stop();
    const masters = new Set([...this.#copiers.values()].map(({ policy }) => policy.master));
    this.#watches = new Map(
      Array.from(masters, (master) => [master, this.#watches.get(master) ?? this.#watch(master)]),
    );
    for (const copier of this.#copiers.values()) copier.look();
  }

  /** A terminal tells of a trade. */
  hinted(terminal: TerminalId): void {
    this.#watches.get(terminal)?.hinted();
  }

  /** An account was read. */
  read(terminal: TerminalId, reading: VenueReading): void {
    this.#watches.get(terminal)?.read(reading);
    this.#copiers.get(terminal)?.look();
  }

  /** An account can be traded, for the first time or again. */
  ready(terminal: TerminalId): void {
    this.#copiers.get(terminal)?.look();
    this.#lookAtMaster(terminal);
  }

  lost(terminal: TerminalId): void {
    this.#watches.get(terminal)?.lost();
  }

  get links(): readonly CopyLink[] {
    return Array.from(this.#copiers, ([follower, copier]) => ({
      follower,
      master: copier.policy.master,
      masterName: copier.policy.masterName,
      state: this.#stateOf(follower, copier),
      policy: copier.policy,
      openCopies: copier.open.filter(isOpenCopy).length,
    }));
  }

  stop(): void {
    for (const copier of this.#copiers.values()) copier.stop();
  }

  #stateOf(follower: TerminalId, { policy }: Copier): CopyLink["state"] {
    const { accounts, context: { settings } } = this.#options;
    const account = accounts.get(follower);
    if (settings.of(pricedTerminal(follower)).mode.tradingMode === "safety") return "safety";
    if (account?.isReady !== true) return "follower_away";
    if (account.mode === "safety") return "safety";
    return accounts.get(policy.master)?.isReady === true ? "following" : "master_away";
  }

  #copier(terminal: TerminalId, policy: Copier["policy"]): Copier {
    const { context, accounts, ruled } = this.#options;
    return new Copier({
      ...{ context, policy, terminal, ruled, counts: this.counts },
      account: () => accounts.get(terminal),
      master: () => this.#watches.get(policy.master)?.facts ?? null,
    });
  }

  #watch(terminal: TerminalId): MasterWatch {
    const { context, venues, accounts } = this.#options;
    const venue = venues[splitTerminalId(terminal).venue];
    if (venue === null) throw new RangeError(`${terminal} has no venue`);
    return new MasterWatch({
      ...{ terminal, context, venue },
      account: () => accounts.get(terminal),
      onChange: () => this.#lookAtMaster(terminal),
    });
  }

  #lookAtMaster(terminal: TerminalId): void {
    for (const copier of this.#copiers.values()) {
      if (copier.policy.master === terminal) copier.look();
    }
  }
}

function isOpenCopy({ state }: CopiedTrade): boolean {
  return state === "copied" || state === "opening";
}
