/**
 * Finds the broker's symbols for the configured ones, with their descriptions. All matching names
 * are described before one is chosen, because one that can be traded is preferred.
 */

import {
  type AssetClass,
  assetClassTexts,
  err,
  type Instrument,
  ok,
  type Result,
  type SymbolName,
  type TerminalId,
  wantedOf,
  type WantedSymbol,
} from "../../src/models/mod.ts";
import { candidateNames, type FoundSymbol, mapSymbols } from "../../src/mt5/symbol_map.ts";
import { instrumentOf, isOpenable, mayOpen } from "../../src/mt5/symbol_terms.ts";
import { recognisedClass } from "../../src/mt5/recognised_class.ts";
import type { WireSymbol } from "../../src/mt5/wire_symbols.ts";
import type { SymbolsReply } from "../../src/mt5/symbols_reply.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { CallError, SessionConfig } from "./protocol.ts";

/** A symbol in the list of one class that its terminal describes as another. */
interface MisplacedSymbol {
  readonly symbol: SymbolName;
  readonly listed: AssetClass;
  readonly recognised: AssetClass;
}

export interface Described {
  readonly instruments: readonly Instrument[];
  readonly mapped: readonly FoundSymbol[];
  readonly missingSymbols: readonly SymbolName[];
  /** Symbols of the broker for which the terminal's Market Watch has no room. */
  readonly unwatchedSymbols: readonly SymbolName[];
  readonly misplaced: readonly MisplacedSymbol[];
}

/** Asks for these names; for those of all symbols when there are none. */
export type AskSymbols = (names: readonly string[]) => Promise<Result<SymbolsReply, CallError>>;

export async function describeSymbols(
  config: SessionConfig,
  terminal: TerminalId,
  { ask, known }: {
    readonly ask: AskSymbols;
    /** The latest terms, which a symbol keeps while it cannot be read. */
    readonly known: readonly Instrument[];
  },
): Promise<Result<Described, CallError>> {
  const all = await ask([]);
  if (!all.ok) return all;
  const rules = { names: all.value.names, suffix: config.symbolSuffix, map: config.symbolMap };
  const wanted = new Map(wantedOf(config.wanted, terminal).map((one) => [one.symbol, one]));
  const names = candidateNames([...wanted.keys()], rules);
  const details = names.length === 0
    ? ok<SymbolsReply>({ names: [], symbols: [], refused: [] })
    : await ask(names);
  if (!details.ok) return err(details.error);
  const wires = new Map(details.value.symbols.map((wire) => [wire.name, wire]));
  const mapped = mapSymbols([...wanted.keys()], rules, (name) => {
    const wire = wires.get(name);
    // No other name is traded in the place of one that cannot be read, or is not described.
    return wire === undefined || isOpenable(wire.tradeMode);
  });
  const instruments = mapped.flatMap((one) => {
    if (one.code !== "found") return [];
    const wire = wires.get(one.broker);
    if (wire !== undefined) return [instrumentOf(wire, wanted.get(one.symbol)!)];
    return known
      .filter(({ symbol, brokerSymbol }) => symbol === one.symbol && brokerSymbol === one.broker)
      .map((last): Instrument => ({ ...last, unreadable: true }));
  });
  const described = new Set(instruments.map(({ symbol }) => symbol));
  const { unwatched = [] } = details.value;
  const unwatchedSymbols = mapped.flatMap((one) =>
    one.code === "found" && unwatched.includes(one.broker) ? [one.symbol] : []
  );
  const missingSymbols = [...wanted.keys()]
    .filter((one) => !described.has(one) && !unwatchedSymbols.includes(one));
  const misplaced = misplacedSymbols([...wanted.values()], mapped, wires);
  return ok({ instruments, mapped, missingSymbols, unwatchedSymbols, misplaced });
}

/**
 * None while only FOREX_PAIRS and CRYPTO_PAIRS are in use: before there were other lists,
 * everything but crypto stood in the first one.
 */
function misplacedSymbols(
  wanted: readonly WantedSymbol[],
  mapped: readonly FoundSymbol[],
  wires: ReadonlyMap<string, WireSymbol>,
): MisplacedSymbol[] {
  const former: readonly AssetClass[] = ["forex", "crypto"];
  if (wanted.every(({ assetClass }) => former.includes(assetClass))) return [];
  return wanted.flatMap(({ symbol, assetClass: listed }) => {
    const found = mapped.find((one) => one.symbol === symbol);
    const wire = found?.code === "found" ? wires.get(found.broker) : undefined;
    const recognised = wire === undefined ? null : recognisedClass(wire);
    return recognised === null || recognised === listed ? [] : [{ symbol, listed, recognised }];
  });
}

/** Reports to the trader which name was chosen. */
export function logChoice(
  log: Logger,
  terminal: TerminalId,
  { mapped, instruments, unwatchedSymbols, misplaced }: Described,
) {
  for (const { symbol, listed, recognised } of misplaced) {
    const list = assetClassTexts[listed].title;
    const described = assetClassTexts[recognised].title;
    log.warning("symbol_class_differs", { terminal, symbol, list, described });
  }
  if (unwatchedSymbols.length > 0) {
    log.warning("market_watch_full", { terminal, symbols: unwatchedSymbols.join(", ") });
  }
  for (const one of mapped) {
    if (one.code === "found") {
      const { symbol, broker, passedOver } = one;
      if (passedOver.length === 0) continue;
      const names = passedOver.join(", ");
      log.warning("symbol_substituted", { terminal, symbol, names, broker });
      continue;
    }
    const code = one.code === "missing" ? "symbol_missing" : "symbol_ambiguous";
    log.warning(code, { terminal, symbol: one.symbol, near: one.near.join(", ") || "none" });
  }
  for (const one of instruments) {
    if (mayOpen(one)) continue;
    const { symbol, brokerSymbol: broker } = one;
    const mode = modeText(one);
    log.warning("symbol_not_tradable", { terminal, symbol, broker, mode });
  }
}

function modeText({ tradeMode, unreadable }: Instrument): string {
  if (unreadable === true) return "its description cannot be read; open trades can be closed";
  return tradeMode === "disabled" ? "trading is disabled" : "positions may only be closed";
}
