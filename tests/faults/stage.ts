/**
 * Everything that a scenario needs: a broker with its market, a terminal, the bridge with a store
 * on disk, and a witness. Each can be ended and restarted; what a real one would keep is kept.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Settings } from "../../src/config/mod.ts";
import { mistakeSentence } from "../../src/config/mistake.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import { type BrokerInput, uniformSlippage } from "../../src/simulation/trading/mod.ts";
import { noFiles } from "../../src/simulation/expert/simulated_expert.ts";
import { QuoteTape } from "../../src/simulation/quote_tape.ts";
import type { SimulatedAccount } from "../../src/simulation/simulated_account.ts";
import { storeFile } from "../../src/database/sqlite_file.ts";
import type { LogRecord } from "../../src/models/logger.ts";
import {
  type BarColumns,
  brokerMs,
  type SeriesKey,
  type TerminalId,
  terminalId,
} from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { Bridge } from "./bridge.ts";
import { type Cast, castOf, login, server, settingsTexts } from "./cast.ts";
import { ExpertTerminal, installationIn, openIntentsIn } from "./expert_terminal.ts";
import { FaultyLink } from "./faulty_link.ts";
import { Ledger } from "./ledger.ts";
import { LossRecord } from "./loss_record.ts";
import { Market, tradingSymbols } from "./market.ts";
import { describeError } from "./scenario_text.ts";
import { ScenarioTerminal } from "./scenario_terminal.ts";
import { WatchedBroker } from "./watched_broker.ts";
import { kindly, type Unkindness } from "./unkindness.ts";
import { type Life, World } from "./world.ts";

/** Ways to break an invariant on purpose, to check that it is noticed. */
export interface Tampering {
  /** Changes the behaviour of an actor before it starts. */
  readonly actor?: (name: string, behaviour: Behaviour<Protocol>) => Behaviour<Protocol>;
  /** The terminal loses its files when it is closed. */
  readonly isForgetfulTerminal?: boolean;
  /** Changes the cast. */
  readonly cast?: (cast: Cast) => Cast;
}

/** The account was opened and funded on an earlier day. */
const accountAgeMs = 3 * 86_400_000;

export interface StageOptions {
  readonly seed: number;
  /** An empty folder for the store. */
  readonly folder: string;
  /** A store whose tables exist, to start from: creating them takes longer than a scenario. */
  readonly emptyStore: string | null;
  /** Called with each line of the scenario; null prints nothing. */
  readonly tell: ((line: string) => void) | null;
  readonly tampering: Tampering;
  /** The compiled Expert Advisor, used as the terminal; null uses the simulated one. */
  readonly expertProgram: string | null;
  /** How the hosted terminal behaves; null as in other scenarios. */
  readonly unkindness: Unkindness | null;
}

export class Stage {
  readonly cast: Cast;
  readonly world: World;
  readonly broker: WatchedBroker;
  readonly losses: LossRecord;
  readonly account: SimulatedAccount;
  readonly market: Market;
  readonly link: FaultyLink;
  readonly ledger: Ledger;
  readonly terminalId: TerminalId = terminalId(login, server);
  readonly crashes: string[] = [];
  readonly #options: StageOptions;
  readonly #settings: Settings;
  readonly #nature: Life;
  #terminalFiles = noFiles;
  bridge: Bridge | null = null;
  terminal: ScenarioTerminal | ExpertTerminal | null = null;
  /** Another terminal with the same account, with files of its own. */
  #second: ExpertTerminal | null = null;
  /** Ended processes of terminals, which must still be awaited. */
  readonly #processes: Promise<unknown>[] = [];
  #isReady = false;
  /** How unkind its hosted terminals are. */
  unkindness: Unkindness;
  /** How far the terminal's computer is ahead of the bridge's, where they are two. */
  terminalAheadMs = 0;
  /** The error that the store returns for everything; null while it works. */
  storeFault: "store_disk_full" | "store_unreachable" | null = null;

  constructor(options: StageOptions) {
    const { seed, folder, tampering } = options;
    this.#options = options;
    this.cast = tampering.cast?.(castOf(seed)) ?? castOf(seed);
    this.unkindness = options.unkindness ?? kindly;
    this.world = new World(seed, this.cast.startMs);
    this.#nature = {
      name: "scenario",
      isOver: false,
      fail: (error) => this.fail("scenario", error),
    };
    this.ledger = new Ledger(this.world);
    this.#settings = settingsOf(this.cast, folder);
    this.link = new FaultyLink({
      world: this.world,
      life: this.#nature,
      watch: this.ledger.onFrames,
    });
    this.market = new Market({
      world: this.world,
      life: this.#nature,
      cast: this.cast,
    });
    this.broker = this.#openAccount();
    this.broker.observers.push((input, events) => {
      if (this.#second === null || !(this.terminal instanceof ExpertTerminal)) return;
      this.terminal.hear(input, events);
      this.#second.hear(input, events);
    });
    this.losses = new LossRecord({
      account: () => ({ ...this.broker.account(), positions: this.broker.positions().length }),
      brokerMs: () => this.market.brokerMs,
      isStored: ({ ticket }) => this.ledger.dealsStored.has(ticket),
    });
    this.broker.observers.push(this.losses.take);
    this.account = {
      broker: this.broker,
      tape: new QuoteTape(this.market.feed, this.market.brokerMs),
    };
    if (options.emptyStore !== null) {
      Deno.copyFileSync(options.emptyStore, join(folder, storeFile));
    }
  }

