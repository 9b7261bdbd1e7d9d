/**
 * Every event the bridge logs: its code, and the sentence the console and the text log show for it.
 * `{field}` is replaced by the field's value. Sorted by concern, then by code.
 */
export const logSentences = {
  // broker (the simulated one)
  replay_bad_line: "Line {line} of the replay file was left out: {reason}",
  replay_finished: "The replay has come to its end after {rows} rows",
  replay_opened: "Replaying {path}: {rows} rows of {symbol} {kind}, {badLines} bad lines left out",
  simulated_terminal_connected: "The simulated terminal is connected to the bridge",
  simulated_terminal_lost_bridge: "The simulated terminal has lost the bridge: {reason}",
  simulated_terminal_rejected: "The bridge refuses the simulated terminal ({code}): {message}",
  // config
  config_warning: "{warning}",
  // database
  mirror_connected: "Connected to PostgreSQL at {host}:{port} (pool: {poolMin}-{poolMax})",
  mirror_failed: "{reason}",
  mirror_renamed:
    "PostgreSQL knows more of this bridge than its own store does (an older or a copied store is in use): it goes on under a new name, and everything is sent again",
  store_degraded: "{reason}",
  store_opened: "Store open: {path}",
  store_pruned: "Deleted {ticks} ticks and {bars} bars past their retention",
  store_recovered: "Store open again: {path}",
  // http
  api_token_not_kept:
    "The API token cannot be kept in {path} ({reason}): a new one holds for this run alone; set API_TOKEN",
  http_bind_failed: "Status page not available: {reason}",
  http_foreign_host:
    "A request from {address} meant for another host was refused (a web page that resolves its own name to this machine?)",
  http_foreign_site: "A request from {address} made by a page of another site was refused",
  http_listening: "Status page at {url}",
  http_request_failed: "Request for {path} failed: {error}",
  http_throttled: "{address} tries many wrong API tokens and is being slowed down",
  http_without_token: "A request from {address} that needs the API token came without one",
  http_wrong_token: "A wrong API token came from {address}",
  // log
  log_file_failed: "{path} cannot be written: {reason}; the bridge runs on without it",
  log_file_restored: "{path} is written again; {lost} lines are lost",
  // mt5
  account_not_kept: "{terminal}: the account could not be stored: {error}",
  clock_offset: "{terminal}: server time is UTC plus {offsetHours} h",
  clock_offset_not_kept: "{terminal}: the clock offset could not be stored: {error}",
  link_listening: "Waiting for terminals on {host}:{port}",
  link_port_taken: "{host}:{port} is in use by another program: close it, or set {setting}",
  link_listen_refused: "Cannot listen on {host}:{port} ({detail}): set {setting}",
  link_message_malformed:
    "{terminal} sent a malformed message ({detail}; {collapsed} more not logged)",
  symbol_ambiguous:
    "{terminal}: several names fit {symbol}: {near}; choose by SYMBOL_SUFFIX or SYMBOL_MAP",
  symbol_missing: "{terminal}: the broker has no {symbol}; near: {near}",
  terminal_back: "{terminal} is heard again",
  terminal_connected_twice: "{terminal} is connected twice: the newest connection is used",
  terminal_lost: "{terminal} is lost: {reason}",
  terminal_refused: "A terminal was refused: {message} ({code}; {collapsed} more not logged)",
  terminal_silent: "{terminal} is silent",
  terminal_sync_failed: "{terminal} cannot be synced ({step}): {detail}",
  terminal_synced: "{terminal} is in sync: {symbols} symbols, connection {connects}",

  // cli
  initial_sync_done: "Initial sync complete: {tasks} tasks in {durationMs} ms, {failed} failed",

  // paper
  paper_account_kept: "{terminal}: the paper account is kept in the store again",
  paper_account_not_kept:
    "{terminal}: the paper account could not be kept in the store ({error}): nothing is answered until it is",
  paper_account_opened: "{terminal}: paper account opened with {balance} {currency}",
  paper_account_refused: "{terminal}: the stored paper account cannot be gone on from: {reason}",
  paper_account_restored: "{terminal}: paper account as it was: {balance} {currency}",
  paper_account_unread:
    "{terminal}: the store does not give the paper account ({error}), trying again",
  paper_margin_call:
    "{terminal}: margin call on the paper account, margin level {marginLevelPct} %",
  paper_stop_out: "{terminal}: stop-out on the paper account, margin level {marginLevelPct} %",
  // runtime
  actor_started: "{actor} started in {durationMs} ms",
  actor_crashed: "{actor} crashed: {error}",
  actor_failed: "{actor} gave up after {restarts} restarts in {windowMs} ms: {error}",
  actor_hung: "{actor} did not answer for {silentMs} ms and is being restarted",
  actor_restarted: "{actor} is back after {downMs} ms (restart {restarts})",
  actor_stopped: "{actor} stopped",
  actor_stop_timeout: "{actor} did not stop within {shutdownMs} ms and was killed",
  // runtime/scheduler
  job_failed: "{job} failed: {error}",
  job_recovered: "{job} works again after {failedRuns} failed runs",
  job_skipped: "{job} is still running after {runningMs} ms: its next run is skipped",
  worker_stats:
    "Worker Stats - Active: {active}, Queued: {queued}, Completed: {completed}, Failed: {failed}",

  // price
  bar_corrected:
    "{terminal} {symbol} {timeframe}: the bar of {time} built from ticks gave way to the terminal's own",
  bars_backfilled: "{terminal} {symbol} {timeframe}: {bars} bars fetched",
  bars_unfetched:
    "{terminal} {symbol} {timeframe}: bars could not be fetched ({error}), trying again",
  edges_unknown: "{terminal}: the store does not say how far it is ({error}), trying again",
  holes_examined:
    "{terminal} {symbol} {timeframe}: {holes} gaps asked about, {bars} bars found, the rest is empty",
  tick_gap: "{terminal} {symbol}: ticks are missing that the terminal could not give ({reason})",
  ticks_dropped: "The store is too slow or away: the oldest ticks are being lost",
  ticks_saved: "Ticks are being stored again after {downMs} ms; {dropped} were lost",
  ticks_unsaved: "Ticks cannot be stored ({error}): they wait in memory",

  // redis
  redis_away: "{reason}; the bridge runs on without it",
  redis_back: "Redis at {host}:{port} is back after {downMs} ms; {dropped} messages were lost",
  redis_connected: "Connected to Redis at {host}:{port}",
  redis_emptied: "Redis at {host}:{port} was emptied: everything is written again",
  redis_events_dropped: "Redis is away for too long: the oldest of {kept} messages are being lost",

  // risk
  day_began: "{terminal}: {day} begins with equity {equity} ({source})",
  decisions_lost: "{count} decisions could not be stored: more waited than are kept",
  halt_at_venue: "{terminal}: the terminal itself refuses new risk",
  halt_began: "{terminal} is halted ({cause}, {policy}, ends {ends}): {reason}",
  halt_ended: "{terminal}: the halt for {cause} has ended ({by})",
  halt_flat: "{terminal}: nothing is open any more (halt for {cause})",
  halt_in_effect: "{terminal}: nothing that opens risk is sent any more ({policy})",
  halt_lasts: "{terminal} is still halted ({cause}): {reason}",
  halt_not_written:
    "{terminal}: the halt is in effect but could not be written down ({code}); trying again",
  losses_accepted:
    "{terminal}: limits count from here: {loss} of the day accepted, peak set to equity {equity}",
  order_approved: "{terminal}: {type} {volume} {symbol} approved, {risk} at risk ({trace})",
  order_refused: "{terminal}: {type} {symbol} refused: {reasons} ({trace})",
  trading_resumed: "{terminal}: orders may be sent again",

  // strategy
  bars_not_analysed: "{count} bars of {symbol} were not analysed: more than {limit} were due",
  signal:
    "Signal: {direction} {symbol} {timeframe} at {price}, stop {stopLoss}, target {takeProfit}, by {strategy}: {reason} ({age} after it arose)",
  signal_not_executed:
    "Signal: {direction} {symbol} {timeframe} at {price}, stop {stopLoss}, target {takeProfit}, by {strategy}: {reason} ({age} after it arose; logged, not executed)",
  signals_late:
    "{terminal}: {count} signals of {symbol} {timeframe} were found too late to be traded, up to {age} after their bars had closed: kept as history",
  strategy_disabled: "Strategy {strategy} is disabled until the next start: it {problem}",
  strategy_failed: "Strategy {strategy} failed on {symbol}: {error}",
  strategy_switched_off: "Strategy {strategy} was disabled by hand",
  strategy_switched_on: "Strategy {strategy} was enabled by hand",
  strategy_refused: "Strategy {strategy} cannot run: {problem}",

  // trade
  account_flat: "{terminal}: nothing is open any more, as the halt wants it",
  account_not_reconciled:
    "{terminal}: positions, orders and deals could not be read ({error}); nothing is sent until they are",
  account_reconciled:
    "{terminal}: {positions} positions and {orders} orders, as the terminal says ({mode} mode, {openIntents} intents open)",
  balance_operation: "{terminal}: {type} of {amount} ({comment})",
  deal_of_others:
    "{terminal}: {type} {volumeLots} {symbol} at {price} ({entry}; {reason}), result {profit}",
  discrepancy_found: "{terminal}: {detail}",
  order_accepted: "{terminal}: {request}: {explanation}",
  order_filled:
    "{terminal}: {request} filled: {filledLots} lots at {price}, slippage {slippage} (intent {intent})",
  order_given_up: "{terminal}: {request} is not tried again: {reason}",
  order_progress: "{terminal}: {request} is {state}, was {before}: {explanation}",
  order_rejected: "{terminal}: {request} was not executed: {explanation}",
  order_unknown: "{terminal}: {request}: {explanation}; the terminal is being asked",
  position_closed:
    "{terminal}: {symbol} closed, {volumeLots} lots at {price} ({reason}), result {profit}",
  signal_not_traded:
    "{terminal}: the signal to {direction} {symbol} by {strategy} is not traded: {reason}",
  stop_moved: "{terminal}: the stop of {symbol} position {position} goes from {from} to {to}",
} as const;

export type LogCode = keyof typeof logSentences;
