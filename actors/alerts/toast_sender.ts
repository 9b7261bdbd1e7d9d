/** Notifications of Windows. */

import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import { toastCommand } from "../../src/alerts/channels/toast_script.ts";
import type { AlertMessage } from "../../src/alerts/message.ts";

/** PowerShell takes a second or two to start. */
const timeoutMs = 30_000;

export async function showToast(message: AlertMessage): Promise<DeliveryFailure | null> {
  if (Deno.build.os !== "windows") {
    return failed("not_allowed", "notifications are shown on Windows only");
  }
  try {
    const { success, code } = await new Deno.Command("powershell.exe", {
      args: ["-NoProfile", "-NonInteractive", "-EncodedCommand", toastCommand(message)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      signal: AbortSignal.timeout(timeoutMs),
    }).output();
    return success ? null : failed("refused", `PowerShell ended with ${code}`);
  } catch {
    return failed("not_allowed", "PowerShell cannot be started");
  }
}

function failed(code: "not_allowed" | "refused", reason: string): DeliveryFailure {
  return { code, reason, retryAfterMs: null };
}
