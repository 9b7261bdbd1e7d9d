/**
 * What the predecessor of the bridge did to fetch prices, as a plain loop: one symbol after the
 * other, a request and its reply over REQ and REP of ZeroMQ, bars as JSON objects, one transaction
 * a symbol. Both ends look at their sockets without a pause while it runs.
 */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Request } from "zeromq";
import { nextTurn } from "../../src/runtime/clock.ts";

export interface OneByOneTask {
  readonly symbol: string;
  readonly fromSeconds: number;
  readonly bars: number;
  readonly callDelayMs: number;
}

/** As MetaTrader's package for Python names the fields. */
export interface OneByOneRow {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly tick_volume: number;
  readonly spread: number;
  readonly real_volume: number;
}

/** Kept for good: the addon's finalizer would abort the process. */
const sockets: Request[] = [];

export class OneByOne implements Disposable {
  readonly #worker: Worker;
  readonly #socket: Request;
  readonly #database: DatabaseSync;
  readonly #folder: string;

  constructor(worker: Worker, endpoint: string) {
    this.#worker = worker;
    this.#socket = new Request({ receiveTimeout: 0, sendTimeout: 0, linger: 0 });
    sockets.push(this.#socket);
    this.#socket.connect(endpoint);
    this.#folder = Deno.makeTempDirSync();
    this.#database = new DatabaseSync(join(this.#folder, "prices.sqlite"));
    this.#database.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" +
        "CREATE TABLE bars (symbol TEXT, time INTEGER, open REAL, high REAL, low REAL, " +
        "close REAL, volume INTEGER, spread INTEGER, PRIMARY KEY (symbol, time)) WITHOUT ROWID",
    );
  }

  static async start(): Promise<OneByOne> {
    const worker = new Worker(new URL("./one_by_one_worker.ts", import.meta.url), {
      type: "module",
    });
    const endpoint = await new Promise<string>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
    });
    return new OneByOne(worker, endpoint);
  }

  async fetchAll(tasks: readonly OneByOneTask[]): Promise<void> {
    for (const task of tasks) this.#store(task.symbol, await this.#ask(task));
  }

  [Symbol.dispose](): void {
    this.#database.close();
    this.#worker.terminate();
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #ask(task: OneByOneTask): Promise<readonly OneByOneRow[]> {
    await this.#socket.send(JSON.stringify(task));
    while (!this.#socket.readable) await nextTurn();
    const [reply] = await this.#socket.receive();
    return JSON.parse(String(reply));
  }

  #store(symbol: string, rows: readonly OneByOneRow[]): void {
    const insert = this.#database.prepare(
      "INSERT OR REPLACE INTO bars VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#database.exec("BEGIN");
    for (const { time, open, high, low, close, tick_volume, spread } of rows) {
      insert.run(symbol, time, open, high, low, close, tick_volume, spread);
    }
    this.#database.exec("COMMIT");
  }
}
