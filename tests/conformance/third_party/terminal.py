#!/usr/bin/env python3
"""A terminal for the bridge that was written from docs/protocol.md alone, with nothing but Python.

It proves that the page suffices. Usage: terminal.py FOLDER [TIME] [TIMER_MS]. The folder has its
files. Address and token come from the platform's inputs InpPort and InpToken, or else from the
environment (MT5_LINK_PORT, MT5_LINK_TOKEN).
"""

import json
import os
import select
import sys
import time
import uuid

sys.dont_write_bytecode = True

from arguments import BadArgument, read_arguments
from intents import IntentLog
from platform_host import Platform
from shapes import bar_rows, book, description, none_of, release_row, tick_rows
from guards import reply_parts
from trading import Trading
from zmtp import FRAME_BYTES_MAX, Closed, Dealer

VERSION = 3
RECONNECT_S = 0.1
REJECTED_S = 30
ACCOUNT_S = 1
SILENT_HEARTBEATS = 10
# A bar whose successor has not begun is closed this long after its end.
BAR_GRACE_MS = 10_000
BARS_PER_MESSAGE = 1000
TICKS_PER_MESSAGE = 5000

TIMEFRAMES = {
    **{f"M{minutes}": minutes for minutes in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)},
    **{f"H{hours}": hours * 60 for hours in (1, 2, 3, 4, 6, 8, 12)},
    "D1": 1440,
}
EVENTS = (
    "order_add",
    "order_update",
    "order_delete",
    "history_add",
    "history_update",
    "history_delete",
    "deal_add",
    "deal_update",
    "deal_delete",
    "position",
    "request",
)
ACCOUNT_FIELDS = {
    "balance": "BALANCE",
    "equity": "EQUITY",
    "margin": "MARGIN",
    "freeMargin": "MARGIN_FREE",
    "profit": "PROFIT",
    "credit": "CREDIT",
    "commissionBlocked": "COMMISSION_BLOCKED",
    "assets": "ASSETS",
    "liabilities": "LIABILITIES",
}


class Series:
    """A subscribed series: where its next bar opens."""

    def __init__(self, symbol, timeframe, now_ms):
        self.symbol, self.timeframe = symbol, timeframe
        self.length_ms = TIMEFRAMES[timeframe] * 60_000
        self.next_ms = now_ms - now_ms % self.length_ms


