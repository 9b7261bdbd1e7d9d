/** The systemd user unit that starts the bridge. */

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

/** Quotes a word for systemd's command lines: `%` and `$` are special, quotes protect blanks. */
function quoted(word: string): string {
  const plain = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /[\s"\\]/.test(plain) ? `"${plain.replace(/["\\]/g, "\\$&")}"` : plain;
}
