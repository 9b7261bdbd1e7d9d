/**
 * The title of the console window: state, mode, and the equity of each account. Updated while the
 * bridge runs.
 */

import type { TerminalStatus } from "../../../actors/mt5/protocol.ts";
import type { ByteStream } from "../../log/console_writer.ts";
import { type Clock, sleep } from "../../runtime/clock.ts";
import type { SystemSnapshot } from "../../runtime/system_protocol.ts";
import type { System } from "../../system.ts";
import { isSystemError } from "../../models/system_error.ts";

/** The facts that the title shows. */
export interface TitleFacts {
  readonly mode: string;
  readonly state: SystemSnapshot["state"];
  readonly terminals: readonly Pick<TerminalStatus, "state" | "account" | "identity">[];
}

/** Such as `MT5 Bridge - running, paper - 5012345@Broker-Demo 10,250.40 USD`. */
export function consoleTitle({ mode, state, terminals }: TitleFacts): string {
  const accounts = terminals.map(({ state, account, identity: { terminal, currency } }) => {
    if (state !== "in_sync") return `${terminal} ${state.replace("_", " ")}`;
    return account === null ? terminal : `${terminal} ${money(account.equity)} ${currency}`;
  });
  const who = accounts.length === 0 ? ["no terminal"] : accounts;
  return ["MT5 Bridge", `${state}, ${mode}`, ...who].join(" - ");
}

function money(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** The escape sequence that sets the title in every terminal window except old Windows consoles. */
export function titleSequence(title: string): string {
  // deno-lint-ignore no-control-regex -- what would end the sequence early must not be in it
  return `\u001b]0;${title.replaceAll(/[\u0000-\u001f]/g, " ")}\u0007`;
}

/** The window may be closed while the bridge goes on. */
export async function writeTitle(stream: ByteStream, title: string): Promise<void> {
  try {
    await stream.write(new TextEncoder().encode(titleSequence(title)));
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/** People look at a title only now and then. */
const renewMs = 5_000;

const askTimeoutMs = 1_000;

export interface TitleOptions {
  readonly clock: Clock;
  readonly mode: string;
  readonly isStopping: () => boolean;
  readonly setTitle: (title: string) => void;
}

/** Keeps the title up to date until the bridge stops. */
export async function keepTitle({ supervisor }: System, options: TitleOptions): Promise<void> {
  const { clock, mode, isStopping, setTitle } = options;
  while (!isStopping()) {
    const { state } = await supervisor.snapshot();
    const asked = await supervisor.peer("mt5")
      .ask("terminals", {}, { timeoutMs: askTimeoutMs });
    if (isStopping()) return;
    setTitle(consoleTitle({ mode, state, terminals: asked.ok ? asked.value : [] }));
    await sleep(clock, renewMs);
  }
}
