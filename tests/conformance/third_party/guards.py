"""What the terminal checks itself before anything that can open risk."""

import time

BACK_AFTER_S = 1


class Refused(Exception):
    def __init__(self, code, message, retcode=0):
        super().__init__(message)
        self.code, self.retcode = code, retcode


class Loading(Exception):
    """The account is not known while the broker is not connected."""


def reply_parts(status, code="", message="", retcode=0, data=None):
    return {"status": status, "code": code, "message": message, "retcode": retcode, "data": data}


class Guards:
    def __init__(self, platform, log):
        self.platform, self.log = platform, log
        self._heard_at = None
        self._back_at = 0.0
        self._was_silent = False

    def lots_max(self):
        return float(self.platform.inputs.get("InpMaxLots", 1))

    def orders_max(self):
        return int(self.platform.inputs.get("InpMaxOrdersPerMinute", 10))

    def silence_max(self):
        return float(self.platform.inputs.get("InpMaxSilenceSeconds", 5))

    def hear(self, is_heartbeat, is_welcome):
        """Something has arrived from the bridge."""
        now = time.monotonic()
        silence_max = self.silence_max()
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
            one
            for one in self.log.records.values()
            if one["verb"] == "order_send" and one["isSent"] and one["timeMs"] > since_ms
        ]
        if len(sent) >= self.orders_max():
            raise Refused("rate_cap", f"more than {self.orders_max()} orders a minute")

    def _rows(self, kind):
        if not self._is_connected():
            raise Loading
        return sorted(self.platform.records[kind].items())
