"""The verbs about trades: lists, orders at most once, the terminal's own checks, and `find`."""

import re
import time

ORDER_TYPES = (
    "buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit",
    "sell_stop_limit", "close_by",
)
ORDER_STATES = (
    "started", "placed", "canceled", "partial", "filled", "rejected", "expired", "request_add",
    "request_modify", "request_cancel",
)
DEAL_TYPES = (
    "buy", "sell", "balance", "credit", "charge", "correction", "bonus", "commission",
    "commission_daily", "commission_monthly", "commission_agent_daily", "commission_agent_monthly",
    "interest", "buy_canceled", "sell_canceled", "dividend", "dividend_franked", "tax",
)
DEAL_ENTRIES = ("in", "out", "inout", "out_by")
REASONS = (
    "client", "mobile", "web", "expert", "sl", "tp", "so", "rollover", "vmargin", "split",
    "corporate_action",
)
FILLINGS = ("fok", "ioc", "return", "boc")
EXPERT = str(REASONS.index("expert"))
DONE, UNKNOWN = (10008, 10009, 10010, 10025), (0, 10011, 10012, 10031)
SYMBOL_RULES = (10014, 10015, 10016, 10022, 10030, 10035, 10038, 10042, 10043, 10044)
OWN_MAGIC_MIN = 1 << 62
BACK_AFTER_S = 1
DAY_MS = 86_400_000


class Refused(Exception):
    def __init__(self, code, message, retcode=0):
        super().__init__(message)
        self.code, self.retcode = code, retcode


class Loading(Exception):
    """The account is not known while the broker is not connected."""


def reply_parts(status, code="", message="", retcode=0, data=None):
    return {"status": status, "code": code, "message": message, "retcode": retcode, "data": data}


def none_of(ticket):
    return "" if ticket == "0" else ticket


