"""The arguments of every call, as docs/protocol.md lists them, and the form of each."""

import re


class BadArgument(Exception):
    def __init__(self, message, code="bad_argument"):
        super().__init__(message)
        self.code = code


TIME_MS_MAX = 7_258_118_400_000
TYPES = (
    "buy",
    "sell",
    "buy_limit",
    "sell_limit",
    "buy_stop",
    "sell_stop",
    "buy_stop_limit",
    "sell_stop_limit",
)


def _matching(pattern, convert=str):
    def read(text):
        if re.fullmatch(pattern, text) is None:
            raise ValueError
        return convert(text)

    return read


def _whole(least, most):
    digits = _matching(r"[0-9]{1,15}", int)

    def read(text):
        value = digits(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return read


def _one_of(*names):
    return _matching("|".join(names))


def _text(most):
    return _matching(f".{{0,{most}}}")


amount = _matching(r"[0-9]{1,15}(\.[0-9]{1,10})?", float)
intent = _matching(r"[A-Za-z0-9]{1,24}")
ticket = _matching(r"[1-9][0-9]{0,18}")
magic = _matching(r"[0-9]{1,19}")
symbol = _matching(r".+")
time_ms = _whole(0, TIME_MS_MAX)
deviation = _whole(0, 1_000_000)
filling = _one_of("fok", "ioc", "return", "boc", "auto")
anything = _matching(r"(?s:.*)")


def entries(text):
    return text.split("\x1f") if text else []



PAGE = {"after": _matching(r"([1-9][0-9]{0,18})?"), "limit": _whole(1, 1000)}
CHANGE = {"intent": intent, "ticket": ticket}
LEVELS = {"stopLoss": amount, "takeProfit": amount}
ORDER = {
    "intent": intent,
    "symbol": symbol,
    "type": _one_of(*TYPES),
    "volume": amount,
    "price": amount,
    "stopLimitPrice": amount,
    **LEVELS,
    "deviationPoints": deviation,
    "filling": filling,
    "expiresMs": time_ms,
    "magic": magic,
    "comment": _text(27),
}

CALLS = {
    "subscribe": {"series": entries},
    "rates": {"symbol": symbol, "timeframe": anything, "from": time_ms, "limit": _whole(1, 5000)},
    "ticks": {
        "symbol": symbol,
        "from": time_ms,
        "skip": _whole(0, 10_000),
        "limit": _whole(1, 10_000),
    },
    "symbols": {"names": entries},
    "account": {},
    "depth": {"symbol": symbol},
    "calendar": {**PAGE, "from": time_ms, "to": time_ms},
    "positions": PAGE,
    "orders": PAGE,
    "deals": {**PAGE, "from": time_ms, "to": time_ms},
    "find": {"intent": intent, "magic": magic},
    "order_check": ORDER,
    "order_send": ORDER,
    "order_modify": {
        **CHANGE,
        "price": amount,
        "stopLimitPrice": amount,
        **LEVELS,
        "expiresMs": time_ms,
    },
    "order_cancel": CHANGE,
    "position_modify": {**CHANGE, **LEVELS},
    "position_close": {
        **CHANGE,
        "volume": amount,
        "deviationPoints": deviation,
        "filling": filling,
        "magic": magic,
    },
    "position_close_by": {**CHANGE, "by": ticket, "magic": magic},
    "halt": {"reason": _text(256), "record": _text(2048)},
    "resume": {},
}


def read_arguments(verb, texts):
    """The arguments of a call as values; raises BadArgument."""
    if verb not in CALLS:
        raise BadArgument(f"no verb {verb}", "unknown_verb")
    given = {}
    for text in texts:
        key, _, value = text.partition("=")
        if key in given:
            raise BadArgument(f"{key} occurs twice")
        given[key] = value
    values = {}
    for key, read in CALLS[verb].items():
        try:
            values[key] = read(given[key])
        except (KeyError, ValueError) as error:
            raise BadArgument(f"{key} is missing or out of bounds") from error
    return values
