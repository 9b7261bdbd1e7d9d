/** Messages of the alerts actor. It takes alerts from the log and from its own reports. */

import type { AlertSettings } from "../../src/config/alert_channels.ts";
import type { TelegramSource } from "../../src/config/signal_kinds.ts";
import type { AlertChannel } from "../../src/models/alert.ts";

/** What came of a test message on one channel. */
export interface ChannelTested {
  readonly channel: AlertChannel;
  /** The chat, for Telegram; null for channels with one receiver. */
  readonly to: string | null;
  /** Why it did not arrive; null: it did. */
  readonly problem: string | null;
}

export type AlertsProtocol = {
  tell: never;
  ask: {
    /** Sends a message on every channel now, and says what came of it. */
    test_channels: { request: Record<never, never>; reply: readonly ChannelTested[] };
  };
};

/** The settings with their secrets in plain text: they never leave the actor. */
export interface AlertsConfig extends
  Pick<
    AlertSettings,
    | "name"
    | "channels"
    | "rules"
    | "quietHours"
    | "timeZone"
    | "groupMs"
    | "messagesPerHour"
    | "reports"
    | "reportMinute"
  > {
  readonly telegram:
    & Pick<AlertSettings["telegram"], "server" | "chats" | "commands">
    & {
      readonly token: string;
      /** Channels whose posts are signals. */
      readonly signalChannels: readonly TelegramSource[];
    };
  readonly discordUrl: string;
  readonly slackUrl: string;
  readonly ntfy: { readonly url: string; readonly token: string | null };
  readonly webhook: { readonly url: string; readonly template: string };
  readonly email: {
    readonly server: string;
    readonly from: string;
    readonly to: readonly string[];
  };
  /** Null: nobody is pinged. */
  readonly pingUrl: string | null;
  readonly version: string;
  readonly mode: string;
}
