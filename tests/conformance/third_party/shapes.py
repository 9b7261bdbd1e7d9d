"""What the platform calls by MetaTrader's names, in the shapes of docs/protocol.md."""

import struct

TRADE_MODES = ("disabled", "long_only", "short_only", "close_only", "full")
CALENDAR_KINDS = ("event", "indicator", "holiday")
CALENDAR_IMPORTANCES = ("none", "low", "moderate", "high")
CALENDAR_TIMINGS = ("exact", "day", "none", "tentative")
CALENDAR_IMPACTS = ("none", "positive", "negative")
EXECUTIONS = ("request", "instant", "market", "exchange")
ORDER_KINDS = ("market", "limit", "stop", "stop_limit", "sl", "tp", "close_by")
LIFETIMES = ("gtc", "day", "specified", "specified_day")
GTC_MODES = ("gtc", "daily", "daily_excluding_stops")
WEEKDAYS = ("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")
SWAP_MODES = (
    "disabled",
    "points",
    "currency_symbol",
    "currency_margin",
    "currency_deposit",
    "interest_current",
    "interest_open",
    "reopen_current",
    "reopen_bid",
)
CALC_MODES = {
    0: "forex",
    1: "futures",
    2: "cfd",
    3: "cfd_index",
    4: "cfd_leverage",
    5: "forex_no_leverage",
    32: "exch_stocks",
    33: "exch_futures",
    37: "exch_bonds",
}
ORDER_TYPES = (
    "buy",
    "sell",
    "buy_limit",
    "sell_limit",
    "buy_stop",
    "sell_stop",
    "buy_stop_limit",
    "sell_stop_limit",
    "close_by",
)
ORDER_STATES = (
    "started",
    "placed",
    "canceled",
    "partial",
    "filled",
    "rejected",
    "expired",
    "request_add",
    "request_modify",
    "request_cancel",
)
DEAL_TYPES = (
    "buy",
    "sell",
    "balance",
    "credit",
    "charge",
    "correction",
    "bonus",
    "commission",
    "commission_daily",
    "commission_monthly",
    "commission_agent_daily",
    "commission_agent_monthly",
    "interest",
    "buy_canceled",
    "sell_canceled",
    "dividend",
    "dividend_franked",
    "tax",
)
DEAL_ENTRIES = ("in", "out", "inout", "out_by")
REASONS = (
    "client",
    "mobile",
    "web",
    "expert",
    "sl",
    "tp",
    "so",
    "rollover",
    "vmargin",
    "split",
    "corporate_action",
)


def none_of(ticket):
    return "" if ticket == "0" else ticket


TICK_ROW = struct.Struct("<qddddB")
BAR_ROW = struct.Struct("<qddddqqi")


def tick_rows(fields):
    rows = (fields[at : at + 6] for at in range(0, len(fields), 6))
    return b"".join(
        TICK_ROW.pack(int(time_ms), *map(float, prices), int(flags) & 0xFF)
        for time_ms, *prices, flags in rows
    )


def bar_rows(rows):
    return b"".join(
        BAR_ROW.pack(int(seconds) * 1000, *prices, int(ticks), int(real), int(spread))
        for seconds, *prices, ticks, spread, real in rows
    )


def description(symbol):
    modes = symbol.whole("SYMBOL_FILLING_MODE")
    fillings = [name for bit, name in ((1, "fok"), (2, "ioc"), (4, "boc")) if modes & bit]
    if symbol.whole("SYMBOL_TRADE_EXEMODE") != 2:
        fillings.append("return")
    return {
        "name": symbol.name,
        "digits": symbol.whole("SYMBOL_DIGITS"),
        "tickSize": symbol.number("SYMBOL_TRADE_TICK_SIZE"),
        "tickValue": symbol.number("SYMBOL_TRADE_TICK_VALUE"),
        "contractSize": symbol.number("SYMBOL_TRADE_CONTRACT_SIZE"),
        "volumeMin": symbol.number("SYMBOL_VOLUME_MIN"),
        "volumeMax": symbol.number("SYMBOL_VOLUME_MAX"),
        "volumeStep": symbol.number("SYMBOL_VOLUME_STEP"),
        "volumeLimit": symbol.number("SYMBOL_VOLUME_LIMIT"),
        "stopsLevel": symbol.whole("SYMBOL_TRADE_STOPS_LEVEL"),
        "freezeLevel": symbol.whole("SYMBOL_TRADE_FREEZE_LEVEL"),
        "fillingModes": fillings,
        "baseCurrency": symbol.properties["SYMBOL_CURRENCY_BASE"],
        "profitCurrency": symbol.properties["SYMBOL_CURRENCY_PROFIT"],
        "marginCurrency": symbol.properties["SYMBOL_CURRENCY_MARGIN"],
        "tradeMode": TRADE_MODES[symbol.whole("SYMBOL_TRADE_MODE")],
        "calcMode": CALC_MODES.get(symbol.whole("SYMBOL_TRADE_CALC_MODE"), "other"),
        "swapMode": dict(enumerate(SWAP_MODES)).get(symbol.whole("SYMBOL_SWAP_MODE"), "other"),
        "swapLong": symbol.number("SYMBOL_SWAP_LONG"),
        "swapShort": symbol.number("SYMBOL_SWAP_SHORT"),
        "sessions": week(symbol.sessions),
        "brokerTerms": broker_terms(symbol),
    }


def week(sessions):
    return [[day * 1440 + start, day * 1440 + end] for day, start, end in sessions]


def named_bits(bits, names):
    return [name for at, name in enumerate(names) if bits >> at & 1]


