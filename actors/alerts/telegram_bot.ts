/**
 * The Telegram bot: asks the server for messages, obeys the chats of the allow-list, and answers.
 * An update that was carried out just before a crash may be delivered again: a halt then halts
 * again, a close has the update's number as its key, and a confirmation is good in one run only.
 */

import { z } from "zod";
import {
  type DeliveryFailure,
  deliveryFailure,
} from "../../src/alerts/channels/channel_request.ts";
import {
  telegramLengthMax,
  telegramMethod,
  telegramRequest,
} from "../../src/alerts/channels/telegram_request.ts";
import { Confirmations } from "../../src/alerts/telegram/confirmations.ts";
import {
  type ChannelPost,
  channelPost,
  confirmedCommands,
  type TelegramAsked,
  telegramAsked,
  type TelegramCommand,
} from "../../src/alerts/telegram/telegram_update.ts";
import { UpdateInbox } from "../../src/alerts/telegram/update_inbox.ts";
import { err, ok, type Result } from "../../src/models/result.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { answerTo, post } from "./post.ts";
import type { AlertsConfig } from "./protocol.ts";
import { type CommandExecutor, helpText } from "./telegram_commands.ts";

/** The server holds the request until there is a message, or this long. */
const pollSeconds = 25;
const pollTimeoutMs = (pollSeconds + 10) * 1_000;
/** A hundred updates of the largest size are less. */
const answerLengthMax = 1_000_000;
const retryPauses: Backoff = { firstMs: 2_000, factor: 2, maxMs: 120_000, jitter: 0.2 };
/** A server that answers at once with nothing new is not asked without a pause. */
const emptyPauseMs = 1_000;
/** Commands that wait for an earlier one; further ones are not taken, a halt always is. */
const waitingMax = 20;
/** How long the next messages are not asked for while posts are being stored. */
const postsMs = 1_000;
/** Strangers that are told their number, and logged, once each. */
const strangersMax = 20;

const nonsense: DeliveryFailure = {
  code: "unreachable",
  reason: "the server's answer makes no sense",
  retryAfterMs: null,
};

const updatesAnswer = z.object({ ok: z.literal(true), result: z.array(z.unknown()) });

export interface TelegramBotOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly config: AlertsConfig["telegram"];
  readonly bridge: string;
  readonly commands: CommandExecutor;
  /** Called once for each kind of failure in a row. */
  readonly onFailing: (failure: DeliveryFailure) => void;
  readonly onStranger: (chat: string) => void;
  /** Takes posts of channels; null when none are wanted. */
  readonly onPost: ((post: ChannelPost) => Promise<void>) | null;
}

export class TelegramBot {
  readonly #options: TelegramBotOptions;
  readonly #confirmations = new Confirmations();
  readonly #strangers = new Set<string>();
  readonly #inbox = new UpdateInbox();
  /** The commands before are carried out. */
  #carriedOut: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** How many halts were asked for: a resume that was waiting meanwhile does not end them. */
  #halts = 0;
  #failures = 0;
  #failing: DeliveryFailure | null = null;
  #isStopped = false;

  constructor(options: TelegramBotOptions) {
    this.#options = options;
  }

