/**
 * MetaTrader's trade return codes for the Expert Advisor, generated from
 * `src/models/trade_retcode.ts`.
 */

import { retcodes, type RetryClass } from "../src/models/trade_retcode.ts";

const rows = Object.entries(retcodes);

function cases(isWanted: (retry: RetryClass) => boolean): string {
  const codes = rows.filter(([, { retry }]) => isWanted(retry));
  return codes.map(([, { code }]) => `    case ${code}: return true;\n`).join("");
}

const meanings = rows
  .map(([name, { code, meaning }]) =>
    `    case ${code}: return ${JSON.stringify(`${name.toUpperCase()}: ${meaning}`)};\n`
  ).join("");

const names = rows
  .map(([name, { code }]) => `#define RETCODE_${name.toUpperCase()} ${code}\n`)
  .join("");

/** The whole text of `mql5/Include/MT5Bridge/Retcodes.mqh`. */
export function retcodesHeader(): string {
  return `// What came of a trade request, by MetaTrader's return code. OrderSend's \`true\` only means that it
// was sent. Made from src/models/trade_retcode.ts by tools/generate_protocol.ts: do not edit.

${names}
// Name and meaning.
string RetcodeMeaning(const uint retcode) {
  switch (retcode) {
${meanings}  }
  return "Return code " + IntegerToString((long)retcode);
}

// Executed, or accepted and on its way.
bool IsRetcodeDone(const uint retcode) {
  switch (retcode) {
${cases((retry) => retry === "done")}  }
  return false;
}

// Not executed. Any other code, also one that is not known, leaves the outcome open: only the
// account tells.
bool IsRetcodeRefusal(const uint retcode) {
  switch (retcode) {
${cases((retry) => retry !== "done" && retry !== "unknown_outcome")}  }
  return false;
}
`;
}