class Terminal:
    def __init__(self, folder, platform):
        self.platform = platform
        self.epoch = uuid.uuid4().hex
        self.seq = 0
        self.log = IntentLog(folder, self.epoch)
        self.trading = Trading(platform, self.log)
        self.link = None
        self.connect_at = 0.0
        self.account_at = 0.0
        self._forget_connection()

    # The connection

    def _forget_connection(self):
        self.is_welcome = self.is_hello_said = False
        self.heartbeat_s = 1.0
        self.nonce = ""
        self.heard_at = self.beat_at = time.monotonic()
        self.said_facts = self.said_account = None
        self._subscribe([])

    def _subscribe(self, series):
        self.series = series
        self.platform.wanted = {one.symbol for one in series}
        self.platform.ticks = []
        self.changes_seen = dict(self.platform.changes)

    def _leave(self, reason, pause_s):
        self.link.close()
        self.link = None
        self.connect_at = time.monotonic() + pause_s
        self.platform.say("print", reason)
        self._forget_connection()

    def step(self):
        """Waits for something to happen, and handles it."""
        inputs = [sys.stdin] + ([self.link.socket] if self.link else [])
        outputs = [self.link.socket] if self.link and self.link.wants_to_write else []
        readable, _, _ = select.select(inputs, outputs, [], 0.02)
        if sys.stdin in readable:
            self.platform.read()
        if not self.platform.is_started:
            return
        if self.link is None:
            self._connect()
            return
        try:
            for frames in self.link.receive():
                self._take(frames)
                if self.link is None:
                    return
            self._say_what_is_due()
            self.link.write()
        except Closed as closed:
            self._leave(f"connection lost: {closed}", RECONNECT_S)

    def _connect(self):
        if time.monotonic() < self.connect_at or "ACCOUNT_LOGIN" not in self.platform.account:
            return
        port = self.platform.inputs.get("InpPort") or os.environ.get("MT5_LINK_PORT", "5555")
        try:
            self.link = Dealer(os.environ.get("MT5_LINK_HOST", "127.0.0.1"), int(port))
            self.heard_at = time.monotonic()
        except OSError:
            self.connect_at = time.monotonic() + RECONNECT_S

    def _take(self, frames):
        kind = frames[0]
        self.heard_at = time.monotonic()
        self.trading.hear(kind == "heartbeat", self.is_welcome)
        fields = dict(frame.split("=", 1) for frame in frames[1:] if "=" in frame)
        if kind == "welcome":
            self.is_welcome = True
            self.heartbeat_s = int(fields["heartbeatMs"]) / 1000
            self._beat()
        elif kind == "reject" and fields.get("code") == "hello_expected":
            self._say_hello()
        elif kind == "reject":
            self._leave(f"rejected: {fields.get('code')}: {fields.get('message')}", REJECTED_S)
        elif kind == "heartbeat" and self.is_welcome:
            self.nonce = fields["nonce"]
            self._beat()
        elif kind == "call" and self.is_welcome:
            self._answer(*frames[1:3], frames[3:])

    def _say_what_is_due(self):
        now = time.monotonic()
        if not self.link.is_ready:
            return
        if not self.is_hello_said:
            self._say_hello()
        if not self.is_welcome:
            return
        if now - self.heard_at > self.heartbeat_s * SILENT_HEARTBEATS:
            raise Closed("the bridge is silent")
        if now - self.beat_at >= self.heartbeat_s / 2:
            self._beat()
        self._say_ticks()
        for one in self.series:
            self._say_bars(one)
        self._say_transactions()
        if now >= self.account_at:
            self._say_account(now)

    # Messages

    def _say(self, kind, body, *rows):
        self.link.send(kind, json.dumps(body, separators=(",", ":"), ensure_ascii=False), *rows)

    def _say_next(self, kind, body, *rows):
        self.seq += 1
        self._say(kind, {"epoch": self.epoch, "seq": self.seq, **body}, *rows)

    def _state(self):
        quoted_ms = self.platform.quoted_ms
        return {
            "algoTradingAllowed": self.trading.obstacle() is None
            or not self.platform.terminal.get("TERMINAL_CONNECTED") == "1",
            "brokerConnected": self.platform.terminal.get("TERMINAL_CONNECTED") == "1",
            "clock": {
                "serverMs": self.platform.now_ms(),
                "quotedMs": quoted_ms and quoted_ms // 1000 * 1000,
                "offsetMs": self.platform.offset_ms(),
            },
        }

    def _facts(self):
        account = self.platform.account
        return {
            "company": account["ACCOUNT_COMPANY"],
            "currency": account["ACCOUNT_CURRENCY"],
            "leverage": float(account["ACCOUNT_LEVERAGE"]),
            "marginMode": ("netting", "exchange", "hedging")[int(account["ACCOUNT_MARGIN_MODE"])],
            "tradeMode": ("demo", "contest", "real")[int(account["ACCOUNT_TRADE_MODE"])],
            "pendingOrdersMax": int(account["ACCOUNT_LIMIT_ORDERS"]),
            "fifoClose": account["ACCOUNT_FIFO_CLOSE"] == "1",
            "hedgeAllowed": account["ACCOUNT_HEDGE_ALLOWED"] == "1",
            "currencyDigits": int(account["ACCOUNT_CURRENCY_DIGITS"]),
        }

    def _say_hello(self):
        inputs = self.platform.inputs
        self._forget_subscription()
        self.said_facts = self._facts()
        self._say(
            "hello",
            {
                "version": VERSION,
                "token": inputs.get("InpToken") or os.environ.get("MT5_LINK_TOKEN", ""),
                "epoch": self.epoch,
                "login": self.platform.account["ACCOUNT_LOGIN"],
                "server": self.platform.account["ACCOUNT_SERVER"],
                **self.said_facts,
                "build": int(self.platform.terminal["TERMINAL_BUILD"]),
                "eaVersion": "third-party 1.0",
                **self._state(),
                "haltFlag": self.log.halt,
                "installation": self.log.installation,
                "lotsMax": self.trading.lots_max(),
                "ordersPerMinuteMax": self.trading.orders_max(),
                "silenceSecondsMax": self.trading.silence_max(),
            },
        )

    def _forget_subscription(self):
        self.is_hello_said, self.is_welcome = True, False
        self.said_account = None
        self._subscribe([])

    def _beat(self):
        changed = sum(
            count - self.changes_seen.get(name, 0)
            for name, count in self.platform.changes.items()
            if name in self.platform.wanted
        )
        self.beat_at = time.monotonic()
        self._say_next("heartbeat", {**self._state(), "nonce": self.nonce, "termsChanges": changed})

    def _figures(self):
        account = self.platform.account
        figures = {key: float(account[f"ACCOUNT_{name}"]) for key, name in ACCOUNT_FIELDS.items()}
        level = float(account["ACCOUNT_MARGIN_LEVEL"])
        return {**figures, "marginLevelPct": level if figures["margin"] > 0 else None}

    def _say_account(self, now):
        if self._facts() != self.said_facts:
            return self._say_hello()
        figures = self._figures()
        if figures != self.said_account:
            self.said_account, self.account_at = figures, now + ACCOUNT_S
            self._say_next("account", figures)

    def _say_ticks(self):
        told, self.platform.ticks = self.platform.ticks, []
        batches, rows, size = [], b"", 0
        for name, fields in told:
            count = len(fields) // 6
            batches.append({"symbol": name, "count": count})
            rows += tick_rows(fields)
            size += count
            if size >= TICKS_PER_MESSAGE:
                self._say_next("ticks", {"batches": batches}, rows)
                batches, rows, size = [], b"", 0
        if batches:
            self._say_next("ticks", {"batches": batches}, rows)

    def _say_bars(self, series):
        now_ms, end_ms = self.platform.now_ms(), series.next_ms + series.length_ms
        has_next = self.platform.symbols[series.symbol].quoted_ms >= end_ms
        if not has_next and now_ms < end_ms + BAR_GRACE_MS:
            return
        rows, _ = self._closed_bars(
            series.symbol, series.timeframe, series.next_ms, BARS_PER_MESSAGE
        )
        if not rows:
            series.next_ms = now_ms - now_ms % series.length_ms
            return
        series.next_ms = int(rows[-1][0]) * 1000 + series.length_ms
        body = {"symbol": series.symbol, "timeframe": series.timeframe, "count": len(rows)}
        self._say_next("bars", body, bar_rows(rows))

    def _say_transactions(self):
        told, self.platform.transactions = self.platform.transactions, []
        for deal, order, symbol, kind, *rest in told:
            self._say_next(
                "trade",
                {
                    "event": EVENTS[int(kind)],
                    "order": none_of(order),
                    "deal": none_of(deal),
                    "position": none_of(rest[11]),
                    "symbol": symbol,
                },
            )

    # Calls

    def _answer(self, call_id, verb, texts):
        try:
            arguments = read_arguments(verb, texts)
            parts = self._perform(verb, arguments)
        except BadArgument as bad:
            parts = reply_parts("invalid", bad.code, str(bad))
        rows = parts.pop("rows", None)
        body = json.dumps({"id": call_id, **parts}, separators=(",", ":"), ensure_ascii=False)
        if max(len(body.encode()), len(rows or b"")) > FRAME_BYTES_MAX:
            body, rows = json.dumps(
                {"id": call_id, **reply_parts("refused", "too_many_rows", "too large")}
            ), None
        self.link.send("reply", body, *([] if rows is None else [rows]))

    def _perform(self, verb, arguments):
        if verb in ("rates", "ticks", "subscribe", "symbols", "account", "calendar", "depth"):
            return getattr(self, f"_perform_{verb}")(
                **{f"{key}_": value for key, value in arguments.items()}
            )
        return self.trading.perform(verb, arguments)

    def _known(self, name):
        if name not in self.platform.symbols:
            raise BadArgument(f"no symbol {name}", "unknown_symbol")
        return self.platform.symbols[name]

    def _perform_subscribe(self, series_):
        wanted = []
        for one in series_:
            name, colon, timeframe = one.rpartition(":")
            if not colon or timeframe not in TIMEFRAMES:
                raise BadArgument(f"{one} is no series")
            self._known(name)
            wanted.append(Series(name, timeframe, self.platform.now_ms()))
        self._subscribe(wanted)
        return reply_parts("ok")

    def _perform_rates(self, symbol_, timeframe_, from_, limit_):
        if timeframe_ not in TIMEFRAMES:
            raise BadArgument(f"{timeframe_} is no timeframe")
        if self._known(symbol_).is_loading:
            return reply_parts("loading")
        rows, more = self._closed_bars(symbol_, timeframe_, from_, limit_)
        if rows is None:
            return reply_parts("loading")
        return {
            **reply_parts("ok", data={"count": len(rows), "more": more}),
            "rows": bar_rows(rows),
        }

    def _closed_bars(self, symbol, timeframe, from_ms, limit):
        """Rows, and whether there are more; None while there is no history."""
        seconds, now_s = TIMEFRAMES[timeframe] * 60, self.platform.now_ms() / 1000
        first_s = -(-from_ms // 1000)
        how = ("position", 0, limit + 1) if from_ms == 0 else ("range", first_s, int(now_s))
        error, *values = map(float, self.platform.ask("rates", symbol, seconds, *how))
        if error:
            return None, False
        rows = [values[at : at + 8] for at in range(0, len(values), 8)]
        rows = [row for row in rows if row[0] + seconds <= now_s and row[0] >= first_s]
        if from_ms == 0:
            return rows[-limit:], False
        return rows[:limit], len(rows) > limit

    def _perform_ticks(self, symbol_, from_, skip_, limit_):
        if self._known(symbol_).is_loading:
            return reply_parts("loading")
        answer = self.platform.ask(
            "ticks", symbol_, from_, self.platform.now_ms(), skip_ + limit_ + 1
        )
        fields = answer[1:]
        times = [int(time_ms) for time_ms in fields[0::6]]
        skipped = min(skip_, times.count(from_))
        rest = fields[skipped * 6 :]
        count = min(len(rest) // 6, limit_)
        return {
            **reply_parts("ok", data={"count": count, "more": len(rest) // 6 > count}),
            "rows": tick_rows(rest[: count * 6]),
        }

    def _perform_symbols(self, names_):
        symbols = self.platform.symbols
        if not names_:
            return reply_parts("ok", data={"names": list(symbols), "symbols": []})
        found = [description(symbols[name]) for name in names_ if name in symbols]
        return reply_parts("ok", data={"names": [], "symbols": found})

    def _perform_depth(self, symbol_):
        symbol = self._known(symbol_)
        count = symbol.whole("SYMBOL_TICKS_BOOKDEPTH")
        if count == 0:
            return reply_parts("refused", "depth_unavailable", f"no book of {symbol_}")
        if not symbol.bid:
            return reply_parts("loading")
        return reply_parts("ok", data={"levels": book(symbol, count)})

    def _perform_calendar(self, after_, limit_, from_, to_):
        first = int(after_ or 0)
        found = sorted(
            ident
            for ident, value in self.platform.calendar_values.items()
            if ident > first and from_ <= value[1] * 1000 <= to_
        )
        page = [release_row(self.platform, ident) for ident in found[:limit_]]
        return reply_parts("ok", data={"releases": page, "more": len(found) > limit_})

    def _perform_account(self):
        return reply_parts("ok", data={**self._figures(), "seq": self.seq})


def main():
    platform = Platform()
    while not platform.is_started and not platform.is_over:
        select.select([sys.stdin], [], [])
        platform.read()
    terminal = Terminal(sys.argv[1], platform)
    platform.say("init", 0)
    while not platform.is_over:
        terminal.step()


if __name__ == "__main__":
    main()
