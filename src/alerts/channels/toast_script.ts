/** A notification of Windows, shown by its own PowerShell. Pure. */

import type { AlertMessage } from "../message.ts";

/** Windows shows three lines or so. */
export const toastLengthMax = 300;

/** The identity that Windows shows notifications of scripts under. */
const shownUnder =
  "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe";

/**
 * The script for `-EncodedCommand`, which is Base64 of UTF-16. The texts are XML in Base64 inside
 * of it, because PowerShell ends a string at several kinds of quotation marks.
 */
export function toastCommand({ title, text }: AlertMessage): string {
  const xml = `<toast><visual><binding template="ToastGeneric"><text>${xmlText(title)}</text>` +
    `<text>${xmlText(text)}</text></binding></visual></toast>`;
  const script = [
    "$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, " +
    "ContentType = WindowsRuntime]",
    "$null = [Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom, " +
    "ContentType = WindowsRuntime]",
    "$xml = New-Object Windows.Data.Xml.Dom.XmlDocument",
    `$bytes = [Convert]::FromBase64String('${base64(new TextEncoder().encode(xml))}')`,
    "$xml.LoadXml([Text.Encoding]::UTF8.GetString($bytes))",
    "$toast = New-Object Windows.UI.Notifications.ToastNotification $xml",
    `[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('${shownUnder}')` +
    ".Show($toast)",
  ].join("\n");
  return base64OfUtf16(script);
}

function xmlText(text: string): string {
  const legal = text.replaceAll(/[^\t\n\x20-\uD7FF\uE000-\uFFFD]/g, " ");
  return legal.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function base64OfUtf16(text: string): string {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), true);
  }
  return base64(bytes);
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