  /** Listens until `stop`. */
  async listen(): Promise<void> {
    const { clock, random } = this.#options;
    while (!this.#isStopped) {
      const failure = await this.#poll();
      if (failure === null) {
        this.#failures = 0;
        this.#failing = null;
        continue;
      }
      if (failure.code !== this.#failing?.code) this.#options.onFailing(failure);
      this.#failing = failure;
      this.#failures += 1;
      const pauseMs = backoffMs(retryPauses, this.#failures, random);
      await sleep(clock, Math.max(pauseMs, failure.retryAfterMs ?? 0));
    }
  }

  /** Why no command arrives; null while they do. */
  get problem(): string | null {
    return this.#failing?.reason ?? null;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #poll(): Promise<DeliveryFailure | null> {
    const { clock, config } = this.#options;
    const askedMs = clock.steadyMs();
    const updates = await this.#updates();
    if (!updates.ok) {
      if (updates.error.code === "refused") this.#inbox.forgetOffset();
      return updates.error;
    }
    const fresh = this.#inbox.take(updates.value);
    if (this.#isStopped) return null;
    const halting: Promise<void>[] = [];
    const posts: ChannelPost[] = [];
    for (const update of fresh) {
      const post = channelPost(update);
      if (post !== null) posts.push(post);
      const asked = telegramAsked(update, config, clock.nowMs());
      if (asked.kind !== "command" || asked.command !== "halt") {
        this.#queue(asked, update.update_id);
      } else {
        this.#halts += 1;
        halting.push(this.#answer(asked, update.update_id));
      }
    }
    // The server forgets a halt only after it was carried out. It waits for no other command.
    await Promise.all(halting);
    // And a post only after it is on the disk; the next halt does not wait long for that.
    if (posts.length > 0) await Promise.race([this.#takePosts(posts), sleep(clock, postsMs)]);
    const passedMs = clock.steadyMs() - askedMs;
    if (fresh.length === 0 && passedMs < emptyPauseMs) await sleep(clock, emptyPauseMs - passedMs);
    return null;
  }

  /** In their order. */
  async #takePosts(posts: readonly ChannelPost[]): Promise<void> {
    for (const post of posts) await this.#options.onPost?.(post);
  }

  /** One after another, while the next messages are asked for. */
  #queue(asked: TelegramAsked, update: number): void {
    if (this.#waiting >= waitingMax) {
      // Only those who are obeyed are told: a stranger's flood gets no answers.
      if (asked.kind === "command" || asked.kind === "confirm") {
        void this.#reply(
          asked.chat,
          "Too many commands are waiting: this one was not carried out.",
        );
      }
      return;
    }
    this.#waiting += 1;
    const haltsBefore = this.#halts;
    this.#carriedOut = this.#carriedOut.then(async () => {
      await this.#answer(asked, update, haltsBefore);
      this.#waiting -= 1;
    });
  }

  async #updates(): Promise<Result<readonly unknown[], DeliveryFailure>> {
    const { server, token } = this.#options.config;
    const answered = await answerTo(
      {
        url: telegramMethod(server, token, "getUpdates"),
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          offset: this.#inbox.offset,
          timeout: pollSeconds,
          allowed_updates: this.#options.onPost === null
            ? ["message"]
            : ["message", "channel_post"],
        }),
      },
      pollTimeoutMs,
      answerLengthMax,
    );
    if (!answered.ok) return err(answered.failure);
    const failure = deliveryFailure(answered);
    if (failure !== null) return err(failure);
    const parsed = updatesAnswer.safeParse(jsonOf(answered.text));
    return parsed.success ? ok(parsed.data.result) : err(nonsense);
  }

  async #answer(asked: TelegramAsked, update: number, haltsBefore = this.#halts): Promise<void> {
    if (asked.kind === "nothing") return;
    const text = await this.#textFor(asked, update, haltsBefore);
    if (text !== null) {
      await this.#reply(asked.chat, text.slice(0, telegramLengthMax).toWellFormed());
    }
  }

  async #textFor(
    asked: Exclude<TelegramAsked, { kind: "nothing" }>,
    update: number,
    haltsBefore: number,
  ): Promise<string | null> {
    const { commands, config, clock } = this.#options;
    switch (asked.kind) {
      case "stranger":
        return this.#strangerText(asked.chat);
      case "too_old":
        return "This message is too old, or the clock of the bridge's computer is wrong: it was not carried out. Send it again, or use the dashboard.";
      case "unknown":
        return helpText(config.commands);
      case "not_allowed":
        return `/${asked.command} is not allowed: ALERT_TELEGRAM_COMMANDS=${config.commands}`;
      case "command":
        if (confirmedCommands.includes(asked.command)) return this.#askAgain(asked);
        return await commands.carryOut(asked.command, { chat: asked.chat, update });
      case "confirm": {
        const command = this.#confirmations.take(asked.chat, asked.number, clock.steadyMs());
        if (command === "resume" && haltsBefore < this.#halts) {
          return "Nothing was resumed: a halt came afterwards.";
        }
        return command === null
          ? "Nothing was carried out: the number is wrong, or a minute has passed. Send the command again."
          : await commands.carryOut(command, { chat: asked.chat, update });
      }
    }
  }

  #askAgain(
    { chat, command }: { readonly chat: string; readonly command: TelegramCommand },
  ): string {
    const { random, clock } = this.#options;
    const number = String(1_000 + Math.floor(random() * 9_000));
    this.#confirmations.ask(chat, { command, number, nowMs: clock.steadyMs() });
    return `/${command}: send /confirm ${number} within a minute to carry it out`;
  }

  /** Null after the first time: nobody makes the bridge answer again and again. */
  #strangerText(chat: string): string | null {
    if (this.#strangers.has(chat) || this.#strangers.size >= strangersMax) return null;
    this.#strangers.add(chat);
    this.#options.onStranger(chat);
    return `The number of this chat is ${chat}. The bridge obeys it when ALERT_TELEGRAM_CHATS ` +
      "in its .env names it.";
  }

  async #reply(chat: string, text: string): Promise<void> {
    const { config, bridge } = this.#options;
    const message = { title: bridge, text, severity: "info", events: [], raisedMs: 0 } as const;
    await post(telegramRequest(config, chat, message));
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
