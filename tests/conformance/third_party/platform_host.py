"""The trading platform below the terminal: market, account and broker of the tests.

The tests describe them line by line on standard input (fields separated by tabs, the names of
MetaTrader's properties) and answer questions; a real terminal would call its platform instead.
"""

import os
import select
import sys
import time

ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
UNESCAPES = {"t": "\t", "n": "\n", "r": "\r"}


def _escaped(field):
    return "".join(ESCAPES.get(letter, letter) for letter in str(field))


def _unescaped(field):
    if "\\" not in field:
        return field
    out, letters = [], iter(field)
    for letter in letters:
        if letter == "\\":
            following = next(letters, "")
            letter = UNESCAPES.get(following, following)
        out.append(letter)
    return "".join(out)


def _properties(fields):
    return dict(field.split("=", 1) for field in fields)


class Symbol:
    def __init__(self, name):
        self.name = name
        self.properties = {}
        self.sessions = []
        self.is_loading = False
        self.bid = self.ask = 0.0
        self.quoted_ms = 0

    def number(self, name):
        return float(self.properties[name])

    def whole(self, name):
        return int(self.properties[name])


class Platform:
    def __init__(self):
        self.terminal, self.program, self.account = {}, {}, {}
        self.symbols = {}
        self.calendar_countries, self.calendar_events, self.calendar_values = {}, {}, {}
        self.records = {"position": {}, "order": {}, "history_order": {}, "deal": {}}
        self.quoted_ms = None
        self.inputs = {}
        self.is_started = self.is_over = False
        # New since they were last taken.
        self.ticks, self.transactions = [], []
        # How often the terms of each symbol have changed.
        self.changes = {}
        # Ticks of other symbols are only looked at for the latest quote.
        self.wanted = set()
        self._clock = (0.0, 0.0, 1.0, 0.0)
        self._in = b""
        self._answers = {}
        self._questions = 0

    def now_ms(self):
        server_ms, _, speed, since = self._clock
        return int(server_ms + (time.monotonic() - since) * 1000 * speed)

    def offset_ms(self):
        return int(self._clock[0] - self._clock[1])

    def say(self, *fields):
        sys.stdout.write("\t".join(_escaped(field) for field in fields) + "\n")
        sys.stdout.flush()

    def ask(self, *question):
        """Blocks until there is an answer."""
        self._questions += 1
        key = str(self._questions)
        self.say("ask", key, *question)
        while key not in self._answers:
            if self.is_over:
                sys.exit(0)
            select.select([sys.stdin], [], [])
            self.read()
        return self._answers.pop(key)

    def read(self):
        """Takes the lines that have arrived."""
        chunk = os.read(sys.stdin.fileno(), 1 << 20)
        if not chunk:
            self.is_over = True
            return
        *lines, self._in = (self._in + chunk).split(b"\n")
        for line in lines:
            self._take([_unescaped(field) for field in line.decode().split("\t")])

    def _take(self, fields):
        kind, rest = fields[0], fields[1:]
        if kind == "ticks":
            self._take_ticks(self._symbol(rest[0]), rest[1:])
        elif kind in ("terminal", "program", "account"):
            getattr(self, kind).update(_properties(rest))
        elif kind == "record":
            self.records[rest[0]][int(rest[1])] = _properties(rest[2:])
        elif kind == "drop":
            self.records[rest[0]].pop(int(rest[1]), None)
        elif kind == "transaction":
            self.transactions.append(rest)
        elif kind == "symbol":
            self._describe(self._symbol(rest[0]), _properties(rest[1:]))
        elif kind == "sessions":
            numbers = list(map(int, rest[1:]))
            symbol, sessions = self._symbol(rest[0]), zip(numbers[0::3], numbers[1::3], numbers[2::3])
            self._set_sessions(symbol, list(sessions))
        elif kind == "calendar_country":
            self.calendar_countries[int(rest[0])] = rest[1:]
        elif kind == "calendar_event":
            self.calendar_events[int(rest[0])] = (*map(int, rest[1:6]), rest[6])
        elif kind == "calendar_value":
            numbers = (int(field) if field else None for field in rest[1:])
            self.calendar_values[int(rest[0])] = tuple(numbers)
        elif kind == "loading":
            self._symbol(rest[0]).is_loading = rest[1] != "-1"
        elif kind == "time":
            self._clock = (*map(float, rest), time.monotonic())
        elif kind == "answer":
            self._answers[rest[0]] = rest[1:]
        elif kind == "start":
            self.inputs = _properties(rest)
            self.is_started = True
        elif kind == "sync":
            self.say("synced", rest[0])
        elif kind == "stop":
            self.is_over = True

    def _symbol(self, name):
        return self.symbols.setdefault(name, Symbol(name))

    def _describe(self, symbol, properties):
        if symbol.properties and symbol.properties != properties:
            self.changes[symbol.name] = self.changes.get(symbol.name, 0) + 1
        symbol.properties = properties

    def _set_sessions(self, symbol, sessions):
        if symbol.sessions and symbol.sessions != sessions:
            self.changes[symbol.name] = self.changes.get(symbol.name, 0) + 1
        symbol.sessions = sessions

    def _take_ticks(self, symbol, fields):
        if not fields:
            return
        symbol.quoted_ms, symbol.bid, symbol.ask = (
            int(fields[-6]),
            float(fields[-5]),
            float(fields[-4]),
        )
        self.quoted_ms = max(self.quoted_ms or 0, symbol.quoted_ms)
        if symbol.name in self.wanted:
            self.ticks.append((symbol.name, fields))