class Trading:
    def __init__(self, platform, log):
        self.platform, self.log = platform, log
        self._heard_at = None
        self._back_at = 0.0
        self._was_silent = False

    def perform(self, verb, arguments):
        try:
            return getattr(self, verb)(arguments)
        except Loading:
            return reply_parts("loading")

    # What the terminal checks itself

    def lots_max(self):
        return float(self.platform.inputs.get("InpMaxLots", 1))

    def orders_max(self):
        return int(self.platform.inputs.get("InpMaxOrdersPerMinute", 10))

    def hear(self, is_heartbeat, is_welcome):
        """Something has arrived from the bridge."""
        now = time.monotonic()
        silence_max = float(self.platform.inputs.get("InpMaxSilenceSeconds", 5))
        if is_welcome and self._heard_at is not None and now - self._heard_at > silence_max:
            self._was_silent, self._back_at = True, now
        elif is_heartbeat and now - self._back_at >= BACK_AFTER_S:
            self._was_silent = False
        self._heard_at = now

    def _is_connected(self):
        return self.platform.terminal.get("TERMINAL_CONNECTED") == "1"

    def obstacle(self):
        """Why terminal, account or broker do not allow trading; None when they do."""
        account = self.platform.account
        if self.platform.terminal.get("TERMINAL_TRADE_ALLOWED") != "1":
            return Refused("trading_not_allowed", "algo trading is switched off", 10027)
        if not self._is_connected():
            return Refused("trading_not_allowed", "no connection to the broker", 10031)
        if account.get("ACCOUNT_TRADE_ALLOWED", "1") != "1":
            return Refused("trading_not_allowed", "the account may not trade", 10017)
        if account.get("ACCOUNT_TRADE_EXPERT", "1") != "1":
            return Refused("trading_not_allowed", "the broker forbids experts", 10026)
        return None

    def _guard(self, lots=0.0):
        if self.log.halt is not None:
            raise Refused("halted", "the terminal is halted")
        if self._was_silent:
            raise Refused("bridge_silent", "the bridge was silent")
        if (obstacle := self.obstacle()) is not None:
            raise obstacle
        if lots > self.lots_max() + 1e-9:
            raise Refused("lots_cap", f"more than {self.lots_max()} lots")

    def _guard_order(self, lots):
        self._guard(lots)
        since_ms = self.platform.now_ms() - 60_000
        sent = [
            one for one in self.log.records.values()
            if one["verb"] == "order_send" and one["isSent"] and one["timeMs"] > since_ms
        ]
        if len(sent) >= self.orders_max():
            raise Refused("rate_cap", f"more than {self.orders_max()} orders a minute")

    # Lists

    def _rows(self, kind):
        if not self._is_connected():
            raise Loading
        return sorted(self.platform.records[kind].items())

    def _page(self, kind, key, arguments, convert, is_wanted=lambda _: True):
        after = int(arguments["after"] or 0)
        rows = [row for ticket, row in self._rows(kind) if ticket > after and is_wanted(row)]
        limit = arguments["limit"]
        return reply_parts("ok", data={key: list(map(convert, rows[:limit])), "more": len(rows) > limit})

    def positions(self, arguments):
        return self._page("position", "positions", arguments, lambda row: {
            "ticket": row["POSITION_TICKET"], "identifier": row["POSITION_IDENTIFIER"],
            "symbol": row["POSITION_SYMBOL"], "direction": ORDER_TYPES[int(row["POSITION_TYPE"])],
            "volume": float(row["POSITION_VOLUME"]), "openPrice": float(row["POSITION_PRICE_OPEN"]),
            "currentPrice": float(row["POSITION_PRICE_CURRENT"]),
            "stopLoss": float(row["POSITION_SL"]), "takeProfit": float(row["POSITION_TP"]),
            "swap": float(row["POSITION_SWAP"]), "profit": float(row["POSITION_PROFIT"]),
            "magic": row["POSITION_MAGIC"], "comment": row["POSITION_COMMENT"],
            "openedMs": int(row["POSITION_TIME_MSC"]), "updatedMs": int(row["POSITION_TIME_UPDATE_MSC"]),
        })

    def orders(self, arguments):
        return self._page("order", "orders", arguments, lambda row: {
            "ticket": row["ORDER_TICKET"], "symbol": row["ORDER_SYMBOL"],
            "type": ORDER_TYPES[int(row["ORDER_TYPE"])], "state": ORDER_STATES[int(row["ORDER_STATE"])],
            "volume": float(row["ORDER_VOLUME_INITIAL"]),
            "remainingVolume": float(row["ORDER_VOLUME_CURRENT"]),
            "price": float(row["ORDER_PRICE_OPEN"]),
            "stopLimitPrice": float(row["ORDER_PRICE_STOPLIMIT"]),
            "stopLoss": float(row["ORDER_SL"]), "takeProfit": float(row["ORDER_TP"]),
            "position": none_of(row["ORDER_POSITION_ID"]), "magic": row["ORDER_MAGIC"],
            "comment": row["ORDER_COMMENT"], "placedMs": int(row["ORDER_TIME_SETUP_MSC"]),
            "expiresMs": int(row["ORDER_TIME_EXPIRATION"]) * 1000,
        })

    def deals(self, arguments):
        def is_wanted(row):
            return arguments["from"] <= int(row["DEAL_TIME_MSC"]) <= arguments["to"]

        return self._page("deal", "deals", arguments, lambda row: {
            "ticket": row["DEAL_TICKET"], "order": none_of(row["DEAL_ORDER"]),
            "position": none_of(row["DEAL_POSITION_ID"]), "symbol": row["DEAL_SYMBOL"],
            "type": DEAL_TYPES[int(row["DEAL_TYPE"])], "entry": DEAL_ENTRIES[int(row["DEAL_ENTRY"])],
            "reason": REASONS[int(row["DEAL_REASON"])], "volume": float(row["DEAL_VOLUME"]),
            "price": float(row["DEAL_PRICE"]), "commission": float(row["DEAL_COMMISSION"]),
            "fee": float(row["DEAL_FEE"]), "swap": float(row["DEAL_SWAP"]),
            "profit": float(row["DEAL_PROFIT"]), "magic": row["DEAL_MAGIC"],
            "comment": row["DEAL_COMMENT"], "timeMs": int(row["DEAL_TIME_MSC"]),
        }, is_wanted)

    # Requests, each sent at most once

    def _once(self, verb, arguments, prepare, magic="0", target=""):
        """`prepare` gives the request; it raises Refused when it may not be sent."""
        known = self.log.records.get(arguments["intent"])
        if known is not None:
            if known["verb"] != verb:
                return reply_parts("invalid", "intent_reused", f"it was used for {known['verb']}")
            return self._outcome(self._settled(known), True)
        record = {
            "intent": arguments["intent"], "verb": verb, "magic": magic, "target": target,
            "timeMs": self.platform.now_ms(), "isSent": False, "state": "refused", "retcode": 0,
            "code": "", "message": "", "result": None,
        }
        try:
            request, position = prepare()
        except Refused as refused:
            refusal = {"code": refused.code, "message": str(refused), "retcode": refused.retcode}
            self.log.write(record := {**record, **refusal})
            return self._outcome(record, False)
        self.log.write(record := {**record, "isSent": True, "state": "sent", "code": "outcome_unknown"})
        answer = self.platform.ask("order_send", *request)
        self.log.write(record := self._answered(record, answer, position))
        return self._outcome(record, False)

    def _answered(self, record, answer, position):
        _, _, retcode, deal, order, volume, price, bid, ask, comment, request_id, external = answer
        retcode = int(retcode)
        record = {**record, "retcode": retcode, "message": comment or f"retcode {retcode}"}
        if retcode in UNKNOWN:
            return record
        if retcode not in DONE:
            return {**record, "state": "refused", "code": "broker_refused"}
        traded = self.platform.records["deal"].get(int(deal))
        return {**record, "state": "done", "code": "", "result": {
            "order": none_of(order), "deal": none_of(deal),
            "position": none_of(traded["DEAL_POSITION_ID"]) if traded else position,
            "volume": float(volume), "price": float(price), "bid": float(bid), "ask": float(ask),
            "comment": comment, "requestId": int(request_id), "externalRetcode": int(external),
        }}

    def _outcome(self, record, is_repeat):
        told = (record["code"], record["message"], record["retcode"])
        if record["state"] == "done":
            return reply_parts("ok", *told, {**record["result"], "isRepeat": is_repeat})
        return reply_parts("refused" if record["state"] == "refused" else "unknown", *told)

    # What the account shows of an intent

    def _is_of(self, record, row, kind):
        magic, own = record["magic"], int(record["magic"]) >= OWN_MAGIC_MIN
        if own and row[f"{kind}_MAGIC"] == magic:
            return row[f"{kind}_REASON"] == EXPERT
        words = re.split(r"[^0-9A-Za-z]+", row[f"{kind}_COMMENT"])
        return record["intent"] in words and (own or magic in ("0", row[f"{kind}_MAGIC"]))

    def _evidence(self, record):
        def found(kind, name):
            return [row for _, row in self._rows(kind) if self._is_of(record, row, name)]

        deals, ended = found("deal", "DEAL"), found("history_order", "ORDER")
        waiting, held = found("order", "ORDER"), found("position", "POSITION")
        orders = [none_of(row["DEAL_ORDER"]) for row in deals]
        orders += [row["ORDER_TICKET"] for row in waiting + ended]
        position = held[-1]["POSITION_IDENTIFIER"] if held else ""
        target = self.platform.records["history_order"].get(int(record["target"] or 0))
        return {
            "orders": list(dict.fromkeys(filter(None, orders))),
            "deals": [row["DEAL_TICKET"] for row in deals],
            "position": position or (none_of(deals[-1]["DEAL_POSITION_ID"]) if deals else ""),
            "volume": sum(float(row["DEAL_VOLUME"]) for row in deals),
            "price": float(deals[-1]["DEAL_PRICE"]) if deals else 0.0,
            "isFailed": any(row["ORDER_STATE"] in ("2", "5", "6") for row in ended),
            "isCancelled": record["verb"] == "order_cancel" and target is not None
            and ORDER_STATES[int(target["ORDER_STATE"])] == "canceled",
        }

    def _settled(self, record):
        """An open outcome, with what the account shows by now."""
        if record["state"] != "sent" or not self._is_connected():
            return record
        found = self._evidence(record)
        is_executed = bool(found["deals"] or found["position"] or found["isCancelled"])
        if not is_executed and not found["orders"]:
            return record
        if not is_executed and found["isFailed"]:
            record = {**record, "state": "refused", "code": "broker_refused", "retcode": 10006}
        else:
            record = {**record, "state": "done", "code": "", "retcode": 10009 if is_executed else 10008, "result": {
                "order": (found["orders"] or [""])[-1], "deal": (found["deals"] or [""])[-1],
                "position": found["position"], "volume": found["volume"], "price": found["price"],
                "bid": 0.0, "ask": 0.0, "comment": "", "requestId": 0, "externalRetcode": 0,
            }}
        self.log.write(record)
        return record

    def find(self, arguments):
        known = self.log.records.get(arguments["intent"])
        wanted = known or {**arguments, "verb": "", "target": ""}
        evidence = self._evidence(wanted)
        if known is None:
            status = "sent" if evidence["orders"] or evidence["deals"] or evidence["position"] else "none"
        else:
            known = self._settled(known)
            status = known["state"]
        result = (known or {}).get("result") or {}
        def own(key, list_key):
            return [result[key]] if result.get(key) and not evidence[list_key] else evidence[list_key]

        return reply_parts("ok", data={
            "known": known is not None, "status": status, "retcode": known["retcode"] if known else 0,
            "orders": own("order", "orders"), "deals": own("deal", "deals"),
            "position": result.get("position") or evidence["position"],
        })

    # Orders

    def _symbol(self, name):
        return self.platform.symbols[name]

    def _fit(self, symbol, volume=None, prices=()):
        """Volumes and prices that do not fit are refused: nothing is rounded."""
        if volume is not None:
            step, least = symbol.number("SYMBOL_VOLUME_STEP"), symbol.number("SYMBOL_VOLUME_MIN")
            steps = volume / step
            if not least - 1e-9 <= volume <= symbol.number("SYMBOL_VOLUME_MAX") + 1e-9 or abs(steps - round(steps)) > 1e-6:
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
        self._fit(symbol, a["volume"], (a["price"], a["stopLimitPrice"], a["stopLoss"], a["takeProfit"]))
        is_pending = kind > 1
        price = a["price"] or (0.0 if is_pending else symbol.ask if kind == 0 else symbol.bid)
        return (
            5 if is_pending else 1, a["magic"], 0, a["symbol"], a["volume"], price, a["stopLimitPrice"],
            a["stopLoss"], a["takeProfit"], a["deviationPoints"], kind,
            self._filling(symbol, a["filling"], is_pending), 2 if a["expiresMs"] else 0,
            a["expiresMs"] // 1000, a["comment"] or f"b3:{a['intent']}", 0, 0,
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
        return reply_parts("ok", data={
            "margin": margin, "freeMargin": free, "marginLevelPct": level if margin > 0 else None,
            "equity": equity, "balance": balance, "lossAtStop": self._loss(arguments, request),
        })

    def _loss(self, arguments, request):
        if arguments["stopLoss"] == 0:
            return None
        symbol, is_buy = self._symbol(arguments["symbol"]), arguments["type"].startswith("buy")
        entries = [arguments["stopLimitPrice"] or request[5]]
        if request[0] == 1:
            entries.append(symbol.ask if is_buy else symbol.bid)
        losses = [0.0]
        for entry in entries:
            answer = self.platform.ask("order_profit", 0 if is_buy else 1, symbol.name, arguments["volume"], entry, arguments["stopLoss"])
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

        if arguments["intent"] not in self.log.records and (unknown := self._is_unknown(arguments)) is not None:
            return unknown
        return self._once("order_send", arguments, prepare, arguments["magic"])

    def _order(self, ticket):
        row = self.platform.records["order"].get(int(ticket))
        if row is None:
            raise Refused("unknown_ticket", f"no order {ticket}", 10035)
        return row

    def order_modify(self, a):
        def prepare():
            row = self._order(a["ticket"])
            self._guard()
            symbol = self._symbol(row["ORDER_SYMBOL"])
            self._fit(symbol, None, (a["price"], a["stopLimitPrice"], a["stopLoss"], a["takeProfit"]))
            return (
                7, 0, a["ticket"], row["ORDER_SYMBOL"], 0, a["price"], a["stopLimitPrice"], a["stopLoss"],
                a["takeProfit"], 0, row["ORDER_TYPE"], 2, 2 if a["expiresMs"] else 0,
                a["expiresMs"] // 1000, "", 0, 0,
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
                6, 0, 0, row["POSITION_SYMBOL"], 0, 0, 0, a["stopLoss"], a["takeProfit"], 0, 0, 0, 0, 0,
                "", a["ticket"], 0,
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_modify", a, prepare, target=a["ticket"])

    def position_close(self, a):
        def prepare():
            row = self._position(a["ticket"])
            symbol, held = self._symbol(row["POSITION_SYMBOL"]), float(row["POSITION_VOLUME"])
            volume = a["volume"] or min(held, symbol.number("SYMBOL_VOLUME_MAX"))
            if a["volume"]:
                self._fit(symbol, volume)
            if volume > held + 1e-9:
                raise Refused("symbol_rule", f"only {held} lots are open", 10038)
            is_buy = row["POSITION_TYPE"] == "0"
            return (
                1, row["POSITION_MAGIC"] if a["magic"] == "0" else a["magic"], 0, symbol.name, volume,
                symbol.bid if is_buy else symbol.ask, 0, 0, 0, a["deviationPoints"], 1 if is_buy else 0,
                self._filling(symbol, a["filling"], False), 0, 0, f"b3:{a['intent']}", a["ticket"], 0,
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_close", a, prepare, a["magic"], a["ticket"])

    def position_close_by(self, a):
        def prepare():
            self._position(a["by"])
            row = self._position(a["ticket"])
            magic = row["POSITION_MAGIC"] if a["magic"] == "0" else a["magic"]
            return (
                10, magic, 0, row["POSITION_SYMBOL"], *[0] * 10, f"b3:{a['intent']}", a["ticket"], a["by"],
            ), row["POSITION_IDENTIFIER"]

        return self._once("position_close_by", a, prepare, a["magic"], a["ticket"])

    # The halt flag

    def halt(self, arguments):
        self.log.set_halt({"reason": arguments["reason"], "record": arguments["record"]})
        return reply_parts("ok")

    def resume(self, _):
        self.log.set_halt(None)
        return reply_parts("ok")