def broker_terms(symbol):
    rates = {"initial": 1, "maintenance": 1}  # this platform's margin follows from the contract
    return {
        "execution": EXECUTIONS[symbol.whole("SYMBOL_TRADE_EXEMODE")],
        "orderKinds": named_bits(symbol.whole("SYMBOL_ORDER_MODE"), ORDER_KINDS),
        "lifetimes": named_bits(symbol.whole("SYMBOL_EXPIRATION_MODE"), LIFETIMES),
        "gtcMode": GTC_MODES[symbol.whole("SYMBOL_ORDER_GTC_MODE")],
        "swapNights": [symbol.number("SYMBOL_SWAP_" + day) for day in WEEKDAYS],
        "marginInitial": symbol.number("SYMBOL_MARGIN_INITIAL"),
        "marginMaintenance": symbol.number("SYMBOL_MARGIN_MAINTENANCE"),
        "marginHedged": symbol.number("SYMBOL_MARGIN_HEDGED"),
        "marginRates": {"buy": rates, "sell": rates},
        "quoteSessions": week(symbol.sessions),
    }


def book(symbol, count):
    """This platform has no book of its own: levels around the quote, from high to low."""
    step, digits = symbol.number("SYMBOL_TRADE_TICK_SIZE"), symbol.whole("SYMBOL_DIGITS")
    sells = [("sell", symbol.ask + at * step, at + 1) for at in reversed(range(count))]
    buys = [("buy", symbol.bid - at * step, at + 1) for at in range(count)]
    return [
        {"side": side, "price": round(price, digits), "volume": volume}
        for side, price, volume in sells + buys
    ]


def release_row(platform, ident):
    event, seconds, _, _, *figures, impact = platform.calendar_values[ident]
    country, kind, timing, importance, _, name = platform.calendar_events[event]
    _, code, currency = platform.calendar_countries[country]
    actual, previous, revised, forecast = (
        None if figure is None else figure / 1_000_000 for figure in figures
    )
    return {
        "ticket": str(ident),
        "event": str(event),
        "name": name,
        "country": code,
        "currency": currency,
        "kind": CALENDAR_KINDS[kind],
        "importance": CALENDAR_IMPORTANCES[importance],
        "timing": CALENDAR_TIMINGS[timing],
        "timeMs": seconds * 1000,
        "actual": actual,
        "forecast": forecast,
        "previous": previous,
        "revisedPrevious": revised,
        "impact": CALENDAR_IMPACTS[impact],
    }


def position_row(row):
    return {
        "ticket": row["POSITION_TICKET"],
        "identifier": row["POSITION_IDENTIFIER"],
        "symbol": row["POSITION_SYMBOL"],
        "direction": ORDER_TYPES[int(row["POSITION_TYPE"])],
        "volume": float(row["POSITION_VOLUME"]),
        "openPrice": float(row["POSITION_PRICE_OPEN"]),
        "currentPrice": float(row["POSITION_PRICE_CURRENT"]),
        "stopLoss": float(row["POSITION_SL"]),
        "takeProfit": float(row["POSITION_TP"]),
        "swap": float(row["POSITION_SWAP"]),
        "profit": float(row["POSITION_PROFIT"]),
        "magic": row["POSITION_MAGIC"],
        "comment": row["POSITION_COMMENT"],
        "openedMs": int(row["POSITION_TIME_MSC"]),
        "updatedMs": int(row["POSITION_TIME_UPDATE_MSC"]),
    }


def order_row(row):
    return {
        "ticket": row["ORDER_TICKET"],
        "symbol": row["ORDER_SYMBOL"],
        "type": ORDER_TYPES[int(row["ORDER_TYPE"])],
        "state": ORDER_STATES[int(row["ORDER_STATE"])],
        "volume": float(row["ORDER_VOLUME_INITIAL"]),
        "remainingVolume": float(row["ORDER_VOLUME_CURRENT"]),
        "price": float(row["ORDER_PRICE_OPEN"]),
        "stopLimitPrice": float(row["ORDER_PRICE_STOPLIMIT"]),
        "stopLoss": float(row["ORDER_SL"]),
        "takeProfit": float(row["ORDER_TP"]),
        "position": none_of(row["ORDER_POSITION_ID"]),
        "magic": row["ORDER_MAGIC"],
        "comment": row["ORDER_COMMENT"],
        "placedMs": int(row["ORDER_TIME_SETUP_MSC"]),
        "expiresMs": int(row["ORDER_TIME_EXPIRATION"]) * 1000,
    }


def deal_row(row):
    return {
        "ticket": row["DEAL_TICKET"],
        "order": none_of(row["DEAL_ORDER"]),
        "position": none_of(row["DEAL_POSITION_ID"]),
        "symbol": row["DEAL_SYMBOL"],
        "type": DEAL_TYPES[int(row["DEAL_TYPE"])],
        "entry": DEAL_ENTRIES[int(row["DEAL_ENTRY"])],
        "reason": REASONS[int(row["DEAL_REASON"])],
        "volume": float(row["DEAL_VOLUME"]),
        "price": float(row["DEAL_PRICE"]),
        "commission": float(row["DEAL_COMMISSION"]),
        "fee": float(row["DEAL_FEE"]),
        "swap": float(row["DEAL_SWAP"]),
        "profit": float(row["DEAL_PROFIT"]),
        "magic": row["DEAL_MAGIC"],
        "comment": row["DEAL_COMMENT"],
        "timeMs": int(row["DEAL_TIME_MSC"]),
    }
