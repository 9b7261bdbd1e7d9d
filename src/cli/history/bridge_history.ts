/** Past prices through the API of the bridge that runs on a data folder. */

import { z } from "zod";
import { keptToken } from "../../config/token_file.ts";
import type { PageSource } from "../../history/fetch/fetch_series.ts";
import type { HistoryInstrument } from "../../history/catalogue/symbol_terms.ts";
import { err, ok, readTerminalId, type Result, splitTerminalId } from "../../models/mod.ts";
import { type Clock, sleep } from "../../runtime/clock.ts";
import type { HistoryFetch } from "../arguments/history_arguments.ts";
import { findRunning } from "../process/running_note.ts";

export interface BridgeHistory {
  /** The broker's server: where the history is from. */
  readonly server: string;
  readonly instrument: HistoryInstrument;
  readonly source: PageSource;
  /** The broker's time now, by its latest price. */
  readonly nowMs: number;
  /** Rows so far that the bridge left out because they make no sense. */
  refused(): number;
}

export interface BridgePlace {
  readonly dataDir: string;
  readonly clock: Clock;
}

/** A terminal that loads from its broker, or connects again, needs a while. */
const attempts = { count: 60, pauseMs: 1_000 };
const answerMs = 30_000;

const symbolRows = z.array(z.looseObject({
  terminal: z.string(),
  symbol: z.string(),
  quote: z.looseObject({ brokerMs: z.number() }).nullable().optional(),
  instrument: z.looseObject({ digits: z.int() }).nullable(),
}));

/** Terminals and their clocks. */
const statusRows = z.looseObject({
  terminals: z.array(z.looseObject({ terminal: z.string(), clockOffsetMs: z.number().nullable() })),
});

const column = z.array(z.number());
const barsPage = z.object({
  brokerMs: column,
  open: column,
  high: column,
  low: column,
  close: column,
  tickVolume: column,
  realVolume: column,
  spreadPoints: column,
  more: z.boolean(),
  refused: z.int(),
});
const ticksPage = z.object({
  brokerMs: column,
  bid: column,
  ask: column,
  last: column,
  volume: column,
  flags: column,
  more: z.boolean(),
  refused: z.int(),
});

export async function bridgeHistory(
  wish: HistoryFetch,
  { dataDir, clock }: BridgePlace,
): Promise<Result<BridgeHistory, string>> {
  const running = await findRunning(dataDir);
  if (running === null) {
    return err(
      `No bridge is running on ${dataDir}. Start it and MetaTrader: history is fetched through it`,
    );
  }
  const api = new Api(running.url, keptToken(dataDir, "api-token"), clock);
  const symbols = await api.get("/api/v1/symbols", symbolRows);
  if (!symbols.ok) return symbols;
  const rows = symbols.value.filter(({ symbol, instrument }) =>
    symbol === wish.symbol && instrument !== null
  );
  const chosen = rows.filter(({ terminal }) =>
    wish.source === null || terminal.endsWith(`@${wish.source}`)
  );
  const [row, another] = chosen;
  if (row === undefined) {
    return err(
      `No terminal of the bridge has ${wish.symbol}. Add it to the symbols in .env, and see that ` +
        "MetaTrader is connected",
    );
  }
  if (another !== undefined) {
    const servers = chosen.map(({ terminal }) => terminal).join(", ");
    return err(`Several terminals have ${wish.symbol}: ${servers}. Choose a server with --source`);
  }
  const status = await api.get("/status", statusRows);
  if (!status.ok) return status;
  const terminal = readTerminalId(row.terminal);
  if (!terminal.ok) return err(`The bridge names a terminal in an unknown way: ${row.terminal}`);
  const offsetMs = status.value.terminals.find((one) => one.terminal === row.terminal)
    ?.clockOffsetMs ?? 0;
  const path = `/api/v1/terminals/${encodeURIComponent(row.terminal)}/history/${
    encodeURIComponent(wish.symbol)
  }`;
  let refused = 0;
  return ok({
    server: splitTerminalId(terminal.value).server,
    instrument: { ...row.instrument, symbol: wish.symbol } as unknown as HistoryInstrument,
    source: pages(api, path, { ...wish, onRefused: (rows) => refused += rows }),
    nowMs: clock.nowMs() + offsetMs,
    refused: () => refused,
  });
}

interface PageWish extends Pick<HistoryFetch, "timeframe"> {
  readonly onRefused: (rows: number) => void;
}

function pages(api: Api, path: string, { timeframe, onRefused }: PageWish): PageSource {
  return {
    bars: async (fromMs) => {
      const page = await api.get(`${path}/${timeframe}?fromBrokerMs=${fromMs}`, barsPage);
      if (!page.ok) return page;
      const { more, refused, ...columns } = page.value;
      onRefused(refused);
      const typed = (name: keyof typeof columns) => Float64Array.from(columns[name]);
      return ok({
        bars: {
          brokerMs: typed("brokerMs"),
          open: typed("open"),
          high: typed("high"),
          low: typed("low"),
          close: typed("close"),
          tickVolume: typed("tickVolume"),
          realVolume: typed("realVolume"),
          spreadPoints: typed("spreadPoints"),
        },
        more,
      });
    },
    ticks: async (fromMs) => {
      const page = await api.get(`${path}?fromBrokerMs=${fromMs}`, ticksPage);
      if (!page.ok) return page;
      const { brokerMs, bid, ask, last, volume, flags, more, refused } = page.value;
      onRefused(refused);
      return ok({
        ticks: {
          brokerMs: Float64Array.from(brokerMs),
          bid: Float64Array.from(bid),
          ask: Float64Array.from(ask),
          last: Float64Array.from(last),
          volume: Float64Array.from(volume),
          flags: Uint8Array.from(flags),
        },
        more,
      });
    },
  };
}

class Api {
  readonly #url: string;
  readonly #token: string | null;
  readonly #clock: Clock;

  constructor(url: string, token: string | null, clock: Clock) {
    this.#url = url;
    this.#token = token;
    this.#clock = clock;
  }

  /** Asks again while the bridge or the terminal is busy; then the error is the last answer. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<Result<T, string>> {
    for (let attempt = 1;; attempt++) {
      const answer = await this.#once(path, schema);
      if (answer.ok) return answer;
      const { sentence, isFinal } = answer.error;
      if (isFinal || attempt === attempts.count) return err(sentence);
      await sleep(this.#clock, attempts.pauseMs);
    }
  }

  async #once<T>(
    path: string,
    schema: z.ZodType<T>,
  ): Promise<Result<T, { readonly sentence: string; readonly isFinal: boolean }>> {
    try {
      const headers: Record<string, string> = this.#token === null
        ? {}
        : { Authorization: `Bearer ${this.#token}` };
      const signal = AbortSignal.timeout(answerMs);
      const response = await fetch(`${this.#url}${path}`, { headers, signal });
      const body: unknown = await response.json();
      if (!response.ok) {
        const detail = (body as { readonly detail?: unknown }).detail;
        const sentence = `The bridge answers: ${typeof detail === "string" ? detail : "an error"}`;
        return err({ sentence: sentence.replace(/\.$/, ""), isFinal: response.status < 500 });
      }
      const parsed = schema.safeParse(body);
      if (parsed.success) return ok(parsed.data);
      return err({ sentence: "The bridge answers in an unknown way: update both", isFinal: true });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return err({ sentence: `The bridge does not answer (${error.message})`, isFinal: false });
    }
  }
}
