// Names and limits of the link, generated from the schemas in src/mt5 by
// tools/generate_protocol.ts: do not edit.

#define WIRE_VERSION 3
#define WIRE_VERSION_MIN 2

#define WIRE_LIST_SEPARATOR 31

#define WIRE_FRAME_BYTES_MAX 1048576
#define WIRE_RATES_LIMIT_MAX 5000
#define WIRE_TICKS_LIMIT_MAX 10000
#define WIRE_LIST_LIMIT_MAX 1000
#define WIRE_SESSIONS_MAX 70
#define WIRE_STOPS_MAX 500
#define WIRE_INTENT_MAX 24
#define WIRE_COMMENT_MAX 27
#define WIRE_TEXT_MAX 256
#define WIRE_HALT_RECORD_MAX 2048
#define WIRE_ARGUMENTS_MAX 32
#define WIRE_DEPTH_LEVELS_MAX 256
#define WIRE_ARGUMENT_BYTES_MAX 65536
#define WIRE_TIME_MS_MAX 7258118400000

#define WIRE_INTENT_MAGIC_MIN 4611686018427387904
#define WIRE_GUARD_MAGIC 4611686018427387903

#define WIRE_KIND_HELLO "hello"
#define WIRE_KIND_HEARTBEAT "heartbeat"
#define WIRE_KIND_TICKS "ticks"
#define WIRE_KIND_BARS "bars"
#define WIRE_KIND_ACCOUNT "account"
#define WIRE_KIND_TRADE "trade"
#define WIRE_KIND_REPLY "reply"
#define WIRE_KIND_CHECK "check"
#define WIRE_KIND_WELCOME "welcome"
#define WIRE_KIND_REJECT "reject"
#define WIRE_KIND_CALL "call"
#define WIRE_KIND_CHECKED "checked"

#define WIRE_VERB_SUBSCRIBE "subscribe"
#define WIRE_VERB_RATES "rates"
#define WIRE_VERB_TICKS "ticks"
#define WIRE_VERB_SYMBOLS "symbols"
#define WIRE_VERB_ACCOUNT "account"
#define WIRE_VERB_DEPTH "depth"
#define WIRE_VERB_CALENDAR "calendar"
#define WIRE_VERB_POSITIONS "positions"
#define WIRE_VERB_ORDERS "orders"
#define WIRE_VERB_DEALS "deals"
#define WIRE_VERB_ORDER_CHECK "order_check"
#define WIRE_VERB_ORDER_SEND "order_send"
#define WIRE_VERB_ORDER_MODIFY "order_modify"
#define WIRE_VERB_ORDER_CANCEL "order_cancel"
#define WIRE_VERB_POSITION_MODIFY "position_modify"
#define WIRE_VERB_POSITION_CLOSE "position_close"
#define WIRE_VERB_POSITION_CLOSE_BY "position_close_by"
#define WIRE_VERB_FIND "find"
#define WIRE_VERB_HALT "halt"
#define WIRE_VERB_RESUME "resume"
#define WIRE_VERB_LIMITS "limits"
#define WIRE_VERB_PROTECT "protect"

#define WIRE_KEY_SERIES "series"
#define WIRE_KEY_SYMBOL "symbol"
#define WIRE_KEY_TIMEFRAME "timeframe"
#define WIRE_KEY_FROM "from"
#define WIRE_KEY_LIMIT "limit"
#define WIRE_KEY_SKIP "skip"
#define WIRE_KEY_NAMES "names"
#define WIRE_KEY_AFTER "after"
#define WIRE_KEY_TO "to"
#define WIRE_KEY_INTENT "intent"
#define WIRE_KEY_TYPE "type"
#define WIRE_KEY_VOLUME "volume"
#define WIRE_KEY_PRICE "price"
#define WIRE_KEY_STOP_LIMIT_PRICE "stopLimitPrice"
#define WIRE_KEY_STOP_LOSS "stopLoss"
#define WIRE_KEY_TAKE_PROFIT "takeProfit"
#define WIRE_KEY_DEVIATION_POINTS "deviationPoints"
#define WIRE_KEY_FILLING "filling"
#define WIRE_KEY_EXPIRES_MS "expiresMs"
#define WIRE_KEY_MAGIC "magic"
#define WIRE_KEY_COMMENT "comment"
#define WIRE_KEY_TICKET "ticket"
#define WIRE_KEY_BY "by"
#define WIRE_KEY_REASON "reason"
#define WIRE_KEY_RECORD "record"
#define WIRE_KEY_POLICY "policy"
#define WIRE_KEY_SILENCE_SECONDS "silenceSeconds"
#define WIRE_KEY_DAY_FROM_MS "dayFromMs"
#define WIRE_KEY_DAY_BASE "dayBase"
#define WIRE_KEY_DAY_LOSS "dayLoss"
#define WIRE_KEY_DAY_LOSS_PCT "dayLossPct"
#define WIRE_KEY_EQUITY_FLOOR "equityFloor"
#define WIRE_KEY_COUNTED_MS "countedMs"
#define WIRE_KEY_STOPS "stops"

#define WIRE_STATUS_OK "ok"
#define WIRE_STATUS_LOADING "loading"
#define WIRE_STATUS_REFUSED "refused"
#define WIRE_STATUS_INVALID "invalid"
#define WIRE_STATUS_UNKNOWN "unknown"

