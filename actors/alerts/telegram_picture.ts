/** Sends a picture to a chat of Telegram. */

import { telegramMethod } from "../../src/alerts/channels/telegram_request.ts";
import { delivered } from "./post.ts";

export async function sendTelegramPicture(
  { server, token }: { readonly server: string; readonly token: string },
  chat: string,
  picture: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const body = new FormData();
  body.append("chat_id", chat);
  body.append("disable_notification", "true");
  body.append("photo", new Blob([picture], { type: "image/png" }), "equity.png");
  const url = telegramMethod(server, token, "sendPhoto");
  await delivered({ url, method: "POST", headers: {}, body });
}
