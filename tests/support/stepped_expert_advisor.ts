/**
 * The Expert Advisor's own source outside the terminal, in time that only advances in steps, with a
 * market of one symbol and constant replies; and the bridge's end of its connection, byte by byte.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { encodeBridgeMessage } from "../../src/mt5/bridge_codec.ts";
import { protocolVersion } from "../../src/mt5/protocol_version.ts";
import { parseTerminalMessage } from "../../src/mt5/terminal_codec.ts";
import type { Verb } from "../../src/mt5/call_schemas.ts";
import type { BridgeMessage, TerminalMessage, WireReply } from "../../src/mt5/wire.ts";
import { compileExpertAdvisor } from "../../tools/mql5_host/compile.ts";
import { HostedProgram } from "../../tools/mql5_host/hosted_program.ts";
import { settled } from "../../tools/mql5_host/expert_stage.ts";
import { assignments, type Field, type Properties } from "../../tools/mql5_host/lines.ts";
import { bytesOf, handshakeSteps, messageBytes, takeMessage } from "./golden_link.ts";

const serverMs = 1_772_445_600_500;

const account: Properties = {
  ACCOUNT_LOGIN: 5012345,
  ACCOUNT_SERVER: "Broker-Demo",
  ACCOUNT_COMPANY: 'Broker "Z\u00fcrich" \\ Ltd. \u{1f4b6}',
  ACCOUNT_CURRENCY: "USD",
  ACCOUNT_CURRENCY_DIGITS: 2,
  ACCOUNT_LIMIT_ORDERS: 200,
  ACCOUNT_LEVERAGE: 100,
  ACCOUNT_MARGIN_MODE: 2,
  ACCOUNT_TRADE_MODE: 0,
  ACCOUNT_TRADE_ALLOWED: true,
  ACCOUNT_TRADE_EXPERT: true,
  ACCOUNT_BALANCE: 10_000.5,
  ACCOUNT_EQUITY: 9_999.98,
  ACCOUNT_MARGIN: 110.24,
  ACCOUNT_MARGIN_FREE: 9_889.74,
  ACCOUNT_MARGIN_LEVEL: 9_071.099,
  ACCOUNT_PROFIT: -0.52,
};

const symbol: Properties = {
  SYMBOL_DIGITS: 5,
  SYMBOL_POINT: 0.00001,
  SYMBOL_TRADE_TICK_SIZE: 0.00001,
  SYMBOL_TRADE_TICK_VALUE: 0.87654321,
  SYMBOL_TRADE_CONTRACT_SIZE: 100_000,
  SYMBOL_VOLUME_MIN: 0.01,
  SYMBOL_VOLUME_MAX: 500,
  SYMBOL_VOLUME_STEP: 0.01,
  SYMBOL_VOLUME_LIMIT: 750,
  SYMBOL_SWAP_MODE: 1,
  SYMBOL_SWAP_LONG: -7.25,
  SYMBOL_SWAP_SHORT: 2.5,
  SYMBOL_TRADE_STOPS_LEVEL: 10,
  SYMBOL_TRADE_FREEZE_LEVEL: 0,
  SYMBOL_TRADE_CALC_MODE: 0,
  SYMBOL_FILLING_MODE: 3,
  SYMBOL_TRADE_EXEMODE: 2,
  SYMBOL_TRADE_MODE: 4,
  SYMBOL_EXPIRATION_MODE: 15,
  SYMBOL_CURRENCY_BASE: "EUR",
  SYMBOL_CURRENCY_PROFIT: "USD",
  SYMBOL_CURRENCY_MARGIN: "EUR",
};

/** Weekday, start and end: Monday with a break at noon, Friday until 22:00. */
const sessions = [1, 0, 720, 1, 720, 1_440, 5, 0, 1_320];

const barRows: Readonly<Record<string, readonly Field[]>> = {
  position: [1_772_445_480, 1.1, 1.102, 1.0995, 1.1015, 412, 8, 0].concat(
    [1_772_445_540, 1.1015, 1.1021, 1.1011, 1.102, 398, 8, 0],
  ),
  range: [1_772_445_600, 1.10231, 1.10232, 1.10231, 1.10232, 2, 8, 0],
};

/** TRADE_ACTION_SLTP. */
const slTp = "6";

/** The result of OrderSend: a broker's return code, or no answer at all. */
export type Fate = number | "no answer";

