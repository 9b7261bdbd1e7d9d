/** Messages to a Slack web hook (https://api.slack.com/messaging/webhooks). Pure. */

import type { AlertMessage } from "../message.ts";
import { type ChannelRequest, jsonRequest } from "./channel_request.ts";

/** Slack recommends at most 4,000 characters, the title included. */
export const slackLengthMax = 3_500;

export function slackRequest(url: string, { title, text }: AlertMessage): ChannelRequest {
  return jsonRequest(url, { text: `*${escaped(title)}*\n${escaped(text)}` });
}

/** The three characters that Slack reads as control characters. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
