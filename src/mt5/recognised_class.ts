/**
 * Which asset class a symbol belongs to, as its terminal describes it: by how its profit is
 * calculated, then by the folder in which the broker lists it, then by its currencies and name.
 * Brokers calculate metals as Forex and list energies as contracts for difference, so neither
 * decides alone.
 */

import { isCoin, isCurrency } from "../models/currency.ts";
import type { AssetClass } from "../models/instrument.ts";
import type { WireSymbol } from "./wire_symbols.ts";

type Described = Pick<
  WireSymbol,
  "name" | "path" | "calcMode" | "baseCurrency" | "profitCurrency"
>;

/** Null: nothing in its description tells. */
export function recognisedClass(described: Described): AssetClass | null {
  return byCalculation(described) ?? byFolder(described) ?? byName(described);
}

/** Only what no broker uses for anything else. */
function byCalculation({ calcMode }: Described): AssetClass | null {
  switch (calcMode) {
    case "exch_stocks":
      return "shares";
    case "futures":
    case "exch_futures":
      return "futures";
    default:
      return null;
  }
}

/** In this order: "Metals\\Futures" are futures, and "Forex\\Metals" are metals. */
const folderWords: readonly (readonly [AssetClass, RegExp])[] = [
  ["futures", /\bfutures?\b/],
  ["crypto", /crypto|\bcoins?\b/],
  ["metals", /\bmetals?\b|\bbullion\b|\bprecious/],
  ["energies", /\benerg(?:y|ies)\b|\boils?\b|\bgas\b/],
  ["indices", /\bindic(?:es|e)\b|\bindex(?:es)?\b/],
  ["shares", /\bshares?\b|\bstocks?\b|\bequit(?:y|ies)\b/],
  ["forex", /\bforex\b|\bfx\b|\bcurrenc(?:y|ies)\b/],
];

/** The path ends with the name of the symbol, which is no folder. */
function byFolder({ path = "" }: Described): AssetClass | null {
  const folders = path.split("\\").slice(0, -1).join(" ").toLowerCase().replaceAll(/[_\W]+/g, " ");
  return folderWords.find(([, pattern]) => pattern.test(folders))?.[0] ?? null;
}

const metalNames = /^(?:X(?:AU|AG|PT|PD|CU)|GOLD|SILVER|PLATINUM|PALLADIUM)/;
const energyNames = /^(?:X?(?:TI|BR|NG)USD|(?:US|UK)OIL|WTI|BRENT|NATGAS|NGAS|CRUDE|XNGUSD)/;
const indexNames =
  /^(?:(?:US|USA)(?:30|100|500|2000)|(?:DE|GER)(?:30|40)|UK100|FRA?40|EU(?:STX)?50|J(?:P|PN)225|AUS200|HK50|ES35|SP(?:X|X500|500)|NAS(?:100|DAQ)|US(?:TEC|DX)|DJ(?:I|30)|DAX|FTSE)/;

function byName({ name, calcMode, baseCurrency, profitCurrency }: Described): AssetClass | null {
  const letters = name.toUpperCase().replace(/^[^A-Z]+/, "");
  if (isCoin(baseCurrency)) return "crypto";
  if (metalNames.test(letters) || metalNames.test(baseCurrency)) return "metals";
  if (energyNames.test(letters)) return "energies";
  if (indexNames.test(letters) || calcMode === "cfd_index") return "indices";
  const isPair = baseCurrency !== profitCurrency && isCurrency(baseCurrency) &&
    isCurrency(profitCurrency);
  return isPair && letters.includes(baseCurrency) ? "forex" : null;
}