export interface SteppedOptions {
  /** The terminal's data folder; a restart keeps it. */
  readonly folder: string;
  readonly inputs?: Properties;
  readonly quirks?: Readonly<Record<string, number>>;
  /** Properties of the account that differ from the usual ones. */
  readonly account?: Properties;
  readonly fate?: () => Fate;
  readonly timerMs?: number;
  /** The newest version of the protocol that the bridge speaks. */
  readonly version?: number;
  readonly isInTester?: boolean;
  /** TERMINAL_DATA_PATH, as the terminal reports it; unknown when left out. */
  readonly dataPath?: string;
}

export class SteppedExpertAdvisor implements AsyncDisposable {
  /** Comments of the requests that reached OrderSend. */
  readonly sent: string[] = [];
  /** Position and stop loss of the requests that move stops. */
  readonly moved: string[] = [];
  readonly heard: TerminalMessage[] = [];
  /** The result of OnInit. */
  startCode = NaN;
  /** Its questions to the terminal. */
  readonly asked: (readonly string[])[] = [];
  readonly hosted: HostedProgram;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #fate: () => Fate;
  readonly #stepMs: number;
  #peer: Deno.Conn | null = null;
  #rest = new Uint8Array(0);
  #reading: Promise<number | null> | null = null;
  readonly #chunk = new Uint8Array(65_536);
  #calls = 0;
  #inputs: Properties = {};

  /** For a compiled program; use `started`, `connect` or `welcomed` to create one. */
  constructor(
    program: string,
    { folder, fate = () => 10_009, timerMs = 1 }: SteppedOptions,
  ) {
    this.#fate = fate;
    this.#stepMs = timerMs;
    this.hosted = new HostedProgram({
      program,
      folder,
      time: "stepped",
      timerMs: 1,
      answer: (question) => this.#answer(question),
    });
  }

  /** Started; it has not done anything yet. */
  static async started(options: SteppedOptions): Promise<SteppedExpertAdvisor> {
    const root = fileURLToPath(new URL("../../mql5/", import.meta.url));
    const program = await compileExpertAdvisor({
      source: `${root}Experts/MT5Bridge/MT5Bridge.mq5`,
      includeFolder: `${root}Include`,
      isSanitized: true,
    });
    const advisor = new SteppedExpertAdvisor(program, options);
    await advisor.#start(options);
    return advisor;
  }

  /** Started, and connected to this side; no byte has been exchanged yet. */
  static async connect(options: SteppedOptions): Promise<SteppedExpertAdvisor> {
    const advisor = await SteppedExpertAdvisor.started(options);
    const accepted = advisor.#listener.accept();
    await advisor.step();
    advisor.#peer = await accepted;
    return advisor;
  }

  /** Connected, and accepted by the bridge. */
  static async welcomed(options: SteppedOptions): Promise<SteppedExpertAdvisor> {
    const advisor = await SteppedExpertAdvisor.connect(options);
    for (const step of handshakeSteps) {
      if (step.from === "bridge") await advisor.write(bytesOf(step.hex));
      if (step.from === "terminal") await advisor.read(step.hex.length / 2);
    }
    await advisor.until(() => advisor.heard.some(({ kind }) => kind === "hello"));
    const welcome = { kind: "welcome", session: "a1b2c3d4", heartbeatMs: 60_000 } as const;
    const { version = protocolVersion } = options;
    // The oldest has no such field.
    await advisor.say(version === 2 ? welcome : { ...welcome, version });
    await advisor.until(() => advisor.heard.some(({ kind }) => kind === "account"));
    return advisor;
  }

