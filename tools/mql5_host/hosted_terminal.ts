/**
 * A MetaTrader terminal with one Expert Advisor in real time, as the Expert Advisor sees it: prices
 * from a feed, an account at the simulated broker. `start()` starts the terminal. Feed, broker and
 * folder survive it, so that a killed terminal can be started again. Tests inject faults through
 * `tell`, `broker` and the methods below.
 */

import type { BrokerInput } from "../../src/simulation/trading/mod.ts";
import { HostedProgram, type ProgramEnd } from "./hosted_program.ts";
import type { Field, Properties } from "./lines.ts";
import { TerminalBackend, type TerminalBackendOptions } from "./terminal_backend.ts";

export interface TerminalOptions extends TerminalBackendOptions {
  /** The compiled Expert Advisor. */
  readonly program: string;
  readonly folder: string;
  readonly inputs: Properties;
  /** Faults that are there from the start, by the names in `quirks.hpp`. */
  readonly quirks?: Properties;
  /** Global variables of the terminal. */
  readonly globals?: Properties;
  /** The resolution of the terminal's timers. */
  readonly timerMs: number;
  /** How often new ticks are fetched from the broker; 0: only when `pump` is called. */
  readonly pollMs: number;
}

export class HostedTerminal implements AsyncDisposable {
  readonly program: HostedProgram;
  readonly #backend: TerminalBackend;
  readonly #inputs: Properties;
  readonly #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: TerminalOptions) {
    const { program, folder, inputs, timerMs, pollMs } = options;
    this.#inputs = inputs;
    this.program = new HostedProgram({
      program,
      folder,
      timerMs,
      time: "real",
      answer: (question) =>
        new Promise<readonly Field[]>((resolve) => this.#backend.answer(question, resolve)),
    });
    this.#backend = new TerminalBackend(options, (...fields) => this.program.tell(...fields));
    this.#backend.describe();
    if (pollMs > 0) this.#timer = setInterval(() => this.pump(), pollMs);
  }

  /** Starts the terminal, and the Expert Advisor on a chart of the first symbol. */
  static async start(options: TerminalOptions): Promise<HostedTerminal> {
    const terminal = new HostedTerminal(options);
    for (const [name, value] of Object.entries(options.globals ?? {})) {
      terminal.program.tell("global", name, String(value));
    }
    for (const [name, value] of Object.entries(options.quirks ?? {})) {
      terminal.program.tell("quirk", name, String(value));
    }
    const code = await terminal.program.start(options.inputs);
    if (code !== 0) throw new Error(`OnInit gave ${code}: ${terminal.program.journal.join("; ")}`);
    return terminal;
  }

  get ticksTold(): number {
    return this.#backend.ticksTold;
  }

  /** Applies something that happens at the broker: a fault, a manual trade, a switch. */
  apply(input: BrokerInput): void {
    this.#backend.apply(input);
  }

  /** Sends the program what has happened in the market since the last call. */
  pump(): void {
    this.#backend.pump();
  }

  /**
   * Sets the terminal's connection to its broker. Events during an interruption become known when
   * it ends.
   */
  setConnected(isConnected: boolean): void {
    this.apply({ kind: "switches", switches: { isConnected } });
  }

  /** The Algo Trading button. */
  setAlgoTrading(isAlgoAllowedByTerminal: boolean): void {
    this.apply({ kind: "switches", switches: { isAlgoAllowedByTerminal } });
  }

  /**
   * While true, the symbol's history is loading: calls that need it return nothing, with this error
   * or (0) without one.
   */
  setLoading(symbol: string, isLoading: boolean, error = 0): void {
    this.program.tell("loading", symbol, isLoading ? error : -1);
  }

  /**
   * OnDeinit and OnInit, keeping all globals; reason 3 is a change of the chart, 5 of the inputs.
   */
  async reinitialise(reason: number, inputs: Properties = {}): Promise<void> {
    await this.program.reinitialise(reason, { ...this.#inputs, ...inputs });
  }

  async kill(): Promise<ProgramEnd> {
    clearInterval(this.#timer);
    return await this.program.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
