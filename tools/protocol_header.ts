/**
 * The protocol's names and limits as MQL5 macros, generated from `src/mt5` so that the Expert
 * Advisor and the bridge cannot differ.
 */

import { callKeys, verbs } from "../src/mt5/call_schemas.ts";
import {
  bridgeKinds,
  rejectCodes,
  replyCodes,
  replyStatuses,
  terminalKinds,
  watchedParts,
} from "../src/mt5/wire.ts";
import { protocolVersion, protocolVersionMin } from "../src/mt5/protocol_version.ts";
import { listSeparator } from "../src/mt5/wire_lists.ts";
import { firstMagic, guardMagic } from "../src/models/trace.ts";
import {
  calendarImpacts,
  calendarImportances,
  calendarKinds,
  calendarTimings,
} from "../src/models/economic_calendar.ts";
import { depthSides } from "../src/models/market_depth.ts";
import { assumptions, checkResults } from "../src/models/terminal_check.ts";
import { guardCauses, guardPolicies } from "../src/models/terminal_limits.ts";
import { orderLifetimes } from "../src/models/order.ts";
import { orderKinds } from "../src/models/symbol_modes.ts";
import { findStatuses } from "../src/venue/venue.ts";
import * as limits from "../src/mt5/wire_limits.ts";

/** Limits that the Expert Advisor must also observe. */
const sharedLimits = [
  "frameBytesMax",
  "ratesLimitMax",
  "ticksLimitMax",
  "listLimitMax",
  "sessionsMax",
  "stopsMax",
  "intentMax",
  "commentMax",
  "textMax",
  "haltRecordMax",
  "argumentsMax",
  "depthLevelsMax",
  "argumentBytesMax",
  "timeMsMax",
] as const satisfies readonly (keyof typeof limits)[];

/** Turns `stopLimitPrice` into `STOP_LIMIT_PRICE`. */
function macroName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function textMacros(group: string, names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.map((name) => `#define WIRE_${group}_${macroName(name)} "${name}"\n`).join("");
}

/** The whole text of `mql5/Include/MT5Bridge/Protocol.mqh`. */
export function protocolHeader(): string {
  const sections = [
    `#define WIRE_VERSION ${protocolVersion}\n#define WIRE_VERSION_MIN ${protocolVersionMin}\n`,
    `#define WIRE_LIST_SEPARATOR ${listSeparator.charCodeAt(0)}\n`,
    sharedLimits.map((name) => `#define WIRE_${macroName(name)} ${limits[name]}\n`).join(""),
    `#define WIRE_INTENT_MAGIC_MIN ${firstMagic}\n#define WIRE_GUARD_MAGIC ${guardMagic}\n`,
    textMacros("KIND", [...terminalKinds, ...bridgeKinds]),
    textMacros("VERB", verbs),
    textMacros("KEY", verbs.flatMap(callKeys)),
    textMacros("STATUS", replyStatuses),
    textMacros("CODE", replyCodes),
    textMacros("REJECT", rejectCodes),
    textMacros("FIND", findStatuses),
    textMacros("GUARD", guardPolicies),
    textMacros("CAUSE", guardCauses),
    textMacros("WATCHED", watchedParts),
    `#define WIRE_ORDER_KINDS "${orderKinds.join(",")}"\n` +
    `#define WIRE_LIFETIMES "${orderLifetimes.join(",")}"\n`,
    textMacros("ASSUMPTION", Object.keys(assumptions)),
    textMacros("RESULT", checkResults),
    textMacros("DEPTH", depthSides),
    textMacros("CALENDAR_KIND", calendarKinds),
    textMacros("CALENDAR_IMPORTANCE", calendarImportances),
    textMacros("CALENDAR_TIMING", calendarTimings),
    textMacros("CALENDAR_IMPACT", calendarImpacts),
  ];
  return "// Names and limits of the link, generated from the schemas in src/mt5 by\n" +
    "// tools/generate_protocol.ts: do not edit.\n\n" +
    sections.join("\n");
}
