/** Messages to a topic of ntfy (https://docs.ntfy.sh/publish/#publish-as-json). Pure. */

import type { AlertSeverity } from "../../models/alert.ts";
import type { AlertMessage } from "../message.ts";
import { type ChannelRequest, jsonRequest } from "./channel_request.ts";
import { decoded } from "./echoed_secrets.ts";

/** ntfy takes 4,096 bytes; text of other letters has up to four bytes a character. */
export const ntfyLengthMax = 1_000;

const priorities: Readonly<Record<AlertSeverity, number>> = { info: 3, warning: 4, critical: 5 };

/** `url` is that of the topic, such as `https://ntfy.sh/my-topic`; null sends no token. */
export function ntfyRequest(
  { url, token }: { readonly url: string; readonly token: string | null },
  { title, text, severity }: AlertMessage,
): ChannelRequest {
  const topicUrl = new URL(url);
  const parts = topicUrl.pathname.split("/").filter((part) => part !== "");
  const topic = decoded(parts.pop() ?? "");
  const server = `${topicUrl.origin}/${parts.join("/")}`;
  const request = jsonRequest(server, {
    topic,
    title,
    message: text,
    priority: priorities[severity],
  });
  if (token === null) return request;
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}