  async #start(
    { inputs = {}, quirks = {}, account: own = {}, dataPath = "", isInTester = false }:
      SteppedOptions,
  ): Promise<void> {
    const { hosted } = this;
    const terminal = {
      TERMINAL_CONNECTED: 1,
      TERMINAL_TRADE_ALLOWED: 1,
      TERMINAL_BUILD: 5600,
      TERMINAL_DATA_PATH: dataPath,
    };
    hosted.tell("time", serverMs, serverMs - 7_200_000, 0);
    hosted.tell("terminal", ...assignments(terminal));
    const program = { MQL_TRADE_ALLOWED: true, MQL_TESTER: isInTester };
    hosted.tell("program", ...assignments(program));
    hosted.tell("account", ...assignments({ ...account, ...own }));
    hosted.tell("symbol", "EURUSD", ...assignments(symbol));
    hosted.tell("sessions", "EURUSD", ...sessions);
    const quotes = [1.10231, 1.10239, 0, 0, 6, serverMs, 1.10232, 1.1024, 0, 0.5, 22];
    hosted.tell("ticks", "EURUSD", serverMs, ...quotes);
    for (const [name, value] of Object.entries({ ...settled, ...quirks })) {
      hosted.tell("quirk", name, value);
    }
    const { port } = this.#listener.addr as Deno.NetAddr;
    // Only the driver moves the clock.
    const timer = { InpTimerMs: this.#stepMs, InpWaitForCalls: false };
    this.#inputs = { InpPort: port, InpToken: "secret", ...timer, ...inputs };
    this.startCode = await hosted.start(this.#inputs);
  }

  /** As after a change of the chart's period; no bridge accepts it afterwards. */
  async reinitialise(): Promise<void> {
    const periodChanged = 3;
    await this.hosted.reinitialise(periodChanged, this.#inputs);
  }

  /** One timer event. */
  async step(): Promise<void> {
    await this.hosted.advance(this.#stepMs);
  }

  async say(message: BridgeMessage): Promise<void> {
    await this.write(messageBytes(encodeBridgeMessage(message)));
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#peer!.write(bytes.subarray(at));
  }

  /** The next `size` bytes to arrive; not to be mixed with `until`. */
  async read(size: number): Promise<Uint8Array> {
    while (this.#rest.length < size) await this.#receive();
    const bytes = this.#rest.slice(0, size);
    this.#rest = this.#rest.slice(size);
    return bytes;
  }

  /** Lets time pass in small steps, and reads what is sent, until `isDone`. */
  async until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      const found = takeMessage(this.#rest);
      if (found === null) {
        await this.#receive();
        continue;
      }
      this.#rest = this.#rest.slice(found.size);
      const message = parseTerminalMessage(found.frames);
      assert.ok(message.ok, JSON.stringify(message));
      this.heard.push(message.value);
    }
  }

  /** Sends a call; returns its id. */
  async post(verb: Verb, args: Readonly<Record<string, string>>): Promise<string> {
    const id = `c-${++this.#calls}`;
    await this.say({ kind: "call", id, verb, arguments: args });
    return id;
  }

  /** Sends calls so that they arrive together. */
  async postTogether(verb: Verb, args: readonly Readonly<Record<string, string>>[]): Promise<void> {
    const calls = args.map((one) =>
      encodeBridgeMessage({ kind: "call", id: `c-${++this.#calls}`, verb, arguments: one })
    );
    await this.write(Uint8Array.from(calls.flatMap((frames) => [...messageBytes(frames)])));
  }

  async call(verb: Verb, args: Readonly<Record<string, string>> = {}): Promise<WireReply> {
    const id = await this.post(verb, args);
    const isIt = (message: TerminalMessage) => message.kind === "reply" && message.id === id;
    await this.until(() => this.heard.some(isIt));
    return this.heard.find(isIt) as WireReply & TerminalMessage;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hosted[Symbol.asyncDispose]();
    this.#peer?.close();
    await this.#reading?.catch(() => null);
    this.#listener.close();
  }

  async #receive(): Promise<void> {
    let isRead = false;
    this.#reading = this.#peer!.read(this.#chunk);
    void this.#reading.then(() => isRead = true, () => isRead = true);
    while (!isRead) await this.step();
    const count = await this.#reading;
    assert.ok(count !== null, "the Expert Advisor closed the connection");
    const joined = new Uint8Array(this.#rest.length + count);
    joined.set(this.#rest);
    joined.set(this.#chunk.subarray(0, count), this.#rest.length);
    this.#rest = joined;
  }

  #answer(question: readonly string[]): readonly Field[] | Promise<readonly Field[]> {
    this.asked.push(question);
    const [what, ...rest] = question;
    if (what === "bars") return [0, 3];
    if (what === "series") return [0, 0];
    if (what === "rates") return [0, ...barRows[rest[2] ?? ""]!];
    if (what === "order_check") return [1, 0, 0, 10_000, 10_000, 0, 110.24, 9_889.76, 9_071.1, ""];
    if (what !== "order_send") throw new Error(`No answer to ${what}`);
    this.sent.push(rest[14] ?? "");
    if (rest[0] === slTp) this.moved.push(`${rest[15]}:${Number(rest[7])}`);
    const fate = this.#fate();
    if (fate === "no answer") return Promise.withResolvers<readonly Field[]>().promise;
    if (fate === 10_008) return [1, 0, fate, 0, 81, 0, 0, 1.10232, 1.1024, "", 3, 0];
    return fate === 10_009
      ? [1, 0, fate, 77, 81, 0.1, 1.1024, 1.10232, 1.1024, "", 3, 0]
      : [0, 4756, fate, 0, 0, 0, 0, 1.10232, 1.1024, "", 3, 0];
  }
}
