/** The user unit of systemd that starts the bridge. */

import type { StartedProgram } from "./started_program.ts";

export const unitName = "mt5-bridge.service";

export function systemdUnit({ path, args, workingDir }: StartedProgram): string[] {
  return [
    "[Unit]",
    "Description=MT5 Bridge",
    "After=network-online.target",
    "",
    "[Service]",
    `ExecStart=${[path, ...args].map(quoted).join(" ")}`,
    `WorkingDirectory=${workingDir.replaceAll("%", "%%")}`,
    "Restart=on-failure",
    "RestartSec=5",
    "",
    "[Install]",
    "WantedBy=default.target",
  ];
}

/** As systemd reads command lines: `%` and `$` are its own, quotes keep blanks together. */
function quoted(word: string): string {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /[\s"\\]/.test(plain) ? `"${plain.replace(/["\\]/g, "\\$&")}"` : plain;
}
