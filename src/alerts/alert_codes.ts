/**
 * Which lines of the log are told to the trader, as what, and how severe each is. Other lines are
 * told only if they are errors.
 */

import type { AlertEvent, AlertSeverity } from "../models/alert.ts";
import type { LogCode } from "../models/log_codes.ts";

type Codes = Readonly<Partial<Record<LogCode, AlertSeverity>>>;

/** By event; no code is in two of them. */
const codesByEvent: Readonly<Partial<Record<AlertEvent, Codes>>> = {
  halts: {
    everything_halted: "critical",
    everything_resumed: "info",
    general_halt_not_written: "critical",
    guard_acted: "critical",
    halt_began: "critical",
    halt_ended: "info",
    halt_flat: "info",
    halt_lasts: "warning",
    halt_not_written: "critical",
    halt_refused_by_venue: "warning",
  },
  trades: {
    balance_operation: "info",
    deal_of_others: "info",
    order_filled: "info",
    paper_margin_call: "warning",
    paper_stop_out: "critical",
    position_closed: "info",
    stops_moved_alone: "info",
  },
  orders: {
    account_not_reconciled: "warning",
    close_unwritten: "critical",
    copies_missed: "warning",
    copy_missed: "warning",
    copy_not_closed: "critical",
    copy_not_moved: "warning",
    discrepancy_found: "warning",
    intent_asked_elsewhere: "critical",
    order_given_up: "warning",
    order_outgrown: "warning",
    order_refused: "info",
    order_rejected: "warning",
    order_unknown: "critical",
    order_withheld: "warning",
    signal_not_traded: "info",
    stop_refused: "warning",
    stops_not_held: "warning",
    strategy_change_not_made: "warning",
  },
  signals: {
    outside_signal: "info",
    outside_signal_change: "info",
    outside_signal_not_executed: "info",
    outside_signal_refused: "info",
    signal: "info",
    signal_not_executed: "info",
    signals_late: "info",
  },
  terminals: {
    account_sound: "info",
    account_unsound: "warning",
    clock_right: "info",
    clock_wrong: "warning",
    guard_missing: "warning",
    guard_refused: "warning",
    live_account_elsewhere: "critical",
    symbol_missing: "warning",
    terminal_back: "info",
    terminal_check_failed: "warning",
    terminal_connected_twice: "warning",
    terminal_lost: "warning",
    terminal_refused: "warning",
    terminal_silent: "warning",
    terminal_synced: "info",
  },
  strategies: {
    strategies_off: "critical",
    strategy_disabled: "critical",
    strategy_file_not_taken_up: "warning",
    strategy_file_waits: "info",
    strategy_not_deciding: "warning",
    strategy_process_ended: "warning",
    strategy_refused: "critical",
  },
  program: {
    actor_crashed: "warning",
    actor_failed: "critical",
    actor_hung: "warning",
    decisions_lost: "warning",
    fleet_away: "warning",
    fleet_command_done: "info",
    fleet_command_late: "warning",
    fleet_command_refused: "warning",
    fleet_name_shared: "warning",
    http_throttled: "warning",
    log_file_failed: "warning",
    mirror_differed: "warning",
    mirror_failed: "warning",
    redis_away: "warning",
    redis_back: "info",
    store_degraded: "critical",
    store_journal_lost: "warning",
    store_recovered: "info",
    ticks_dropped: "warning",
    ticks_saved: "info",
    ticks_unsaved: "warning",
  },
};

export interface CodeMeaning {
  readonly event: AlertEvent;
  readonly severity: AlertSeverity;
}

export const alertCodes: ReadonlyMap<string, CodeMeaning> = new Map(
  (Object.entries(codesByEvent) as [AlertEvent, Codes][]).flatMap(([event, codes]) =>
    Object.entries(codes).map(([code, severity]) => [code, { event, severity }] as const)
  ),
);
