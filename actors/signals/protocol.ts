/** Messages of the signals actor: what arrives from outside, and trials that change nothing. */

import type {
  PerAccount,
  SymbolName,
  TerminalId,
  TradingMode,
  UnixMs,
} from "../../src/models/mod.ts";
import type {
  OutsideRefusal,
  OutsideWish,
  StoredOutsideSignal,
} from "../../src/models/outside_signal.ts";
import type { StrategyStep } from "../../src/models/strategy_step.ts";
import type { HookRules } from "../../src/signals/hook_access.ts";
import type { Result } from "../../src/models/result.ts";
import type { WantedSymbol } from "../../src/models/mod.ts";
import type { Previewed } from "../risk/protocol.ts";

/** A message as it arrived. */
export interface OutsideMessage {
  readonly source: string;
  readonly text: string;
  /** The sender's own id; null for one that is made of the content. */
  readonly senderId: string | null;
  /** When its carrier says that it was sent; null when only the message itself can say so. */
  readonly sentMs: UnixMs | null;
  /** It is a signal in JSON itself, whatever file the source has. */
  readonly isPlain: boolean;
}

/** `isNew`: a repetition gets what became of the first one. */
export interface ReceivedSignal {
  readonly isNew: boolean;
  readonly signal: StoredOutsideSignal;
}

/** What a step would do, and what risk would say to an entry. */
export interface TriedStep {
  readonly step: StrategyStep;
  /** Null for a change of what is open, and when risk could not be asked. */
  readonly risk: Previewed | null;
  /** Why risk could not be asked. */
  readonly problem: string | null;
}

/** What a message would lead to on one account. */
export interface TriedAccount {
  readonly terminal: TerminalId;
  readonly mode: TradingMode;
  readonly symbol: SymbolName | null;
  /** With steps: those that it would have led to in time. */
  readonly refusal: OutsideRefusal | null;
  readonly steps: readonly TriedStep[];
}

/** What a message would lead to. */
export interface TriedSignal {
  readonly wish: OutsideWish;
  readonly accounts: readonly TriedAccount[];
}

export interface TryRequest extends Omit<OutsideMessage, "senderId"> {
  /** The text of a file instead of the source's own; null for its own. */
  readonly template: string | null;
}

export type SignalsProtocol = {
  tell: never;
  ask: {
    /**
     * On the disk before it replies. It waits some time for what becomes of it; what is `pending`
     * then goes on.
     */
    receive: {
      request: OutsideMessage & { readonly waitMs: number };
      reply: Result<ReceivedSignal, OutsideRefusal>;
    };
    /** A dry run: nothing is stored, sent or reserved. */
    try_out: { request: TryRequest; reply: Result<TriedSignal, OutsideRefusal> };
  };
};

/** What may differ between accounts. */
export interface OutsideAccount {
  readonly sources: readonly string[];
  readonly symbolMap: Readonly<Record<string, string>>;
  readonly priceTolerancePct: number;
  readonly wanted: readonly WantedSymbol[];
  readonly tradingMode: TradingMode;
  readonly maxSignalAgeMs: number;
}

/** Where web hooks arrive. */
export interface HookConfig extends HookRules {
  readonly host: string;
  readonly port: number;
}

export type SignalsConfig = PerAccount<OutsideAccount> & {
  /** The files of the sources. */
  readonly folder: string;
  /** Null: no web hook arrives. */
  readonly hook: HookConfig | null;
};
