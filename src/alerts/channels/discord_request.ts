/** Messages to a Discord web hook (https://discord.com/developers/docs/resources/webhook). Pure. */

import type { AlertMessage } from "../message.ts";
import { type ChannelRequest, jsonRequest } from "./channel_request.ts";

/** Discord takes 2,000 characters, the title included. */
export const discordLengthMax = 1_850;

/** What Discord reads as formatting. */
const formatting = /[\\*_~`|>]/g;

export function discordRequest(url: string, { title, text }: AlertMessage): ChannelRequest {
  const plain = text.replaceAll(formatting, (letter) => `\\${letter}`);
  const content = `**${title.replaceAll(formatting, "")}**\n${plain}`.slice(0, 2_000)
    .toWellFormed();
  // Nobody is called by a name that a broker or a comment contains.
  return jsonRequest(url, { content, allowed_mentions: { parse: [] } });
}