  say(line: string): void {
    this.#options.tell?.(`${(this.world.atMs / 1_000).toFixed(3).padStart(8)} ${line}`);
  }

  get isScenarioResult(): boolean {
    return this.#options.tell !== null;
  }

  fail(who: string, error: unknown): void {
    this.crashes.push(`${who}: ${describeError(error)}`);
    this.say(`${who} crashed: ${describeError(error)}`);
  }

  /** Something happens at the broker, and the terminal, if it is running, is notified. */
  happen(input: BrokerInput): void {
    if (this.terminal !== null) return this.terminal.happen(input);
    const { broker, tape } = this.account;
    const apply = (one: BrokerInput) => void broker.apply(one);
    tape.playTo(this.market.brokerMs, { isIdle: () => false, apply });
    broker.apply(input);
  }

  startSimulatedTerminal(): void {
    this.terminal ??= this.#options.expertProgram === null
      ? this.#newTerminal()
      : this.#newExpertTerminal(this.#options.expertProgram, this.#expertFolder);
  }

  killTerminal(): void {
    if (this.terminal === null) return;
    const isForgetful = this.#options.tampering.isForgetfulTerminal === true;
    if (this.terminal instanceof ExpertTerminal) {
      this.#processes.push(this.terminal.kill());
      if (isForgetful) Deno.removeSync(this.#expertFolder, { recursive: true });
    } else {
      const files = this.terminal.kill();
      this.#terminalFiles = isForgetful ? noFiles : files;
    }
    this.terminal = null;
  }

  /** Its terminal has the habits of MetaTrader. */
  get isUnkind(): boolean {
    return this.#options.unkindness !== null;
  }

  /** There can be a second terminal where the program is hosted. */
  get canHaveSecond(): boolean {
    return this.#options.expertProgram !== null;
  }

  /** Connects with the same account, while the first terminal stays as it is. */
  startSecondTerminal(): void {
    const program = this.#options.expertProgram;
    if (program !== null) this.#second ??= this.#newExpertTerminal(program, this.#secondFolder);
  }

  killSecondTerminal(): void {
    if (this.#second !== null) this.#processes.push(this.#second.kill());
    this.#second = null;
  }

  /** What the intent log of the second terminal says; null when there never was one. */
  get secondLog(): { readonly installation: string; readonly open: ReadonlySet<string> } | null {
    const place = { folder: this.#secondFolder, login, server };
    if (!existsSync(place.folder)) return null;
    return { installation: installationIn(place), open: openIntentsIn(place) };
  }

  /** Resolves when every process of the scenario has ended. */
  async over(): Promise<void> {
    await Promise.all(this.#processes);
  }

  startBridge(): void {
    if (this.bridge !== null) return;
    this.ledger.life++;
    this.bridge = new Bridge({
      world: this.world,
      settings: this.#settings,
      link: this.link,
      onPost: this.ledger.onPost,
      onLog: (record) => this.#onLog(record),
      onFailure: (actor, error) => this.fail(actor, error),
      isCopied: this.cast.isCopied,
      onAnalysed: (series, bars) => this.#judgeBars(series, bars),
      tamper: (name, behaviour) => this.#tampered(name, behaviour),
    });
  }

  killBridge(): void {
    this.bridge?.kill();
    this.bridge = null;
  }

  after(delayMs: number, callback: () => void): void {
    this.world.clock(this.#nature).setTimeout(callback, delayMs);
  }

  /** Lets time pass. */
  run(durationMs: number): void {
    this.world.run(this.world.atMs + durationMs);
  }

  /** Runs a number of turns, within a time limit. */
  runTurns(turns: number, withinMs: number): void {
    const last = this.world.turn + turns;
    this.world.run(this.world.atMs + withinMs, () => this.world.turn >= last);
  }

  #newTerminal(): ScenarioTerminal {
    const { world, link, market, cast, account } = this;
    return new ScenarioTerminal({
      world,
      link,
      feed: market.feed,
      account,
      identity: {
        token: "",
        login,
        server,
        company: "Simulated Broker",
        currency: cast.currency,
        leverage: 100,
        marginMode: cast.marginMode,
        tradeMode: "demo",
        balance: 0,
      },
      files: this.#terminalFiles,
      clockErrorMs: () => this.#terminalErrorMs,
      caps: cast.caps,
      onFailure: (error) => this.fail("terminal", error),
    });
  }

  #newExpertTerminal(program: string, folder: string): ExpertTerminal {
    const { world, link, market: { feed }, account, cast: { caps } } = this;
    Deno.mkdirSync(folder, { recursive: true });
    const onFailure = (error: unknown) => this.fail("terminal", error);
    const onPrint = (text: string) => this.say(`    terminal ${text}`);
    const clockErrorMs = () => this.#terminalErrorMs;
    const parts = { world, link, feed, account, login, server, program, folder, clockErrorMs };
    const { unkindness } = this;
    return new ExpertTerminal({ ...parts, caps, unkindness, onFailure, onPrint });
  }

  /** Bars that strategies may analyse are whole. */
  #judgeBars({ symbol, timeframe }: SeriesKey, bars: BarColumns): void {
    const { feed, brokerMs: nowMs } = this.market;
    for (const [at, fromMs] of bars.brokerMs.entries()) {
      const query = { symbol, timeframe, fromMs: brokerMs(fromMs), limit: 1 };
      const truth = feed.bars(query, nowMs).bars;
      const isWhole = truth.brokerMs[0] === fromMs && truth.high[0] === bars.high[at] &&
        truth.low[0] === bars.low[at] && truth.close[0] === bars.close[at];
      const name = `${symbol} ${new Date(fromMs).toISOString()}`;
      const { analysedBars } = this.ledger;
      analysedBars.set(name, isWhole && analysedBars.get(name) !== false);
    }
  }

  get #terminalErrorMs(): number {
    return this.world.computerErrorMs + this.terminalAheadMs;
  }

  /** Lets time pass until the bridge knows the account, within a limit. */
  runUntilReady(withinMs: number): void {
    this.world.run(this.world.atMs + withinMs, () => this.#isReady);
  }

  get #expertFolder(): string {
    return join(this.#options.folder, "terminal");
  }

  get #secondFolder(): string {
    return join(this.#options.folder, "second");
  }

  #onLog({ level, source, code, fields }: LogRecord): void {
    this.#isReady ||= code === "account_reconciled";
    if (this.isScenarioResult && level !== "debug") {
      this.say(
        `    ${source} ${level === "info" ? "" : `${level} `}${code} ${JSON.stringify(fields)}`,
      );
    }
  }

  #openAccount(): WatchedBroker {
    const { cast, market, world } = this;
    const broker = new WatchedBroker(world, {
      symbols: tradingSymbols(cast),
      startMs: brokerMs(market.brokerMs - accountAgeMs),
      account: {
        currency: cast.currency,
        currencyDigits: cast.currency === "JPY" ? 0 : 2,
        marginMode: cast.marginMode,
      },
      slippage: uniformSlippage(seededRandom(cast.seed), cast.slippagePointsMax),
    });
    broker.apply({ kind: "money", type: "balance", amount: cast.deposit, comment: "deposit" });
    broker.apply({ kind: "time", brokerMs: market.brokerMs });
    return broker;
  }

