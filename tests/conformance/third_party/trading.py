"""The verbs about trades: lists, orders, positions, and the halt flag."""

from execution import Execution
from guards import Loading, Refused, reply_parts
from shapes import ORDER_TYPES, deal_row, order_row, position_row

FILLINGS = ("fok", "ioc", "return", "boc")
SYMBOL_RULES = (10014, 10015, 10016, 10022, 10030, 10038, 10042, 10043, 10044)


class Trading(Execution):
    def perform(self, verb, arguments):
        try:
            return getattr(self, verb)(arguments)
        except Loading:
            return reply_parts("loading")

    # Lists

    def _page(self, kind, key, arguments, convert, is_wanted=lambda _: True):
        after = int(arguments["after"] or 0)
        rows = [row for ticket, row in self._rows(kind) if ticket > after and is_wanted(row)]
        limit = arguments["limit"]
        return reply_parts(
            "ok", data={key: list(map(convert, rows[:limit])), "more": len(rows) > limit}
        )

    def positions(self, arguments):
        return self._page("position", "positions", arguments, position_row)

    def orders(self, arguments):
        return self._page("order", "orders", arguments, order_row)

    def deals(self, arguments):
        def is_wanted(row):
            return arguments["from"] <= int(row["DEAL_TIME_MSC"]) <= arguments["to"]

        return self._page("deal", "deals", arguments, deal_row, is_wanted)

    # Orders

    def _symbol(self, name):
        return self.platform.symbols[name]

    def _fit(self, symbol, volume=None, prices=()):
        """Volumes and prices that do not fit are refused: nothing is rounded."""
        if volume is not None:
            step, least = symbol.number("SYMBOL_VOLUME_STEP"), symbol.number("SYMBOL_VOLUME_MIN")
            steps = volume / step
            if (
                not least - 1e-9 <= volume <= symbol.number("SYMBOL_VOLUME_MAX") + 1e-9
                or abs(steps - round(steps)) > 1e-6
            ):
                raise Refused("symbol_rule", f"{volume} lots do not fit", 10014)
        for price in prices:
            ticks = price / symbol.number("SYMBOL_TRADE_TICK_SIZE")
            if abs(ticks - round(ticks)) > 1e-6 or (price > 0 and round(ticks) == 0):
                raise Refused("symbol_rule", f"the price {price} does not fit", 10015)

    def _filling(self, symbol, wanted, is_pending):
        if wanted != "auto":
            return FILLINGS.index(wanted)
        execution, modes = symbol.whole("SYMBOL_TRADE_EXEMODE"), symbol.whole("SYMBOL_FILLING_MODE")
        if is_pending or execution == 3:
            return FILLINGS.index("return")
        if execution < 2 or modes & 1:
            return FILLINGS.index("fok")
        return FILLINGS.index("ioc" if modes & 2 else "return")

    def _order_request(self, a):
        symbol, kind = self._symbol(a["symbol"]), ORDER_TYPES.index(a["type"])
        self._fit(
            symbol, a["volume"], (a["price"], a["stopLimitPrice"], a["stopLoss"], a["takeProfit"])
        )
        is_pending = kind > 1
        price = a["price"] or (0.0 if is_pending else symbol.ask if kind == 0 else symbol.bid)
        return (
            5 if is_pending else 1,
            a["magic"],
            0,
            a["symbol"],
            a["volume"],
            price,
            a["stopLimitPrice"],
            a["stopLoss"],
            a["takeProfit"],
            a["deviationPoints"],
            kind,
            self._filling(symbol, a["filling"], is_pending),
            2 if a["expiresMs"] else 0,
            a["expiresMs"] // 1000,
            a["comment"] or f"b3:{a['intent']}",
            0,
            0,
        )

    def _checked(self, request, rules_only):
        answer = self.platform.ask("order_check", *request)
        retcode = int(answer[2])
        if retcode in SYMBOL_RULES:
            raise Refused("symbol_rule", answer[9], retcode)
        if retcode != 0 and not rules_only:
            raise Refused("broker_refused", answer[9], retcode)
        return answer

    def _is_unknown(self, arguments):
        if arguments["symbol"] in self.platform.symbols:
            return None
        return reply_parts("invalid", "unknown_symbol", f"no symbol {arguments['symbol']}")

    def order_check(self, arguments):
        if (unknown := self._is_unknown(arguments)) is not None:
            return unknown
        try:
            self._guard_order(arguments["volume"])
            request = self._order_request(arguments)
            answer = self._checked(request, rules_only=False)
        except Refused as refused:
            return reply_parts("refused", refused.code, str(refused), refused.retcode)
        balance, equity, _, margin, free, level = map(float, answer[3:9])
        return reply_parts(
            "ok",
            data={
                "margin": margin,
                "freeMargin": free,
                "marginLevelPct": level if margin > 0 else None,
                "equity": equity,
                "balance": balance,
                "lossAtStop": self._loss(arguments, request),
            },
        )

    def _loss(self, arguments, request):
        if arguments["stopLoss"] == 0:
            return None
        symbol, is_buy = self._symbol(arguments["symbol"]), arguments["type"].startswith("buy")
        entries = [arguments["stopLimitPrice"] or request[5]]
        if request[0] == 1:
            entries.append(symbol.ask if is_buy else symbol.bid)
        losses = [0.0]
        for entry in entries:
            answer = self.platform.ask(
                "order_profit",
                0 if is_buy else 1,
                symbol.name,
                arguments["volume"],
                entry,
                arguments["stopLoss"],
            )
            if answer[0] != "1":
                return None
            losses.append(-float(answer[2]))
        return max(losses)

    def order_send(self, arguments):
        def prepare():
            self._guard_order(arguments["volume"])
            request = self._order_request(arguments)
            self._checked(request, rules_only=True)
            return request, ""

        if (
            arguments["intent"] not in self.log.records
            and (unknown := self._is_unknown(arguments)) is not None
        ):
            return unknown
        return self._once("order_send", arguments, prepare, arguments["magic"])

    def _order(self, ticket):
        row = self.platform.records["order"].get(int(ticket))
        if row is None:
            raise Refused("unknown_ticket", f"no order {ticket}", 10013)
        return row

    def order_modify(self, a):
        def prepare():
            row = self._order(a["ticket"])
            self._guard()
            symbol = self._symbol(row["ORDER_SYMBOL"])
            self._fit(
                symbol, None, (a["price"], a["stopLimitPrice"], a["stopLoss"], a["takeProfit"])
            )
            return (
                7,
                0,
                a["ticket"],
                row["ORDER_SYMBOL"],
                0,
                a["price"],
                a["stopLimitPrice"],
                a["stopLoss"],
                a["takeProfit"],
                0,
                row["ORDER_TYPE"],
                2,
                2 if a["expiresMs"] else 0,
                a["expiresMs"] // 1000,
                "",
                0,
                0,
            ), ""

        return self._once("order_modify", a, prepare, target=a["ticket"])

    def order_cancel(self, a):
        def prepare():
            row = self._order(a["ticket"])
            return (8, 0, a["ticket"], row["ORDER_SYMBOL"], *[0] * 10, "", 0, 0), ""

        return self._once("order_cancel", a, prepare, target=a["ticket"])

    # Positions

    def _position(self, ticket):
        row = self.platform.records["position"].get(int(ticket))
        if row is None:
            raise Refused("unknown_ticket", f"no position {ticket}", 10036)
        return row

    def position_modify(self, a):
        def prepare():
            row = self._position(a["ticket"])
            self._fit(self._symbol(row["POSITION_SYMBOL"]), None, (a["stopLoss"], a["takeProfit"]))
            before, is_buy = float(row["POSITION_SL"]), row["POSITION_TYPE"] == "0"
            is_farther = a["stopLoss"] < before if is_buy else a["stopLoss"] > before
            if before > 0 and (a["stopLoss"] == 0 or is_farther):
                self._guard()
            return (
                6,
                0,
                0,
                row["POSITION_SYMBOL"],
                0,
                0,
                0,
                a["stopLoss"],
                a["takeProfit"],
                0,
                0,
                0,
                0,
                0,
                "",
                a["ticket"],
                0,
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_modify", a, prepare, target=a["ticket"])

    def position_close(self, a):
        def prepare():
            row = self._position(a["ticket"])
            self._guard_close(a["ticket"])
            symbol, held = self._symbol(row["POSITION_SYMBOL"]), float(row["POSITION_VOLUME"])
            volume = a["volume"] or min(held, symbol.number("SYMBOL_VOLUME_MAX"))
            if a["volume"]:
                self._fit(symbol, volume)
            if volume > held + 1e-9:
                raise Refused("symbol_rule", f"only {held} lots are open", 10038)
            is_buy = row["POSITION_TYPE"] == "0"
            return (
                1,
                row["POSITION_MAGIC"] if a["magic"] == "0" else a["magic"],
                0,
                symbol.name,
                volume,
                symbol.bid if is_buy else symbol.ask,
                0,
                0,
                0,
                a["deviationPoints"],
                1 if is_buy else 0,
                self._filling(symbol, a["filling"], False),
                0,
                0,
                f"b3:{a['intent']}",
                a["ticket"],
                0,
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_close", a, prepare, a["magic"], a["ticket"])

    def position_close_by(self, a):
        def prepare():
            self._position(a["by"])
            row = self._position(a["ticket"])
            magic = row["POSITION_MAGIC"] if a["magic"] == "0" else a["magic"]
            return (
                10,
                magic,
                0,
                row["POSITION_SYMBOL"],
                *[0] * 10,
                f"b3:{a['intent']}",
                a["ticket"],
                a["by"],
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_close_by", a, prepare, a["magic"], a["ticket"])

    # The halt flag

    def halt(self, arguments):
        self.log.set_halt({"reason": arguments["reason"], "record": arguments["record"]})
        return reply_parts("ok")

    def resume(self, _):
        self.log.set_halt(None)
        return reply_parts("ok")
