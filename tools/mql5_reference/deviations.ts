/** What MetaQuotes' reference leaves out, or states otherwise than the compiler behaves. */

import type { Signature } from "./reference.ts";

/** Parameters that take a constant array although the reference does not say so. */
export const constParameters: ReadonlySet<string> = new Set([
  "CharArrayToString.array",
  "ArraySize.array",
]);

/** Properties that the reference types as numbers, with the enumeration that is really meant. */
export const propertyParameters: ReadonlyMap<string, string> = new Map([
  ["MQLInfoInteger.property_id", "ENUM_MQL_INFO_INTEGER"],
  ["MQLInfoString.property_id", "ENUM_MQL_INFO_STRING"],
  ["TerminalInfoInteger.property_id", "ENUM_TERMINAL_INFO_INTEGER"],
  ["TerminalInfoDouble.property_id", "ENUM_TERMINAL_INFO_DOUBLE"],
  ["TerminalInfoString.property_id", "ENUM_TERMINAL_INFO_STRING"],
]);

/** A function whose parameters are values without defaults: `["int index", ...]`. */
function signature(returns: string, ...parameters: readonly string[]): Signature {
  return {
    returns,
    parameters: parameters.map((parameter) => {
      const [type = "", name = ""] = parameter.split(" ");
      return { type, name, isConst: false, isReference: false, isArray: false, isOptional: false };
    }),
  };
}

const typedPairs = ["int", "uint", "long", "ulong"].map((type) =>
  signature(type, `${type} value1`, `${type} value2`)
);

/**
 * MathMax and MathMin keep the type of their arguments; SocketCreate's flags have a default; iTime
 * is missing.
 */
export const addedOverloads: ReadonlyMap<string, readonly Signature[]> = new Map([
  ["MathMax", typedPairs],
  ["MathMin", typedPairs],
  ["SocketCreate", [signature("int")]],
  ["iTime", [signature("datetime", "string symbol", "ENUM_TIMEFRAMES timeframe", "int shift")]],
]);

/** Functions that take any number of values of simple types; the reference leaves them out. */
export const variadicFunctions: ReadonlySet<string> = new Set([
  "Alert",
  "Comment",
  "Print",
  "PrintFormat",
  "StringConcatenate",
  "StringFormat",
]);

/** Enumerations that stand in the text of the reference's pages, but not in its tables. */
export const addedEnumerations: readonly (readonly [string, readonly string[]])[] = [
  ["ENUM_ORDER_TYPE_FILLING", [
    "ORDER_FILLING_FOK",
    "ORDER_FILLING_IOC",
    "ORDER_FILLING_BOC",
    "ORDER_FILLING_RETURN",
  ]],
  ["ENUM_CALENDAR_EVENT_TYPE", [
    "CALENDAR_TYPE_EVENT",
    "CALENDAR_TYPE_INDICATOR",
    "CALENDAR_TYPE_HOLIDAY",
  ]],
  ["ENUM_CALENDAR_EVENT_TIMEMODE", [
    "CALENDAR_TIMEMODE_DATETIME",
    "CALENDAR_TIMEMODE_DATE",
    "CALENDAR_TIMEMODE_NOTIME",
    "CALENDAR_TIMEMODE_TENTATIVE",
  ]],
  ["ENUM_CALENDAR_EVENT_IMPORTANCE", [
    "CALENDAR_IMPORTANCE_NONE",
    "CALENDAR_IMPORTANCE_LOW",
    "CALENDAR_IMPORTANCE_MODERATE",
    "CALENDAR_IMPORTANCE_HIGH",
  ]],
  ["ENUM_CALENDAR_EVENT_IMPACT", [
    "CALENDAR_IMPACT_NA",
    "CALENDAR_IMPACT_POSITIVE",
    "CALENDAR_IMPACT_NEGATIVE",
  ]],
  ["ENUM_INIT_RETCODE", [
    "INIT_SUCCEEDED",
    "INIT_FAILED",
    "INIT_PARAMETERS_INCORRECT",
    "INIT_AGENT_NOT_SUITABLE",
  ]],
];

/** Constants outside any enumeration, by type. */
export const looseConstants: ReadonlyMap<string, string> = new Map([
  ["INVALID_HANDLE", "int"],
  ["WHOLE_ARRAY", "int"],
  ["FILE_READ", "int"],
  ["FILE_WRITE", "int"],
  ["FILE_BIN", "int"],
  ["FILE_TXT", "int"],
  ["FILE_ANSI", "int"],
  ["FILE_UNICODE", "int"],
  ["FILE_SHARE_READ", "int"],
  ["FILE_SHARE_WRITE", "int"],
  ["FILE_REWRITE", "int"],
  ["FILE_COMMON", "int"],
  ["CP_ACP", "uint"],
  ["CP_UTF8", "uint"],
  ["COPY_TICKS_ALL", "uint"],
  ["COPY_TICKS_INFO", "uint"],
  ["COPY_TICKS_TRADE", "uint"],
  ["EMPTY_VALUE", "double"],
  ["DBL_MAX", "double"],
  ["INT_MAX", "int"],
  ["LONG_MAX", "long"],
  ["LONG_MIN", "long"],
  ["SYMBOL_FILLING_FOK", "int"],
  ["SYMBOL_FILLING_IOC", "int"],
  ["SYMBOL_FILLING_BOC", "int"],
  ["REASON_PROGRAM", "int"],
  ["REASON_REMOVE", "int"],
  ["REASON_RECOMPILE", "int"],
  ["REASON_CHARTCHANGE", "int"],
  ["REASON_CHARTCLOSE", "int"],
  ["REASON_PARAMETERS", "int"],
  ["REASON_ACCOUNT", "int"],
  ["REASON_TEMPLATE", "int"],
  ["REASON_INITFAILED", "int"],
  ["REASON_CLOSE", "int"],
]);

/** Words that MQL5 reserves; nothing may be named like one. */
export const reservedWords: ReadonlySet<string> = new Set(
  ("bool char class color const datetime double enum float input int long matrix vector complex " +
    "short sinput string struct uchar uint ulong ushort void union abstract delete dynamic_cast " +
    "extern final group interface new operator override private protected public static template " +
    "this typename typedef virtual break case continue default do else false for if return " +
    "sizeof switch true while import include define property namespace using")
    .split(" "),
);
