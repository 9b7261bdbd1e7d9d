/** Messages to Telegram (https://core.telegram.org/bots/api#sendmessage). Pure. */

import type { AlertMessage } from "../message.ts";
import { type ChannelRequest, jsonRequest } from "./channel_request.ts";

/** Telegram takes 4,096 characters, the title included. */
export const telegramLengthMax = 3_900;

/** Where the methods of a bot are; `server` without a slash at its end. */
export function telegramMethod(server: string, token: string, method: string): string {
  return `${server}/bot${token}/${method}`;
}

/** Plain text, so that nothing in it is read as formatting. */
export function telegramRequest(
  { server, token }: { readonly server: string; readonly token: string },
  chat: string,
  { title, text, severity }: AlertMessage,
): ChannelRequest {
  return jsonRequest(telegramMethod(server, token, "sendMessage"), {
    chat_id: chat,
    text: `${title}\n${text}`,
    disable_notification: severity === "info",
    link_preview_options: { is_disabled: true },
  });
}