  #tampered(name: string, behaviour: Behaviour<Protocol>): Behaviour<Protocol> {
    const given = this.#options.tampering.actor?.(name, behaviour) ?? behaviour;
    return name === "database" ? this.#withFaults(given) : given;
  }

  #withFaults(behaviour: Behaviour<Protocol>): Behaviour<Protocol> {
    const onAsk = Object.fromEntries(
      Object.entries(behaviour.onAsk).map(([question, answer]) => [question, (request: unknown) => {
        if (this.storeFault === null) return answer(request);
        const error = { code: this.storeFault, path: storeFile, detail: "a fault of the scenario" };
        return { ok: false, error };
      }]),
    );
    return answering(behaviour, onAsk);
  }
}

/** The same behaviour with other replies. */
export function answering(
  behaviour: Behaviour<Protocol>,
  onAsk: Behaviour<Protocol>["onAsk"],
): Behaviour<Protocol> {
  return {
    onTell: (message) => behaviour.onTell?.(message),
    onAsk: { ...behaviour.onAsk, ...onAsk },
    status: () => behaviour.status(),
    onPeerRestarted: (peer) => behaviour.onPeerRestarted?.(peer),
    stop: () => behaviour.stop?.(),
  };
}

/** Reading settings takes as long as a minute of a scenario, so equal ones are shared. */
const settingsByText = new Map<string, Settings>();

function settingsOf(cast: Cast, folder: string): Settings {
  const texts = settingsTexts(cast);
  const key = JSON.stringify(texts);
  const known = settingsByText.get(key) ?? parsedSettings(texts);
  settingsByText.set(key, known);
  return { ...known, store: { ...known.store, dataDir: folder } };
}

function parsedSettings(texts: Readonly<Record<string, string>>): Settings {
  const parsed = parseSettings(
    { file: [], environment: texts, commandLine: {} },
    { homeDir: Deno.cwd(), strategyProblem: () => null },
  );
  if (!parsed.ok) throw new Error(parsed.error.map(mistakeSentence).join("\n"));
  return parsed.value.settings;
}
