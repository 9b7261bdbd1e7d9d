/** Carries out the commands of the Telegram bot and words their answers. */

import { accountLine, positionLines, todayLines } from "../../src/alerts/account_texts.ts";
import { statusText } from "../../src/alerts/status_text.ts";
import type { TelegramCommand } from "../../src/alerts/telegram/telegram_update.ts";
import {
  allowedCommands,
  telegramCommandTexts,
} from "../../src/alerts/telegram/telegram_update.ts";
import { beginningProblem, haltProblem } from "../../src/http/halt_problem.ts";
import type { TelegramCommands } from "../../src/models/alert.ts";
import { countText } from "../../src/models/figure_text.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { constantBackoff } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { SystemProtocol } from "../../src/runtime/system_protocol.ts";
import { accountFacts, type AccountPeers } from "./account_facts.ts";
import type { AlertsConfig } from "./protocol.ts";

const answerTime = { timeoutMs: 2_000 };
/** Time to store it and send it to every terminal. */
const haltTime = { timeoutMs: 15_000 };
const haltPauses = constantBackoff(500);
const closeTime = { timeoutMs: 45_000 };

export interface TelegramCommandsOptions extends AccountPeers {
  readonly clock: Clock;
  readonly random: Random;
  readonly system: Peer<SystemProtocol>;
  readonly config: Pick<AlertsConfig, "mode" | "version">;
  readonly rights: TelegramCommands;
}

/** Who asked, and the number of the update: the same one is carried out once. */
export interface Commander {
  readonly chat: string;
  readonly update: number;
}

export class CommandExecutor {
  readonly #options: TelegramCommandsOptions;

  constructor(options: TelegramCommandsOptions) {
    this.#options = options;
  }

  /** The answer, in words for the trader. */
  carryOut(command: TelegramCommand, by: Commander): Promise<string> {
    switch (command) {
      case "status":
        return this.#status();
      case "positions":
        return this.#accounts(positionLines);
      case "today":
        return this.#accounts(todayLines);
      case "halt":
        return this.#halt(by);
      case "resume":
        return this.#resume(by);
      case "close":
        return this.#close(by);
      case "help":
        return Promise.resolve(helpText(this.#options.rights));
    }
  }

  async #status(): Promise<string> {
    const { clock, system, risk, mt5, config } = this.#options;
    const [snapshot, halts, terminals, accounts] = await Promise.all([
      system.ask("snapshot", {}, answerTime),
      risk.ask("general_halts", {}, answerTime),
      mt5.ask("terminals", {}, answerTime),
      accountFacts(this.#options),
    ]);
    const text = statusText({
      ...config,
      nowMs: clock.nowMs(),
      system: snapshot.ok ? snapshot.value : null,
      generalHalts: halts.ok ? halts.value : [],
      terminals: terminals.ok ? terminals.value : [],
    });
    return [text, ...accounts.map(accountLine)].join("\n");
  }

  async #accounts(
    linesOf: (account: Awaited<ReturnType<typeof accountFacts>>[number]) => string,
  ): Promise<string> {
    const accounts = await accountFacts(this.#options);
    return accounts.length === 0 ? "No account is known now" : accounts.map(linesOf).join("\n\n");
  }

  async #halt({ chat }: Commander): Promise<string> {
    const reason = `by Telegram, chat ${chat}`;
    const request = { terminal: null, policy: "block", reason } as const;
    const { clock, random, risk } = this.#options;
    // Risk may be restarting just now.
    const asked = await retry(() => risk.ask("halt", request, haltTime), {
      ...{ clock, random },
      backoff: haltPauses,
      timeoutMs: haltTime.timeoutMs,
    });
    return asked.ok
      ? "All trading is HALTED: nothing new is opened. Open positions stay open."
      : `${beginningProblem(asked.error).detail} Check the dashboard, or send /halt again.`;
  }

  async #resume({ chat }: Commander): Promise<string> {
    const request = { terminal: null, cause: "command", by: `Telegram, chat ${chat}` } as const;
    const asked = await this.#options.risk.ask("resume", request, haltTime);
    if (!asked.ok) return `The resume was not confirmed. ${haltProblem(asked.error).detail}`;
    const { ended, granted } = asked.value;
    const what = ended.length === 0
      ? "No halt by command of an account is in effect any more."
      : `Resumed: ${countText(ended.length, "halt")} lifted.`;
    return [what, ...granted].join("\n");
  }

  async #close({ update }: Commander): Promise<string> {
    const { trade } = this.#options;
    const overviews = await trade.ask("accounts", {}, answerTime);
    if (!overviews.ok) return "The accounts cannot be read now: nothing was closed";
    const key = `telegram-${update}`;
    const lines = await Promise.all(overviews.value.map(async ({ terminal }) => {
      const asked = await trade.ask("close_all", { terminal, key }, closeTime);
      if (!asked.ok) {
        const detail = "message" in asked.error ? asked.error.message : asked.error.code;
        return `${terminal}: ${detail}`;
      }
      return `${terminal}: ${countText(asked.value.length, "request")} sent`;
    }));
    return lines.length === 0 ? "No account is connected" : lines.join("\n");
  }
}

export function helpText(rights: TelegramCommands): string {
  return allowedCommands(rights)
    .map((command) => `/${command}: ${telegramCommandTexts[command]}`).join("\n");
}