#define WIRE_CODE_UNKNOWN_VERB "unknown_verb"
#define WIRE_CODE_BAD_ARGUMENT "bad_argument"
#define WIRE_CODE_UNKNOWN_SYMBOL "unknown_symbol"
#define WIRE_CODE_MARKET_WATCH_FULL "market_watch_full"
#define WIRE_CODE_UNKNOWN_TICKET "unknown_ticket"
#define WIRE_CODE_INTENT_REUSED "intent_reused"
#define WIRE_CODE_BROKER_REFUSED "broker_refused"
#define WIRE_CODE_OUTCOME_UNKNOWN "outcome_unknown"
#define WIRE_CODE_CLOSE_PENDING "close_pending"
#define WIRE_CODE_SYMBOL_RULE "symbol_rule"
#define WIRE_CODE_TRADING_NOT_ALLOWED "trading_not_allowed"
#define WIRE_CODE_HALTED "halted"
#define WIRE_CODE_BRIDGE_SILENT "bridge_silent"
#define WIRE_CODE_LOTS_CAP "lots_cap"
#define WIRE_CODE_RATE_CAP "rate_cap"
#define WIRE_CODE_FILE_UNWRITABLE "file_unwritable"
#define WIRE_CODE_ACCOUNT_LOADING "account_loading"
#define WIRE_CODE_TOO_MANY_ROWS "too_many_rows"
#define WIRE_CODE_CALENDAR_UNAVAILABLE "calendar_unavailable"
#define WIRE_CODE_DEPTH_UNAVAILABLE "depth_unavailable"

#define WIRE_REJECT_HELLO_EXPECTED "hello_expected"
#define WIRE_REJECT_BAD_HELLO "bad_hello"
#define WIRE_REJECT_WRONG_TOKEN "wrong_token"
#define WIRE_REJECT_WRONG_VERSION "wrong_version"
#define WIRE_REJECT_WRONG_ACCOUNT "wrong_account"
#define WIRE_REJECT_REPLACED "replaced"
#define WIRE_REJECT_TOO_MANY_TERMINALS "too_many_terminals"
#define WIRE_REJECT_NOT_KEPT "not_kept"

#define WIRE_FIND_NONE "none"
#define WIRE_FIND_SENT "sent"
#define WIRE_FIND_DONE "done"
#define WIRE_FIND_REFUSED "refused"

#define WIRE_GUARD_OFF "off"
#define WIRE_GUARD_BLOCK "block"
#define WIRE_GUARD_CLOSE "close"

#define WIRE_CAUSE_DAILY_LOSS "daily_loss"
#define WIRE_CAUSE_DRAWDOWN "drawdown"

#define WIRE_WATCHED_LIMITS "limits"
#define WIRE_WATCHED_STOPS "stops"

#define WIRE_ORDER_KINDS "market,limit,stop,stop_limit,sl,tp,close_by"
#define WIRE_LIFETIMES "gtc,day,specified,specified_day"

#define WIRE_ASSUMPTION_TEXT_END "text_end"
#define WIRE_ASSUMPTION_UTF8 "utf8"
#define WIRE_ASSUMPTION_ARRAY_COPY "array_copy"
#define WIRE_ASSUMPTION_ARRAY_SWAP "array_swap"
#define WIRE_ASSUMPTION_ROW_BYTES "row_bytes"
#define WIRE_ASSUMPTION_FILE_READ_WRITE "file_read_write"
#define WIRE_ASSUMPTION_FILE_REPLACE "file_replace"
#define WIRE_ASSUMPTION_EXCLUSIVE_FILE "exclusive_file"
#define WIRE_ASSUMPTION_SERVER_TIME "server_time"
#define WIRE_ASSUMPTION_TIMER "timer"
#define WIRE_ASSUMPTION_TIMER_PERIOD "timer_period"
#define WIRE_ASSUMPTION_SOCKET_CONNECT "socket_connect"
#define WIRE_ASSUMPTION_SOCKET_IDLE "socket_idle"
#define WIRE_ASSUMPTION_SOCKET_READ_TIMEOUT "socket_read_timeout"
#define WIRE_ASSUMPTION_SOCKET_SEND "socket_send"
#define WIRE_ASSUMPTION_SOCKET_READ "socket_read"
#define WIRE_ASSUMPTION_SOCKET_SHORT_READS "socket_short_reads"
#define WIRE_ASSUMPTION_UNLOADED_HISTORY "unloaded_history"
#define WIRE_ASSUMPTION_CALENDAR "calendar"
#define WIRE_ASSUMPTION_CLOSED_MARKET "closed_market"

#define WIRE_RESULT_PASS "pass"
#define WIRE_RESULT_FAIL "fail"
#define WIRE_RESULT_UNCHECKED "unchecked"

#define WIRE_DEPTH_SELL "sell"
#define WIRE_DEPTH_BUY "buy"
#define WIRE_DEPTH_SELL_MARKET "sell_market"
#define WIRE_DEPTH_BUY_MARKET "buy_market"

#define WIRE_CALENDAR_KIND_EVENT "event"
#define WIRE_CALENDAR_KIND_INDICATOR "indicator"
#define WIRE_CALENDAR_KIND_HOLIDAY "holiday"

#define WIRE_CALENDAR_IMPORTANCE_NONE "none"
#define WIRE_CALENDAR_IMPORTANCE_LOW "low"
#define WIRE_CALENDAR_IMPORTANCE_MODERATE "moderate"
#define WIRE_CALENDAR_IMPORTANCE_HIGH "high"

#define WIRE_CALENDAR_TIMING_EXACT "exact"
#define WIRE_CALENDAR_TIMING_DAY "day"
#define WIRE_CALENDAR_TIMING_NONE "none"
#define WIRE_CALENDAR_TIMING_TENTATIVE "tentative"

#define WIRE_CALENDAR_IMPACT_NONE "none"
#define WIRE_CALENDAR_IMPACT_POSITIVE "positive"
#define WIRE_CALENDAR_IMPACT_NEGATIVE "negative"
