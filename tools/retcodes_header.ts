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
  return `// The outcome of a trade request by MetaTrader's return code; OrderSend's \`true\` only means that it
// was sent. Generated from src/models/trade_retcode.ts by tools/generate_protocol.ts: do not edit.

${names}
// Name and meaning of a return code.
string RetcodeMeaning(const uint retcode) {
  switch (retcode) {
${meanings}  }
  return "Return code " + IntegerToString((long)retcode);
}

// Executed, or accepted and in progress.
bool IsRetcodeDone(const uint retcode) {
  switch (retcode) {
${cases((retry) => retry === "done")}  }
  return false;
}

// Not executed. Any other code, including an unknown one, leaves the outcome open until the account
// is read.
bool IsRetcodeRefusal(const uint retcode) {
  switch (retcode) {
${cases((retry) => retry !== "done" && retry !== "unknown_outcome")}  }
  return false;
}
`;
}
