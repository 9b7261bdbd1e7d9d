/**
 * The status document as metrics: actors, scheduler, counters, terminals, prices, store, process.
 */

import { systemStates } from "../../runtime/system_protocol.ts";
import type { StatusDocument } from "../status_document.ts";
import type { MetricSet } from "./metric_set.ts";

const seconds = (ms: number | null) => ms === null ? null : ms / 1_000;

export function addStatus(set: MetricSet, status: StatusDocument): void {
  const { version, mode, demo } = status;
  set.gauge("info", "Always 1; the labels say what is running", 1, {
    version,
    mode,
    demo: String(demo),
  });
  set.gauge("uptime_seconds", "Since the start of the bridge", status.uptimeMs / 1_000);
  set.counter("process_restarts_total", "By the watchdog", status.process.restarts);
  for (const state of systemStates) {
    set.gauge("state", "1 for the state the bridge is in", status.state === state, { state });
  }
  addActors(set, status);
  addScheduler(set, status);
  addTerminals(set, status);
  addPrices(set, status);
  for (const [name, total] of Object.entries(status.counters)) {
    const words = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (name === "streamClients") set.gauge("stream_clients", "Clients of the live stream", total);
    else set.counter(`${words}_total`, `${name}, since the start of the actor that counts`, total);
  }
}

function addActors(set: MetricSet, { actors }: StatusDocument): void {
  for (const { name, state, health, restarts, mailbox, upMs, detail } of actors) {
    const actor = { actor: name };
    set.gauge("actor_running", "1 while the actor runs", state === "running", actor);
    set.gauge("actor_healthy", "1 while the actor can do its job", health === "ok", actor);
    set.gauge("actor_uptime_seconds", "Since its last start", upMs / 1_000, actor);
    set.counter("actor_restarts_total", "Restarts since the start of the bridge", restarts, actor);
    set.gauge(
      "mailbox_waiting",
      "Messages waiting for the actor",
      mailbox.waiting,
      actor,
    );
    set.counter(
      "mailbox_coalesced_total",
      "Messages merged while they waited",
      mailbox.coalesced,
      actor,
    );
    if (name === "database") addStore(set, detail);
  }
}

interface CheckStatus {
  readonly lastPass: { readonly extra: number; readonly unmended: number } | null;
}

function addStore(set: MetricSet, detail: Readonly<Record<string, unknown>>): void {
  const size = detail.sizeBytes;
  set.gauge("store_bytes", "Size of the store's file", typeof size === "number" ? size : null);
  const mirror = detail.mirror as Readonly<Record<string, unknown>> | null | undefined;
  if (mirror === null || mirror === undefined) return;
  const { lagRows, lagSeconds, check } = mirror;
  const lastPass = (check as CheckStatus | undefined)?.lastPass ?? null;
  const { extra = null, unmended = null } = lastPass ?? {};
  set.gauge("mirror_extra_rows", "Rows that only PostgreSQL had when all was compared", extra);
  set.gauge("mirror_unmended_rows", "Rows that differed after they were written again", unmended);
  if (typeof lagRows === "number") {
    set.gauge("mirror_lag_rows", "Rows not in PostgreSQL yet", lagRows);
  }
  if (typeof lagSeconds !== "number") return;
  set.gauge(
    "mirror_lag_seconds",
    "Age of the oldest row that is not in PostgreSQL yet",
    lagSeconds,
  );
}

const outcomes = [
  "completed",
  "failed",
  "timedOut",
  "retried",
  "refused",
  "stopped",
  "late",
] as const;

function addScheduler(set: MetricSet, { scheduler }: StatusDocument): void {
  if (scheduler === null) return;
  for (const [priority, counts] of Object.entries(scheduler.byPriority)) {
    const now = "Tasks at this moment";
    set.gauge("tasks", now, counts.active, { priority, state: "active" });
    set.gauge("tasks", now, counts.queued, { priority, state: "queued" });
    set.gauge("tasks", now, counts.backingOff, { priority, state: "backing_off" });
    for (const outcome of outcomes) {
      set.counter("tasks_total", "Tasks by how they ended", counts[outcome], { priority, outcome });
    }
  }
  for (const { name: job, runs, failedRuns, skippedRuns, lastDurationMs } of scheduler.jobs) {
    set.counter("job_runs_total", "Runs of a job", runs, { job });
    set.counter("job_failed_runs_total", "Runs of a job that failed", failedRuns, { job });
    set.counter("job_skipped_runs_total", "Runs that were due and not started", skippedRuns, {
      job,
    });
    set.gauge("job_last_duration_seconds", "Of the last run", seconds(lastDurationMs), { job });
  }
}

function addTerminals(set: MetricSet, { terminals }: StatusDocument): void {
  for (const one of terminals) {
    const whose = { terminal: one.terminal };
    set.gauge(
      "terminal_in_sync",
      "1 while the terminal is in sync",
      one.connection === "in_sync",
      whose,
    );
    set.gauge(
      "terminal_trading_allowed",
      "1 while algo trading is allowed",
      one.algoTradingAllowed,
      whose,
    );
    set.gauge(
      "terminal_round_trip_seconds",
      "Round trip to the terminal",
      seconds(one.roundTripMs),
      whose,
    );
    set.gauge(
      "terminal_silence_seconds",
      "Since its last message",
      one.lastMessageAgeMs / 1_000,
      whose,
    );
    set.counter("terminal_connects_total", "Connections made", one.connects, whose);
    set.counter(
      "terminal_sequence_gaps_total",
      "Gaps in the sequence of the link's messages",
      one.sequenceGaps,
      whose,
    );
    if (one.account === null) continue;
    const { balance, equity, margin, freeMargin, marginLevelPct, profit } = one.account;
    const money = { ...whose, currency: one.currency };
    set.gauge("account_balance", "Balance of the account", balance, money);
    set.gauge("account_equity", "Balance and open profit", equity, money);
    set.gauge("account_margin", "Margin in use", margin, money);
    set.gauge("account_free_margin", "Free margin", freeMargin, money);
    set.gauge("account_profit", "Open profit", profit, money);
    set.gauge(
      "account_margin_level_percent",
      "Equity in percent of the margin; absent without margin",
      marginLevelPct,
      whose,
    );
  }
}

function addPrices(set: MetricSet, { symbols }: StatusDocument): void {
  for (const { terminal, symbol, stale, lastTickAgeMs } of symbols) {
    const which = { terminal, symbol };
    set.gauge("price_stale", "1 without a tick for STALE_AFTER", stale, which);
    set.gauge("price_age_seconds", "Since the last accepted tick", seconds(lastTickAgeMs), which);
  }
}
