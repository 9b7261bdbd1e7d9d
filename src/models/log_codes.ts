/**
 * Every event the bridge logs: its code, and the sentence that the console and the text log show
 * for it. `{field}` is replaced by the value of that field, `{bars: bar}` by `1 bar` or `20 bars`,
 * `{downMs: duration}` by `12 s`, `{host: address}` by `[::1]`. Sorted by concern, then by code.
 */
export const logSentences = {
  // alerts
  alerts_arrive_again: "Alerts by {channel} arrive again after {downMs: duration}",
  alerts_not_sent: "Alerts by {channel} do not arrive: {reason}. Trying again",
  telegram_stranger:
    "Somebody whose chat ({chat}) is not in ALERT_TELEGRAM_CHATS has written to the Telegram bot. Nothing is obeyed",

  // backtest
  backtest_failed: "Backtest {id} failed: {reason}",
  backtest_finished: "Backtest {id} finished: {title}",
  backtest_unreadable: "{folder} holds no backtest that can be read, and is left alone",
  backtest_unwritable: "The state of backtest {id} could not be saved: {reason}",

  // cli
  demo_backtest_done:
    "A backtest on the prices of this demo: {result} in {trades: trade}. Its report: {page}",
  initial_sync_done:
    "Initial sync complete: {tasks: task} in {durationMs: duration}, {failed} failed",

  // config
  config_warning: "{warning}",

  // database
  data_folder_synchronised: "{reason}",
  mirror_behind: "PostgreSQL lacks the last {rows: row} so far: they are sent after the next start",
  mirror_connected: "Connected to PostgreSQL at {host: address}:{port} (pool: {poolMin}-{poolMax})",
  mirror_differed: "PostgreSQL differed from the store ({rows: row} compared): {what}",
  mirror_failed: "{reason}",
  mirror_password_exposed:
    "PostgreSQL at {server} asked for the password {way}, and it went there without encryption (POSTGRES_TLS=off): anybody in between can read it",
  mirror_renamed:
    "PostgreSQL has newer rows from this bridge than the local store (restored or copied?): starting a new copy as {name}",
  paper_account_ambiguous:
    "{terminal} is stored as an account that may be a paper account; it remains a terminal's account: {reason}. A paper account of that name starts with a new balance",
  paper_account_renamed: "The stored paper account {was} is now {terminal}",
  settings_reloaded: "The settings were read again: {changes}",
  side_work_failed: "{what}: {reason}. The bridge continues without it",
  store_cleaned:
    "Prices that no market can have made were found in the store and moved to removed_bars ({bars}) and removed_ticks ({ticks})",
  store_degraded: "{reason}",
  store_journal_lost:
    "The bridge had ended without closing its store, and {path}-wal, which has the latest rows then, is gone. If a program that reads SQLite has opened the store since, it is complete. If the file was deleted, the last minute is missing: prices are fetched again, and accounts are compared with their terminals",
  store_opened: "Store open: {path}",
  store_pruned: "Deleted {ticks: tick} and {bars: bar} past their retention",
  store_recovered: "Store open again: {path}",

  // fleet
  fleet_away: "{reason}. The bridge continues without the fleet",
  fleet_command_done:
    "A halt from the fleet view ({command}, by {server}) was carried out: {reason}",
  fleet_command_late: "A halt from the fleet view ({command}, by {server}) came too late: {reason}",
  fleet_command_refused:
    "A halt from the fleet view ({command}, by {server}) was refused: {reason}",
  fleet_joined: "Reports to the fleet as {bridge} ({server})",
  fleet_name_shared:
    "Another bridge also reports to the fleet as {bridge} ({server}): give each a FLEET_NAME of its own",

  // http
  api_token_not_kept:
    "The API token could not be saved in {path} ({reason}): a new one is used for this run only. Set API_TOKEN",
  http_bind_failed: "Dashboard not available: {reason}",
  http_foreign_host:
    "A request from {address} addressed to another host was rejected (possibly a web page that points its own name at this machine)",
  http_foreign_site: "A request from {address} made by a page of another site was rejected",
  http_listening: "Dashboard at {url}",
  http_read_only_token:
    "A change from {address} was rejected: its token is API_READ_TOKEN, which allows reading only",
  http_request_failed: "Request for {path} failed: {error}",
  http_throttled: "Too many wrong API tokens from {address}: its requests are slowed down",
  http_without_token: "A request from {address} was rejected: no API token",
  http_wrong_token: "A request from {address} was rejected: wrong API token",

  // log
  file_open_to_others:
    "{path} may be readable by other users of this machine ({reason}): change its permissions",
  files_closed_to_others:
    "Other users of this machine could read {paths}. Now only you can; if they may have done so, replace the tokens",
  log_file_failed: "Cannot write to {path}: {reason}. The bridge continues without it",
  log_file_restored: "Writing to {path} again; {lost: line} lost",

  // mt5
  account_not_kept: "{terminal}: account figures could not be saved: {error}",
  account_terms_changed: "{terminal}: the broker has changed the account: {changes}",
  calendar_absent:
    "{terminal}: no economic calendar: the terminal cannot reach it, or the Expert Advisor is too old",
  calendar_not_kept: "{terminal}: the economic calendar could not be saved: {error}",
  calendar_read: "{terminal}: economic calendar read, {count: release} of the next days",
  clock_doubted:
    "{terminal}: a quote is dated {time}, far from the broker's time. It is ignored unless the following quotes confirm it",
  clock_jumped:
    "{terminal}: this computer's clock has jumped {direction} by {by}, or the computer has slept: the account is read again",
  clock_offset: "{terminal}: broker time is {offset}",
  clock_offset_not_kept: "{terminal}: the broker time offset could not be saved: {error}",
  clock_right: "{terminal}: this computer's clock agrees with the broker's again",
  clock_wrong:
    "{terminal}: {problem}. Let the system synchronise it over the internet. The age of prices and signals is measured by the broker's ticks",
  link_accept_failed:
    "No more terminals can connect for now ({detail}); connected terminals keep working",
  link_accept_recovered: "Terminals can connect again",
  link_connection_refused:
    "A connection to the link was closed: {reason} ({fault}; {collapsed} more not logged)",
  link_listen_refused: "Cannot listen on {host: address}:{port} ({detail}): set {setting}",
  link_listening: "Waiting for terminals on {host: address}:{port}",
  link_message_malformed:
    "{terminal} sent a malformed message ({detail}; {collapsed} more not logged)",
  link_port_taken:
    "{host: address}:{port} is in use by another program: close it, or set {setting}",
  link_token_not_kept:
    "The link's token could not be saved in {path} ({reason}): Expert Advisors cannot know it. Set MT5_LINK_TOKEN",
  live_account_elsewhere:
    "Account {login} is connected at {server}, but live orders go to the one at {pinned} only (LIVE_ACCOUNT={login}@{server} changes that)",
  live_account_pinned:
    "Live orders go to account {login} at {server} from now on, the server of its first connection (LIVE_ACCOUNT={login}@{server} says so as well)",
  market_watch_full:
    "{terminal}: Market Watch is full, so {symbols} cannot be used. Hide symbols there that you do not need",
  symbol_ambiguous:
    "{terminal}: several symbols match {symbol}: {near}. Choose one with SYMBOL_SUFFIX or SYMBOL_MAP",
  symbol_class_differs:
    "{terminal}: {symbol} is in the list {list}, but the broker lists it as {described}. The limits of {list} apply",
  symbol_malformed:
    "{terminal}: the description of {broker} is malformed ({detail}), so that it is not traded; {collapsed} more such reports not logged",
  symbol_missing: "{terminal}: the broker does not offer {symbol}. Similar: {near}",
  symbol_not_tradable: "{terminal}: {symbol} ({broker}) cannot be traded: {mode}",
  symbol_substituted:
    "{terminal}: {names} cannot be traded at this broker; {broker} is used for {symbol}",
  symbol_terms_changed: "{terminal}: the broker has changed {symbol}: {changes}",
  symbol_terms_not_kept: "{terminal}: changed terms of symbols could not be saved: {error}",
  terminal_back: "Terminal {terminal} is responding again",
  terminal_blocked:
    "{terminal}: reading history has blocked the terminal ({reads: time}, longest {longest}): it does nothing else meanwhile, orders included",
  terminal_check_failed: "{terminal}: self-test: {title}: {detail}. {failure}",
  terminal_check_not_kept: "{terminal}: the self-test could not be saved: {error}",
  terminal_checked:
    "{terminal}: self-test of the terminal (build {build}): {failed} of {checked: check} failed",
  terminal_connected_twice:
    "Terminal {terminal} is connected twice: the newest connection is used ({collapsed} more not logged)",
  terminal_lost: "Lost connection to terminal {terminal}: {reason}",
  terminal_refused: "A terminal was rejected: {message} ({code}; {collapsed} more not logged)",
  terminal_silent: "Terminal {terminal} stopped responding",
  terminal_sync_failed: "Terminal {terminal} cannot be synced ({step}): {detail}",
  terminal_synced: "Terminal {terminal} is in sync: {symbols: symbol}, connection {connects}",

  // paper
  paper_account_ahead:
    "{terminal}: a quote with a wrong time had moved the paper account to {time}, later than the broker's time. It continues at the broker's time; swaps and trades since then are kept",
  paper_account_kept: "{terminal}: the paper account is being saved again",
  paper_account_not_kept:
    "{terminal}: the paper account could not be saved ({error}). It accepts no orders until it can be",
  paper_account_opened: "{terminal}: paper account opened with {money}",
  paper_account_refused: "{terminal}: the saved paper account cannot be continued: {reason}",
  paper_account_restored: "{terminal}: paper account restored with {money}",
  paper_account_unread: "{terminal}: the paper account could not be read ({error}), trying again",
  paper_margin_call:
    "{terminal}: margin call on the paper account, margin level {marginLevelPct} %",
  paper_orders_go_on: "{terminal}: pending orders of {symbol} can be filled again",
  paper_orders_wait:
    "{terminal}: {symbol} cannot be read, so its pending orders ({orders}) are not filled until it can be",
  paper_stop_out: "{terminal}: stop-out on the paper account, margin level {marginLevelPct} %",
  paper_ticks_skipped:
    "{terminal}: {ticks: tick} of this run not applied to the paper account, because it could not be opened in time",

  // price
  bar_corrected:
    "{terminal} {symbol} {timeframe}: the bar of {time} built from ticks was replaced by the terminal's own",
  bars_backfilled: "{terminal} {symbol} {timeframe}: {bars: bar} fetched",
  bars_unfetched:
    "{terminal} {symbol} {timeframe}: bars could not be fetched ({error}), trying again",
  edges_unknown:
    "{terminal}: the last stored bars and ticks could not be read ({error}), trying again",
  holes_examined:
    "{terminal} {symbol} {timeframe}: {holes: gap} checked, {bars: bar} found, the rest is empty at the broker",
  prices_ahead:
    "{terminal} {symbol}: accepted prices up to {time} are later than the broker's time: they are removed and fetched again from the terminal",
  prices_refused:
    "{terminal} {symbol}: {rows: row} of {kind} refused ({reason}), such as the one of {time} with {field} {value}",
  prices_removed:
    "{terminal}: {bars: stored bar} and {ticks: stored tick} later than the broker's time removed; they are fetched again from the terminal",
  tick_gap: "{terminal} {symbol}: ticks are missing that the terminal could not supply ({reason})",
  ticks_dropped: "The store is too slow or unavailable: the oldest ticks are being lost",
  ticks_saved: "Ticks are being saved again after {downMs: duration}; {dropped: tick} lost",
  ticks_unsaved: "Ticks cannot be saved ({error}): they are kept in memory",

  // redis
  redis_away: "{reason}. The bridge continues without it",
  redis_back:
    "Redis at {host: address}:{port} is back after {downMs: duration}; {dropped: message} lost",
  redis_connected: "Connected to Redis at {host: address}:{port}",
  redis_emptied: "Redis at {host: address}:{port} was emptied: everything is written again",
  redis_events_dropped:
    "Redis has been unavailable for too long: the oldest of {kept: message} are being lost",

  // risk
  account_day_ahead:
    "{terminal}: losses still count towards {day}, although the broker's date is {time}: a wrong clock started that day too early. Until then the losses of all days count together, and a halt until the next day must be resumed manually. Run mt5-bridge doctor for the fix",
  account_day_replaced:
    "{terminal}: losses are counted in the day {day} instead of {before} ({by}): starting equity {equity}, the strictest of the known values. Halts and the equity high stay",
  account_report: "{terminal}: equity {equity}, {openTrades}, today {today}",
  account_sound: "{terminal}: the account figures make sense again",
  account_unsound:
    "{terminal}: the account figures make no sense: {problem}. No new trades until they do; asking the terminal",
  day_began: "{terminal}: day {day}: starting equity {equity} ({source})",
  day_corrected:
    "{terminal}: day {day}: starting equity {equity} instead of {before}: the broker listed earlier deals late",
  decisions_lost: "{count: risk decision} could not be saved: too many were waiting",
  everything_halted: "All trading HALTED: {summary}, also on accounts that connect later. {effect}",
  everything_resumed: "The halt of all trading was lifted ({how})",
  general_halt_not_written:
    "The halt of all trading is in effect but could not be saved ({code}); trying again",
  guard_acted:
    "{terminal}: the terminal acted by itself while the bridge was gone: {closed: position} closed, {cancelled: order} cancelled",
  guard_confirmed:
    "{terminal}: terminal confirmed: without the bridge it applies the limits itself ({policy})",
  guard_damaged:
    "{terminal}: the terminal could not read all of its limits (a crash?); they are sent again",
  guard_missing:
    "{terminal}: the Expert Advisor is too old to apply loss limits while the bridge is gone: run mt5-bridge install-ea",
  guard_refused:
    "{terminal}: the terminal did not accept the loss limits: {message}. Retrying at growing intervals",
  halt_began: "{terminal} HALTED: {summary}. {effect}. {until}",
  halt_confirmed: "{terminal}: terminal confirmed: new trades blocked",
  halt_ended: "{terminal}: {halt} lifted ({how}). {effect}[. {grant}]",
  halt_flat: "{terminal}: halt completed, all positions closed",
  halt_in_effect: "{terminal}: no new trades ({policy})",
  halt_lasts: "{terminal} is still halted: {summary}",
  halt_not_written:
    "{terminal}: the halt is in effect but could not be saved ({code}); trying again",
  halt_refused_by_venue:
    "{terminal}: the terminal did not accept a change of its halt flag: {message}. The bridge enforces its halts anyway. Retrying at growing intervals",
  order_approved: "{terminal}: {side} {volume} {symbol} approved ({by}), risk {risk}",
  order_reduced: "{terminal}: {symbol} reduced[ from {from}] to {to: lot}: {reason}",
  order_refused: "{terminal}: {side} {symbol} rejected ({by}): {reasons}",

  // runtime
  actor_crashed: "{actor} crashed: {error}",
  actor_failed: "{actor} gave up after {restarts: restart} in {windowMs: duration}: {error}",
  actor_hung: "{actor} did not answer for {silentMs: duration} and is being restarted",
  actor_restarted: "{actor} is running again after {downMs: duration} (restart {restarts})",
  actor_restarting: "{actor} is being restarted manually",
  actor_started: "{actor} started in {durationMs} ms",
  actor_stop_timeout: "{actor} did not stop within {shutdownMs: duration} and was killed",
  actor_stopped: "{actor} stopped",
  job_failed: "{job} failed[: {error}]",
  job_recovered: "{job} succeeded again after {failedRuns: failed run}",
  job_skipped:
    "{job} has been running for {runningMs: duration}: its next runs are skipped until it is done",
  worker_stats: "Tasks: {active} active, {queued} queued, {completed} completed, {failed} failed",

  // signals
  outside_signal:
    "Signal from {source}: {direction} {symbol} at {price}, SL {stopLoss}, TP {takeProfit}: {reason} (sent {age} ago)",
  outside_signal_change: "Signal from {source}: {change} {symbol} on {terminal}: {reason}",
  outside_signal_not_executed:
    "Signal from {source}: {direction} {symbol} at {price}, SL {stopLoss}, TP {takeProfit}: {reason} (sent {age} ago; logged, not traded)",
  outside_signal_refused: "A signal from {source} was refused ({code}): {reason}",
  signal_channel_unknown:
    "The Telegram bot sees posts of a channel ({chat}) that SIGNAL_TELEGRAM_CHANNELS does not name. They are ignored",
  signal_hook_bind_failed: "Web hooks cannot arrive: {reason}",
  signal_hook_listening: "Web hooks arrive at {url}",
  signal_hook_refused:
    "Requests to the way in for web hooks were refused: wrong address, path or token ({count} so far, the last from {address})",

  // simulated_terminal
  replay_bad_line: "Line {line} of the replay file was skipped: {reason}",
  replay_finished: "Replay finished: {summary}",
  replay_not_waiting:
    "{terminal}: the replay goes on without waiting for strategies and orders, which made no progress for {waitedMs: duration}",
  replay_note: "{path}: {note}",
  replay_opened: "Replaying {path}: {rows: row} of {symbol} {kind}, {badLines: bad line} skipped",
  simulated_terminal_connected: "The simulated terminal is connected to the bridge",
  simulated_terminal_lost_bridge:
    "The simulated terminal lost the connection to the bridge: {reason}",
  simulated_terminal_rejected: "The bridge rejected the simulated terminal ({code}): {message}",

  // strategy
  bars_not_analysed: "{count: bar} of {symbol} not analysed: more than {limit} were due",
  signal:
    "Signal: {direction} {symbol} {timeframe} at {price}, SL {stopLoss}, TP {takeProfit}, {strategy}: {reason} (bar closed {age} ago)",
  signal_not_executed:
    "Signal: {direction} {symbol} {timeframe} at {price}, SL {stopLoss}, TP {takeProfit}, {strategy}: {reason} (bar closed {age} ago; logged, not traded)",
  signals_late:
    "{terminal}: {count: signal} ({symbols}) found too late to be traded, up to {age} after their bars closed: stored only",
  strategies_off:
    "The bridge was restarted without strategies, because {reason}. Meanwhile none closes its positions, moves their stops or cancels its orders. They run again after you start the bridge manually",
  strategy_disabled:
    "Strategy {strategy} is disabled until you enable it or start the bridge again: it {problem}",
  strategy_failed: "Strategy {strategy} failed on {symbol}: {error}",
  strategy_file_not_taken_up:
    "Strategy {strategy}: the saved file cannot run, the one before it goes on: {problem}",
  strategy_file_taken_up: "Strategy {strategy}: the saved file runs from now on",
  strategy_file_waits:
    "Strategy {strategy}: the file was saved, and live mode goes on with the one before it until you take the new one up on the dashboard, by the API, or by a restart",
  strategy_files_not_named:
    "Files in {folder} that do not run, because STRATEGIES does not name them: {strategies}",
  strategy_files_separated:
    "A process shared by several strategy files failed: it {error}. Each file now has its own process: {files}",
  strategy_files_unwatched: "Saved strategy files are not noticed until the next start: {error}",
  strategy_not_deciding: "Strategy {strategy} does not decide on {symbol} {timeframe}: {problem}",
  strategy_process_ended: "Strategy {strategy} made its process fail: it {error}",
  strategy_refused: "Strategy {strategy} cannot run: {problem}",
  strategy_slow:
    "Strategy {strategy} keeps using most of its time limit ({meanMs} of {limitMs} ms a turn); other files go first",
  strategy_switched_off: "Strategy {strategy} was disabled manually",
  strategy_switched_on: "Strategy {strategy} was enabled manually",

  // trade
  account_not_reconciled:
    "{terminal}: positions, orders and deals could not be read ({error}). No orders are sent until they are",
  account_reconciled: "{terminal}: synced: {openTrades} ({mode} mode)",
  balance_operation: "{terminal}: {what}[ ({comment})]",
  close_unwritten: "{terminal}: {request} was sent, but could not be saved first ({code})",
  closes_wait:
    "{terminal}: the bridge was started while its store is unavailable, so a close from an earlier run may still be executed: nothing is opened or closed on this netting account until two minutes after the start",
  copies_missed: "{terminal}: {count: position} of {master} not copied. The first: {reason}",
  copy_missed: "{terminal}: {what} of {master} was not followed: {reason}",
  copy_not_closed:
    "{terminal}: the master has closed {symbol}, and position {position} could not be closed: {problem}. Trying again",
  copy_not_moved:
    "{terminal}: the levels of {symbol} position {position} could not be moved as the master's: {problem}",
  deal_of_others:
    "{terminal}: {type} {volumeLots: lot} {symbol} {action} at {price}, {reason}[, {result}]",
  discrepancy_found: "{terminal}: {detail}",
  group_filled:
    "Pending order {order} is cancelled: another entry of its group was filled ({owner})",
  intent_asked_elsewhere:
    "{terminal}: only the terminal that received order {intent} knows its outcome, and another one is connected. Connect that terminal again, or settle the order manually",
  order_accepted: "{terminal}: {request} ({by}): {explanation}",
  order_changed: "{terminal}: {request} done ({by})",
  order_filled:
    "{terminal}: {request} filled ({by}): {filledLots: lot}[ at {price}][, slippage {slipped}]",
  order_given_up: "{terminal}: {request} is not tried again: {reason}",
  order_outgrown:
    "{terminal}: pending order {order} no longer fits the account, cancelling: {reason}",
  order_progress: "{terminal}: {request} is now {state} (was {before}): {explanation}",
  order_rejected: "{terminal}: {request} was not executed ({by}): {explanation}",
  order_unknown: "{terminal}: {request} ({by}): {explanation}. Asking the terminal",
  order_withheld: "{terminal}: {request} was not sent ({by}): {reason}",
  position_closed: "{terminal}: {symbol} closed {volumeLots: lot} at {price}, {reason}, {result}",
  signal_not_traded: "{terminal}: {direction} {symbol} of {strategy} was not traded: {reason}",
  stop_moved: "{terminal}: stop loss of {symbol} position {position} moved[ from {from}] to {to}",
  stop_not_ruled:
    "{terminal}: the stop loss of {symbol} position {position} is no longer moved, because the " +
    "terminal has no such symbol",
  stop_refused:
    "{terminal}: stop loss of {symbol} position {position} is unchanged: {to} was refused. Trying again when the stop is farther from the price, when the broker's terms change, or after {nextMinutes} min",
  stops_confirmed:
    "{terminal}: terminal confirmed: without the bridge it moves the stops of {count: position} itself",
  stops_moved_alone:
    "{terminal}: while the bridge was gone, the terminal moved {moved: stop} itself (since its Expert Advisor started)",
  stops_not_held:
    "{terminal}: the terminal did not accept the stops to move without the bridge: {message}. Retrying at growing intervals",
  strategy_change: "{strategy}: {change} of {symbol} {timeframe}: {reason}",
  strategy_change_not_made: "{strategy}: {change} of {symbol} {timeframe} was not made: {problem}",
} as const;

/** The code of an event that the bridge logs. */
export type LogCode = keyof typeof logSentences;
