/**
 * What a message to the Telegram bot asks for (https://core.telegram.org/bots/api#update). Only the
 * chats of the allow-list are obeyed; in a group, only those of its members who are listed
 * themselves. Pure.
 */

import { z } from "zod";
import type { TelegramCommands } from "../../models/alert.ts";

/** The names of commands, with what each does. */
export const telegramCommandTexts = {
  status: "whether all is well: terminals, halts, what does not work",
  positions: "open positions and pending orders",
  today: "the result of today",
  halt: "halt all trading at once",
  resume: "end the halt by command (asks again)",
  close: "close every position and cancel every pending order (asks again)",
  help: "this list",
} as const;
export type TelegramCommand = keyof typeof telegramCommandTexts;

const commandNames = Object.keys(telegramCommandTexts) as readonly TelegramCommand[];

/** Which commands each mode allows. */
const allowed: Readonly<Record<TelegramCommands, readonly TelegramCommand[]>> = {
  off: [],
  read: ["status", "positions", "today", "help"],
  halt: ["status", "positions", "today", "halt", "help"],
  all: commandNames,
};

export function allowedCommands(mode: TelegramCommands): readonly TelegramCommand[] {
  return allowed[mode];
}

/** They are carried out only after they were confirmed with a number. */
export const confirmedCommands: readonly TelegramCommand[] = ["resume", "close"];

/**
 * A resume or a close that is older when it arrives is not carried out: the market has moved on. A
 * halt is never too old, and no wrong clock keeps it from being carried out.
 */
const commandAgeMaxMs = 120_000;

/** Every update has it; one that cannot be read otherwise is passed over by it. */
export const updateNumber = z.object({ update_id: z.int() });

/** The parts of an update that are read; everything else is ignored. */
export const telegramUpdate = z.object({
  update_id: z.int(),
  message: z.object({
    date: z.int(),
    text: z.string().optional(),
    chat: z.object({ id: z.int() }),
    from: z.object({ id: z.int() }).optional(),
  }).optional(),
  /** A post of a channel that the bot is a member of. */
  channel_post: z.object({
    message_id: z.int(),
    date: z.int(),
    text: z.string().optional(),
    /** The text below a picture. */
    caption: z.string().optional(),
    chat: z.object({ id: z.int() }),
  }).optional(),
});
export type TelegramUpdate = z.output<typeof telegramUpdate>;

/** A post of a channel. */
export interface ChannelPost {
  readonly chat: string;
  /** One for each post of the channel. */
  readonly id: string;
  readonly sentMs: number;
  readonly text: string;
}

/** Null for everything else, and for a picture without words. */
export function channelPost({ channel_post: post }: TelegramUpdate): ChannelPost | null {
  const text = post?.text ?? post?.caption;
  if (post === undefined || text === undefined) return null;
  const chat = String(post.chat.id);
  return { chat, id: `${chat}/${post.message_id}`, sentMs: post.date * 1_000, text };
}

export type TelegramAsked =
  /** Nothing to answer. */
  | { readonly kind: "nothing" }
  | { readonly kind: "stranger"; readonly chat: string }
  | { readonly kind: "too_old"; readonly chat: string }
  | { readonly kind: "unknown"; readonly chat: string }
  | { readonly kind: "not_allowed"; readonly chat: string; readonly command: TelegramCommand }
  | { readonly kind: "command"; readonly chat: string; readonly command: TelegramCommand }
  /** The confirmation of a command, by the number that was asked for. */
  | { readonly kind: "confirm"; readonly chat: string; readonly number: string };

export interface TelegramRights {
  readonly chats: readonly string[];
  readonly commands: TelegramCommands;
}

export function telegramAsked(
  { message }: TelegramUpdate,
  { chats, commands }: TelegramRights,
  nowMs: number,
): TelegramAsked {
  if (message?.text === undefined) return { kind: "nothing" };
  const chat = String(message.chat.id);
  const sender = String(message.from?.id);
  if (!chats.includes(chat)) return { kind: "stranger", chat };
  if (sender !== chat && !chats.includes(sender)) return { kind: "nothing" };
  if (commands === "off") return { kind: "nothing" };
  const isOld = nowMs - message.date * 1_000 > commandAgeMaxMs;
  const [, typed = "", number] = /^\/(\w+)(?:@\w+)?(?:\s+(\S+))?/.exec(message.text.trim()) ?? [];
  // Telephones begin a line with a capital letter.
  const word = typed.toLowerCase();
  if (word === "confirm") {
    return isOld ? { kind: "too_old", chat } : { kind: "confirm", chat, number: number ?? "" };
  }
  const command = commandNames.find((name) => name === word);
  if (command === undefined) return { kind: "unknown", chat };
  if (isOld && confirmedCommands.includes(command)) return { kind: "too_old", chat };
  const kind = allowed[commands].includes(command) ? "command" : "not_allowed";
  return { kind, chat, command };
}
