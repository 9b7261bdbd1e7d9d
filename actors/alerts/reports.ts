/** Daily and weekly reports of each account, at their time of the broker's day. */

import { equityPicture } from "../../src/alerts/report/equity_picture.ts";
import { type DueReport, dueReports } from "../../src/alerts/report/report_due.ts";
import { periodReportText } from "../../src/alerts/report/report_text.ts";
import type { DealPlace, TerminalDealRow } from "../../src/database/page_rows.ts";
import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import { EquityCurve } from "../../src/http/equity_curve.ts";
import { ResultsTally, type TradingResults } from "../../src/http/trading_results.ts";
import type { Alert } from "../../src/models/alert.ts";
import type { AccountFigures, TerminalId, UnixMs } from "../../src/models/mod.ts";
import { minuteMs, unixMs } from "../../src/models/time.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import { accountFacts, type AccountPeers, type TimedAccountTold } from "./account_facts.ts";
import type { Picture } from "./destination.ts";
import type { AlertsConfig } from "./protocol.ts";

const storeTime = { timeoutMs: shortStoreTimeoutMs };
const rowsAtOnce = 500;
/** A week of a busy account; beyond this a report counts what it has read. */
const pagesMax = 200;
const picturePoints = 400;

export interface ReportsOptions extends AccountPeers {
  readonly clock: Clock;
  readonly database: Peer<DatabaseProtocol>;
  readonly config: Pick<AlertsConfig, "reports" | "reportMinute">;
  readonly onReport: (alert: Alert, picture: Picture | null) => Promise<void>;
}

export class Reports {
  readonly #options: ReportsOptions;
  /** Keys of the reports that were made since the start; the store knows those before. */
  readonly #made = new Set<string>();
  #timer: TimerId | undefined;
  #isStopped = false;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  /** Looks now, and then every minute. */
  async watch(): Promise<void> {
    await this.#sendDue();
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimeout(() => void this.watch(), minuteMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  async #sendDue(): Promise<void> {
    const { clock, config } = this.#options;
    if (config.reports.length === 0) return;
    for (const account of await accountFacts(this.#options)) {
      const { clockOffsetMs } = account;
      if (clockOffsetMs === null) continue;
      const brokerNowMs = clock.nowMs() + clockOffsetMs;
      for (const due of dueReports(config.reports, config.reportMinute, brokerNowMs)) {
        await this.#send(account, due, clockOffsetMs);
      }
    }
  }

  async #send(account: TimedAccountTold, due: DueReport, clockOffsetMs: number): Promise<void> {
    const { clock, onReport } = this.#options;
    const { terminal, currency, risk } = account;
    const key = `report/${due.period}/${due.day}/${terminal}`;
    if (risk === null || this.#made.has(key)) return;
    const range = {
      fromMs: unixMs(due.fromBrokerMs - clockOffsetMs),
      toMs: unixMs(due.toBrokerMs - clockOffsetMs),
    };
    const [results, picture] = await Promise.all([
      this.#results(terminal, range),
      this.#picture(terminal, range),
    ]);
    this.#made.add(key);
    const { period, day } = due;
    const text = periodReportText({ period, day, terminal, currency, risk, results });
    const raisedMs = clock.nowMs();
    await onReport({ key, raisedMs, event: "reports", severity: "info", text }, picture);
  }

  async #results(terminal: TerminalId, range: Range): Promise<TradingResults | null> {
    const tally = new ResultsTally();
    let before: DealPlace | null = null;
    for (let page = 0; page < pagesMax; page += 1) {
      const wanted = { terminal, ...range, symbol: null, before, limit: rowsAtOnce };
      const asked = await this.#options.database.ask("deals_page", wanted, storeTime);
      if (!asked.ok) return null;
      const deals: readonly TerminalDealRow[] = asked.value;
      tally.add(deals);
      const oldest = deals[0];
      if (oldest === undefined || deals.length < rowsAtOnce) break;
      before = { brokerMs: oldest.brokerMs, row: oldest.row };
    }
    return tally.results;
  }

  async #picture(terminal: TerminalId, range: Range): Promise<Picture | null> {
    const curve = new EquityCurve(picturePoints);
    let before: UnixMs | null = null;
    for (let page = 0; page < pagesMax; page += 1) {
      const wanted = { terminal, ...range, before, limit: rowsAtOnce };
      const asked = await this.#options.database.ask("account_page", wanted, storeTime);
      if (!asked.ok) return null;
      const rows: readonly AccountFigures[] = asked.value;
      curve.add(rows);
      const oldest = rows[0];
      if (oldest === undefined || rows.length < rowsAtOnce) break;
      before = oldest.utcMs;
    }
    return equityPicture(curve.points.map(({ toMs, equity }) => ({ timeMs: toMs, equity })));
  }
}

interface Range {
  readonly fromMs: UnixMs;
  readonly toMs: UnixMs;
}
