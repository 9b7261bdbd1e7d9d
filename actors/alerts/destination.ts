/** Where alerts are sent, as the settings say. */

import type { AlertMessage } from "../../src/alerts/message.ts";
import type { DeliveryFailure } from "../../src/alerts/channels/channel_request.ts";
import { discordLengthMax, discordRequest } from "../../src/alerts/channels/discord_request.ts";
import { ntfyLengthMax, ntfyRequest } from "../../src/alerts/channels/ntfy_request.ts";
import { slackLengthMax, slackRequest } from "../../src/alerts/channels/slack_request.ts";
import { telegramLengthMax, telegramRequest } from "../../src/alerts/channels/telegram_request.ts";
import { toastLengthMax } from "../../src/alerts/channels/toast_script.ts";
import { webhookLengthMax, webhookRequest } from "../../src/alerts/channels/webhook_request.ts";
import type { AlertChannel } from "../../src/models/alert.ts";
import { mailSender } from "./mail_sender.ts";
import { post } from "./post.ts";
import type { AlertsConfig } from "./protocol.ts";
import { sendTelegramPicture } from "./telegram_picture.ts";
import { showToast } from "./toast_sender.ts";

/** A picture beside the text, as a PNG file. */
export type Picture = Uint8Array<ArrayBuffer>;

export interface Destination {
  readonly channel: AlertChannel;
  /** The chat, for Telegram; null for channels with one receiver. */
  readonly to: string | null;
  /** Longer texts are cut. */
  readonly textLengthMax: number;
  /** Null: the message was taken. A picture that is not taken does not matter. */
  readonly send: (
    message: AlertMessage,
    picture: Picture | null,
  ) => Promise<DeliveryFailure | null>;
}

const makers: Readonly<Record<AlertChannel, (config: AlertsConfig) => readonly Destination[]>> = {
  telegram: ({ telegram }) =>
    telegram.chats.map((chat) => ({
      channel: "telegram",
      to: chat,
      textLengthMax: telegramLengthMax,
      send: async (message, picture) => {
        const failure = await post(telegramRequest(telegram, chat, message));
        if (failure === null && picture !== null) {
          await sendTelegramPicture(telegram, chat, picture);
        }
        return failure;
      },
    })),
  discord: ({ discordUrl }) =>
    one("discord", discordLengthMax, (message) => post(discordRequest(discordUrl, message))),
  slack: ({ slackUrl }) =>
    one("slack", slackLengthMax, (message) => post(slackRequest(slackUrl, message))),
  ntfy: ({ ntfy }) => one("ntfy", ntfyLengthMax, (message) => post(ntfyRequest(ntfy, message))),
  webhook: ({ webhook }) =>
    one("webhook", webhookLengthMax, (message) => post(webhookRequest(webhook, message), true)),
  email: ({ email }) => one("email", webhookLengthMax, mailSender(email)),
  toast: () => one("toast", toastLengthMax, showToast),
};

function one(
  channel: AlertChannel,
  textLengthMax: number,
  send: Destination["send"],
): readonly Destination[] {
  return [{ channel, to: null, textLengthMax, send }];
}

export function destinationsOf(config: AlertsConfig): readonly Destination[] {
  return config.channels.flatMap((channel) => makers[channel](config));
}

/** `telegram (123456)`, `slack`. */
export function destinationName({ channel, to }: Pick<Destination, "channel" | "to">): string {
  return to === null ? channel : `${channel} (${to})`;
}
