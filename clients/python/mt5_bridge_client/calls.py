"""The calls of the bridge's API, generated from its OpenAPI document: do not edit."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, Union

from . import schemas

CLIENT_VERSION = "3.0.0"

#: Stands for an argument that is not given; None is a value of its own.
MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()

#: Method, path, names of the query, whether it has a body, whether it needs a key.
OPERATIONS: Dict[str, Any] = {
    "getStatus": ("GET", "/api/v1/status", [], False, False),
    "listActors": ("GET", "/api/v1/actors", [], False, False),
    "getActor": ("GET", "/api/v1/actors/{actor}", [], False, False),
    "listTerminals": ("GET", "/api/v1/terminals", [], False, False),
    "getTerminal": ("GET", "/api/v1/terminals/{terminal}", [], False, False),
    "listJobs": ("GET", "/api/v1/jobs", [], False, False),
    "restartActor": ("POST", "/api/v1/actors/{actor}/restart", [], False, False),
    "runJob": ("POST", "/api/v1/jobs/{job}/run", [], False, False),
    "pauseJob": ("POST", "/api/v1/jobs/{job}/pause", [], False, False),
    "resumeJob": ("POST", "/api/v1/jobs/{job}/resume", [], False, False),
    "listSymbols": ("GET", "/api/v1/symbols", ["terminal","symbol"], False, False),
    "listPrices": ("GET", "/api/v1/prices", ["terminal","symbol"], False, False),
    "getCalendar": ("GET", "/api/v1/calendar", ["terminal","currency","importance","fromMs","toMs","limit"], False, False),
    "getDepth": ("GET", "/api/v1/terminals/{terminal}/depth/{symbol}", [], False, False),
    "listBars": ("GET", "/api/v1/terminals/{terminal}/bars/{symbol}/{timeframe}", ["fromMs","toMs","limit","cursor"], False, False),
    "listTicks": ("GET", "/api/v1/terminals/{terminal}/ticks/{symbol}", ["fromMs","toMs","limit","cursor"], False, False),
    "listAccountFigures": ("GET", "/api/v1/terminals/{terminal}/account", ["fromMs","toMs","limit","cursor"], False, False),
    "fetchTerminalBars": ("GET", "/api/v1/terminals/{terminal}/history/{symbol}/{timeframe}", ["fromBrokerMs","limit"], False, False),
    "fetchTerminalTicks": ("GET", "/api/v1/terminals/{terminal}/history/{symbol}", ["fromBrokerMs","limit"], False, False),
    "listSignals": ("GET", "/api/v1/signals", ["terminal","symbol","strategy","fromMs","toMs","limit","cursor"], False, False),
    "sendSignal": ("POST", "/api/v1/signals", [], True, True),
    "trySignal": ("POST", "/api/v1/signals/try", [], True, False),
    "listOutsideSignals": ("GET", "/api/v1/signals/outside", ["limit"], False, False),
    "listAccounts": ("GET", "/api/v1/accounts", [], False, False),
    "listPositions": ("GET", "/api/v1/positions", ["terminal","symbol"], False, False),
    "listOrders": ("GET", "/api/v1/orders", ["terminal","symbol"], False, False),
    "listIntents": ("GET", "/api/v1/terminals/{terminal}/intents", ["limit"], False, False),
    "listDeals": ("GET", "/api/v1/terminals/{terminal}/deals", ["fromMs","toMs","symbol","limit","cursor"], False, False),
    "getTrace": ("GET", "/api/v1/traces/{trace}", [], False, False),
    "listCopies": ("GET", "/api/v1/copies", ["limit"], False, False),
    "getResults": ("GET", "/api/v1/terminals/{terminal}/results", ["fromMs","toMs"], False, False),
    "getEquity": ("GET", "/api/v1/terminals/{terminal}/equity", ["fromMs","toMs","points"], False, False),
    "getRisk": ("GET", "/api/v1/risk", [], False, False),
    "listDecisions": ("GET", "/api/v1/terminals/{terminal}/decisions", ["outcome","limit"], False, False),
    "haltTrading": ("POST", "/api/v1/risk/halt", [], True, False),
    "resumeTrading": ("POST", "/api/v1/risk/resume", [], True, False),
    "replaceDay": ("POST", "/api/v1/risk/day", [], True, False),
    "placeOrder": ("POST", "/api/v1/terminals/{terminal}/orders", [], True, True),
    "modifyOrder": ("PUT", "/api/v1/terminals/{terminal}/orders/{ticket}", [], True, True),
    "cancelOrder": ("DELETE", "/api/v1/terminals/{terminal}/orders/{ticket}", [], False, True),
    "modifyPosition": ("PUT", "/api/v1/terminals/{terminal}/positions/{ticket}", [], True, True),
    "closePosition": ("POST", "/api/v1/terminals/{terminal}/positions/{ticket}/close", [], True, True),
    "closePositionBy": ("POST", "/api/v1/terminals/{terminal}/positions/{ticket}/close-by", [], True, True),
    "closeAll": ("POST", "/api/v1/terminals/{terminal}/close-all", [], False, True),
    "settleIntent": ("POST", "/api/v1/terminals/{terminal}/intents/{intent}/settle", [], False, False),
    "getLog": ("GET", "/api/v1/log", ["after","level","source","limit"], False, False),
    "listSettings": ("GET", "/api/v1/settings", [], False, False),
    "reloadSettings": ("POST", "/api/v1/settings/reload", [], False, False),
    "listStrategies": ("GET", "/api/v1/strategies", [], False, False),
    "getStrategy": ("GET", "/api/v1/strategies/{strategy}", [], False, False),
    "enableStrategy": ("POST", "/api/v1/strategies/{strategy}/enable", [], False, False),
    "takeUpStrategyFile": ("POST", "/api/v1/strategies/{strategy}/take-up", [], False, False),
    "disableStrategy": ("POST", "/api/v1/strategies/{strategy}/disable", [], False, False),
    "listAlerts": ("GET", "/api/v1/alerts", ["limit"], False, False),
    "testAlerts": ("POST", "/api/v1/alerts/test", [], False, False),
    "listBacktests": ("GET", "/api/v1/backtests", [], False, False),
    "startBacktest": ("POST", "/api/v1/backtests", [], True, False),
    "cancelBacktest": ("POST", "/api/v1/backtests/{id}/cancel", [], False, False),
    "resumeBacktest": ("POST", "/api/v1/backtests/{id}/resume", [], False, False),
    "removeBacktest": ("DELETE", "/api/v1/backtests/{id}", [], False, False),
    "getBacktestReport": ("GET", "/api/v1/backtests/{id}/report", [], False, False),
    "listHistory": ("GET", "/api/v1/history", [], False, False),
    "listHistoryTasks": ("GET", "/api/v1/history/tasks", [], False, False),
    "startHistoryTask": ("POST", "/api/v1/history/tasks", [], True, False),
    "cancelHistoryTask": ("POST", "/api/v1/history/tasks/{id}/cancel", [], False, False),
}


class BridgeCalls:
    """A method for each operation; `_call` sends it."""

    def _call(self, name: str, given: Dict[str, Any], key: Optional[str], timeout: Optional[float]) -> Any:
        raise NotImplementedError

    def get_status(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.Status:
        """The complete state of the bridge."""
        return self._call("getStatus", {}, None, timeout)

    def list_actors(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Actor]:
        """The actors: state, restarts, last errors, mailboxes."""
        return self._call("listActors", {}, None, timeout)

    def get_actor(
        self,
        *,
        actor: str,
        timeout: Optional[float] = None,
    ) -> schemas.Actor:
        """One actor."""
        return self._call("getActor", {"actor": actor}, None, timeout)

    def list_terminals(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Terminal]:
        """Terminals that have connected since the start, with their accounts."""
        return self._call("listTerminals", {}, None, timeout)

    def get_terminal(
        self,
        *,
        terminal: str,
        timeout: Optional[float] = None,
    ) -> schemas.Terminal:
        """One terminal."""
        return self._call("getTerminal", {"terminal": terminal}, None, timeout)

    def list_jobs(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Job]:
        """The scheduled jobs and their last results."""
        return self._call("listJobs", {}, None, timeout)

    def restart_actor(
        self,
        *,
        actor: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Restart one actor."""
        return self._call("restartActor", {"actor": actor}, None, timeout)

    def run_job(
        self,
        *,
        job: str,
        timeout: Optional[float] = None,
    ) -> schemas.JobRun:
        """Run a job now, even a paused one, and wait until it has finished."""
        return self._call("runJob", {"job": job}, None, timeout)

    def pause_job(
        self,
        *,
        job: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Pause a job: it is not started when due until it is resumed."""
        return self._call("pauseJob", {"job": job}, None, timeout)

    def resume_job(
        self,
        *,
        job: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Resume a paused job."""
        return self._call("resumeJob", {"job": job}, None, timeout)

    def list_symbols(
        self,
        *,
        terminal: str = MISSING,
        symbol: str = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.MarketSymbol]:
        """The symbols of every terminal: state, price, and the broker's description."""
        return self._call("listSymbols", {"terminal": terminal, "symbol": symbol}, None, timeout)

    def list_prices(
        self,
        *,
        terminal: str = MISSING,
        symbol: str = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Price]:
        """The latest price of every symbol; the stream sends changes."""
        return self._call("listPrices", {"terminal": terminal, "symbol": symbol}, None, timeout)

    def get_calendar(
        self,
        *,
        terminal: str = MISSING,
        currency: str = MISSING,
        importance: Literal["none", "low", "moderate", "high"] = MISSING,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.Calendar:
        """The economic calendar of the last month and the next eight days, in order."""
        return self._call("getCalendar", {"terminal": terminal, "currency": currency, "importance": importance, "fromMs": from_ms, "toMs": to_ms, "limit": limit}, None, timeout)

    def get_depth(
        self,
        *,
        terminal: str,
        symbol: str,
        timeout: Optional[float] = None,
    ) -> List[schemas.DepthLevel]:
        """The depth of market, in the broker's order; few brokers offer it for forex."""
        return self._call("getDepth", {"terminal": terminal, "symbol": symbol}, None, timeout)

    def list_bars(
        self,
        *,
        terminal: str,
        symbol: str,
        timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1"],
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        limit: int = MISSING,
        cursor: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ListBarsReply:
        """Closed bars, oldest first; the first page is the newest."""
        return self._call("listBars", {"terminal": terminal, "symbol": symbol, "timeframe": timeframe, "fromMs": from_ms, "toMs": to_ms, "limit": limit, "cursor": cursor}, None, timeout)

    def list_ticks(
        self,
        *,
        terminal: str,
        symbol: str,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        limit: int = MISSING,
        cursor: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ListTicksReply:
        """Stored ticks, oldest first; the first page is the newest."""
        return self._call("listTicks", {"terminal": terminal, "symbol": symbol, "fromMs": from_ms, "toMs": to_ms, "limit": limit, "cursor": cursor}, None, timeout)

    def list_account_figures(
        self,
        *,
        terminal: str,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        limit: int = MISSING,
        cursor: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ListAccountFiguresReply:
        """Balance, equity and margin over time, oldest first; the first page is the newest."""
        return self._call("listAccountFigures", {"terminal": terminal, "fromMs": from_ms, "toMs": to_ms, "limit": limit, "cursor": cursor}, None, timeout)

    def fetch_terminal_bars(
        self,
        *,
        terminal: str,
        symbol: str,
        timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1"],
        from_broker_ms: int = MISSING,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.TerminalBars:
        """Closed bars read from the terminal, oldest first, as columns; one reader at a time."""
        return self._call("fetchTerminalBars", {"terminal": terminal, "symbol": symbol, "timeframe": timeframe, "fromBrokerMs": from_broker_ms, "limit": limit}, None, timeout)

    def fetch_terminal_ticks(
        self,
        *,
        terminal: str,
        symbol: str,
        from_broker_ms: int = MISSING,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.TerminalTicks:
        """Ticks read from the terminal, oldest first, as columns; one reader at a time."""
        return self._call("fetchTerminalTicks", {"terminal": terminal, "symbol": symbol, "fromBrokerMs": from_broker_ms, "limit": limit}, None, timeout)

    def list_signals(
        self,
        *,
        terminal: str = MISSING,
        symbol: str = MISSING,
        strategy: str = MISSING,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        limit: int = MISSING,
        cursor: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ListSignalsReply:
        """Signals of the strategies, newest first."""
        return self._call("listSignals", {"terminal": terminal, "symbol": symbol, "strategy": strategy, "fromMs": from_ms, "toMs": to_ms, "limit": limit, "cursor": cursor}, None, timeout)

    def send_signal(
        self,
        *,
        source: str,
        sent_at: Union[float, str],
        symbol: str,
        action: str,
        dry_run: bool = MISSING,
        side: str = MISSING,
        order: str = MISSING,
        price: Union[float, str] = MISSING,
        limit_price: Union[float, str] = MISSING,
        stop: Union[float, str] = MISSING,
        target: Union[float, str] = MISSING,
        targets: Union[str, List[Union[float, str, Dict[str, Any]]]] = MISSING,
        risk_fraction: Union[float, str] = MISSING,
        lots: Union[float, str] = MISSING,
        part: Union[float, str] = MISSING,
        reverse: bool = MISSING,
        expires_minutes: Union[float, str] = MISSING,
        reason: str = MISSING,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.SentSignal:
        """Send a signal from outside: it goes the way of every signal of a strategy."""
        return self._call("sendSignal", {"source": source, "sentAt": sent_at, "symbol": symbol, "action": action, "dryRun": dry_run, "side": side, "order": order, "price": price, "limitPrice": limit_price, "stop": stop, "target": target, "targets": targets, "riskFraction": risk_fraction, "lots": lots, "part": part, "reverse": reverse, "expiresMinutes": expires_minutes, "reason": reason}, key, timeout)

    def try_signal(
        self,
        *,
        source: str,
        text: str,
        template: Union[str, None] = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.SignalTrial:
        """Try an alert: what it would become, and what risk would say; nothing is changed."""
        return self._call("trySignal", {"source": source, "text": text, "template": template}, None, timeout)

    def list_outside_signals(
        self,
        *,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.OutsideSignals:
        """Signals from outside as they arrived, newest first, and what became of each."""
        return self._call("listOutsideSignals", {"limit": limit}, None, timeout)

    def list_accounts(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Account]:
        """Accounts: mode, last reconciliation, and the differences it found."""
        return self._call("listAccounts", {}, None, timeout)

    def list_positions(
        self,
        *,
        terminal: str = MISSING,
        symbol: str = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Position]:
        """Open positions."""
        return self._call("listPositions", {"terminal": terminal, "symbol": symbol}, None, timeout)

    def list_orders(
        self,
        *,
        terminal: str = MISSING,
        symbol: str = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Order]:
        """Pending orders, and orders being processed."""
        return self._call("listOrders", {"terminal": terminal, "symbol": symbol}, None, timeout)

    def list_intents(
        self,
        *,
        terminal: str,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Intent]:
        """Requests to a terminal (intents) and their outcomes, newest first."""
        return self._call("listIntents", {"terminal": terminal, "limit": limit}, None, timeout)

    def list_deals(
        self,
        *,
        terminal: str,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        symbol: str = MISSING,
        limit: int = MISSING,
        cursor: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ListDealsReply:
        """Deals, oldest first; the first page is the newest."""
        return self._call("listDeals", {"terminal": terminal, "fromMs": from_ms, "toMs": to_ms, "symbol": symbol, "limit": limit, "cursor": cursor}, None, timeout)

    def get_trace(
        self,
        *,
        trace: str,
        timeout: Optional[float] = None,
    ) -> schemas.Trace:
        """A trace from its cause to its last deal: signal, decisions with every reason, intents, deals."""
        return self._call("getTrace", {"trace": trace}, None, timeout)

    def list_copies(
        self,
        *,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.Copies:
        """Which account copies which, and the newest copied and missed trades, newest first."""
        return self._call("listCopies", {"limit": limit}, None, timeout)

    def get_results(
        self,
        *,
        terminal: str,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.Results:
        """What all deals of a range have earned: in all, and by symbol, strategy, weekday, hour."""
        return self._call("getResults", {"terminal": terminal, "fromMs": from_ms, "toMs": to_ms}, None, timeout)

    def get_equity(
        self,
        *,
        terminal: str,
        from_ms: int = MISSING,
        to_ms: int = MISSING,
        points: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.EquityCurve:
        """Equity and balance over a whole range, oldest first, in at most `points` points."""
        return self._call("getEquity", {"terminal": terminal, "fromMs": from_ms, "toMs": to_ms, "points": points}, None, timeout)

    def get_risk(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.GetRiskReply:
        """Limits, how much of them is used, and active halts."""
        return self._call("getRisk", {}, None, timeout)

    def list_decisions(
        self,
        *,
        terminal: str,
        outcome: Literal["all", "approved", "refused"] = MISSING,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Decision]:
        """Decisions about orders, newest first, with every reason for a refusal."""
        return self._call("listDecisions", {"terminal": terminal, "outcome": outcome, "limit": limit}, None, timeout)

    def halt_trading(
        self,
        *,
        terminal: Union[str, None] = MISSING,
        policy: Literal["block", "flatten"] = MISSING,
        reason: str = MISSING,
        timeout: Optional[float] = None,
    ) -> List[schemas.Halt]:
        """Halt trading: after the answer, no order that opens risk is sent."""
        return self._call("haltTrading", {"terminal": terminal, "policy": policy, "reason": reason}, None, timeout)

    def resume_trading(
        self,
        *,
        cause: Literal["daily_loss", "drawdown", "group_loss", "command", "terminal"],
        terminal: Union[str, None] = MISSING,
        reason: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ResumeTradingReply:
        """End the halts of one cause."""
        return self._call("resumeTrading", {"cause": cause, "terminal": terminal, "reason": reason}, None, timeout)

    def replace_day(
        self,
        *,
        terminal: str,
        from_: str,
        to: str,
        reason: str = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.ReplaceDayReply:
        """Count losses in the broker's day again, after a wrong clock started a later day too early."""
        return self._call("replaceDay", {"terminal": terminal, "from": from_, "to": to, "reason": reason}, None, timeout)

    def place_order(
        self,
        *,
        terminal: str,
        symbol: str,
        type: Literal["buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit"],
        volume_lots: Union[float, None] = MISSING,
        price: Union[float, None] = MISSING,
        stop_limit_price: Union[float, None] = MISSING,
        stop_loss: Union[float, None] = MISSING,
        take_profit: Union[float, None] = MISSING,
        expires_ms: Union[int, None] = MISSING,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Place an order: sized and approved by risk, or rejected with every reason."""
        return self._call("placeOrder", {"terminal": terminal, "symbol": symbol, "type": type, "volumeLots": volume_lots, "price": price, "stopLimitPrice": stop_limit_price, "stopLoss": stop_loss, "takeProfit": take_profit, "expiresMs": expires_ms}, key, timeout)

    def modify_order(
        self,
        *,
        terminal: str,
        ticket: str,
        price: float,
        stop_limit_price: Union[float, None] = MISSING,
        stop_loss: Union[float, None] = MISSING,
        take_profit: Union[float, None] = MISSING,
        expires_ms: Union[int, None] = MISSING,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Modify a pending order: replaces all its prices."""
        return self._call("modifyOrder", {"terminal": terminal, "ticket": ticket, "price": price, "stopLimitPrice": stop_limit_price, "stopLoss": stop_loss, "takeProfit": take_profit, "expiresMs": expires_ms}, key, timeout)

    def cancel_order(
        self,
        *,
        terminal: str,
        ticket: str,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Cancel a pending order."""
        return self._call("cancelOrder", {"terminal": terminal, "ticket": ticket}, key, timeout)

    def modify_position(
        self,
        *,
        terminal: str,
        ticket: str,
        stop_loss: Union[float, None],
        take_profit: Union[float, None],
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Set stop loss and take profit of a position; null removes one."""
        return self._call("modifyPosition", {"terminal": terminal, "ticket": ticket, "stopLoss": stop_loss, "takeProfit": take_profit}, key, timeout)

    def close_position(
        self,
        *,
        terminal: str,
        ticket: str,
        volume_lots: Union[float, None] = MISSING,
        deviation_points: int = MISSING,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Close a position, or a part of it."""
        return self._call("closePosition", {"terminal": terminal, "ticket": ticket, "volumeLots": volume_lots, "deviationPoints": deviation_points}, key, timeout)

    def close_position_by(
        self,
        *,
        terminal: str,
        ticket: str,
        by: str,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Close a position by an opposite one of the same symbol."""
        return self._call("closePositionBy", {"terminal": terminal, "ticket": ticket, "by": by}, key, timeout)

    def close_all(
        self,
        *,
        terminal: str,
        key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> List[schemas.Intent]:
        """Cancel every order and close every position of an account; one intent each."""
        return self._call("closeAll", {"terminal": terminal}, key, timeout)

    def settle_intent(
        self,
        *,
        terminal: str,
        intent: str,
        timeout: Optional[float] = None,
    ) -> schemas.Intent:
        """Confirm that an intent with an unknown outcome was not executed."""
        return self._call("settleIntent", {"terminal": terminal, "intent": intent}, None, timeout)

    def get_log(
        self,
        *,
        after: int = MISSING,
        level: Literal["debug", "info", "warning", "error"] = MISSING,
        source: str = MISSING,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.GetLogReply:
        """The newest lines of the log, oldest first."""
        return self._call("getLog", {"after": after, "level": level, "source": source, "limit": limit}, None, timeout)

    def list_settings(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Setting]:
        """The current settings, with secrets masked."""
        return self._call("listSettings", {}, None, timeout)

    def reload_settings(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.ReloadedSettings:
        """Read the settings again: accounts are added, removed and changed."""
        return self._call("reloadSettings", {}, None, timeout)

    def list_strategies(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[schemas.Strategy]:
        """The configured strategies, their parameters and results."""
        return self._call("listStrategies", {}, None, timeout)

    def get_strategy(
        self,
        *,
        strategy: str,
        timeout: Optional[float] = None,
    ) -> schemas.Strategy:
        """One strategy."""
        return self._call("getStrategy", {"strategy": strategy}, None, timeout)

    def enable_strategy(
        self,
        *,
        strategy: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Enable a strategy, also after it was disabled for failing too often."""
        return self._call("enableStrategy", {"strategy": strategy}, None, timeout)

    def take_up_strategy_file(
        self,
        *,
        strategy: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Let the saved version of a strategy's file run."""
        return self._call("takeUpStrategyFile", {"strategy": strategy}, None, timeout)

    def disable_strategy(
        self,
        *,
        strategy: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Disable a strategy: it produces no more signals."""
        return self._call("disableStrategy", {"strategy": strategy}, None, timeout)

    def list_alerts(
        self,
        *,
        limit: int = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.Alerts:
        """The newest alerts, newest first, and how far each has come."""
        return self._call("listAlerts", {"limit": limit}, None, timeout)

    def test_alerts(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.AlertTest:
        """Sends a message on every configured channel now."""
        return self._call("testAlerts", {}, None, timeout)

    def list_backtests(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.ListBacktestsReply:
        """All backtests that were asked for, newest first, and how far each one is."""
        return self._call("listBacktests", {}, None, timeout)

    def start_backtest(
        self,
        *,
        strategies: str,
        symbols: List[str],
        timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1"],
        prices: Literal["stored", "history"] = MISSING,
        from_: Union[str, None] = MISSING,
        to: Union[str, None] = MISSING,
        model: Literal["ohlc", "open", "generated"] = MISSING,
        deposit: float = MISSING,
        currency: Literal["USD", "EUR", "GBP", "AUD", "NZD", "CAD", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "ZAR", "MXN", "SGD", "HKD", "CNH", "USDT", "USDC", "USC", "EUC", "GBC", "BTC", "ETH"] = MISSING,
        leverage: float = MISSING,
        is_netting: bool = MISSING,
        risk_pct: Union[float, None] = MISSING,
        has_limits: bool = MISSING,
        spread_points: Union[float, None] = MISSING,
        commission_per_lot: Union[float, None] = MISSING,
        is_checked: bool = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.StartBacktestReply:
        """Start a backtest; it runs when those before it have ended."""
        return self._call("startBacktest", {"strategies": strategies, "symbols": symbols, "timeframe": timeframe, "prices": prices, "from": from_, "to": to, "model": model, "deposit": deposit, "currency": currency, "leverage": leverage, "isNetting": is_netting, "riskPct": risk_pct, "hasLimits": has_limits, "spreadPoints": spread_points, "commissionPerLot": commission_per_lot, "isChecked": is_checked}, None, timeout)

    def cancel_backtest(
        self,
        *,
        id: str,
        timeout: Optional[float] = None,
    ) -> schemas.CancelBacktestReply:
        """End a backtest that waits or runs."""
        return self._call("cancelBacktest", {"id": id}, None, timeout)

    def resume_backtest(
        self,
        *,
        id: str,
        timeout: Optional[float] = None,
    ) -> schemas.ResumeBacktestReply:
        """Run a cancelled or failed backtest again, from its beginning."""
        return self._call("resumeBacktest", {"id": id}, None, timeout)

    def remove_backtest(
        self,
        *,
        id: str,
        timeout: Optional[float] = None,
    ) -> schemas.Done:
        """Remove a backtest that is not under way, with its report."""
        return self._call("removeBacktest", {"id": id}, None, timeout)

    def get_backtest_report(
        self,
        *,
        id: str,
        timeout: Optional[float] = None,
    ) -> schemas.GetBacktestReportReply:
        """The report of a finished backtest, as `report` reads it."""
        return self._call("getBacktestReport", {"id": id}, None, timeout)

    def list_history(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.ListHistoryReply:
        """The series of past prices that were fetched or imported, as `history list --json`."""
        return self._call("listHistory", {}, None, timeout)

    def list_history_tasks(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> schemas.ListHistoryTasksReply:
        """The fetches and checks that were asked for since the start, newest first."""
        return self._call("listHistoryTasks", {}, None, timeout)

    def start_history_task(
        self,
        *,
        kind: Any,
        symbol: str = MISSING,
        timeframe: Literal["M1", "M2", "M3", "M4", "M5", "M6", "M10", "M12", "M15", "M20", "M30", "H1", "H2", "H3", "H4", "H6", "H8", "H12", "D1", None] = MISSING,
        from_: str = MISSING,
        to: Union[str, None] = MISSING,
        source: Union[str, None] = MISSING,
        timeout: Optional[float] = None,
    ) -> schemas.StartHistoryTaskReply:
        """Fetch past prices from the terminal, or check every file of the history."""
        return self._call("startHistoryTask", {"kind": kind, "symbol": symbol, "timeframe": timeframe, "from": from_, "to": to, "source": source}, None, timeout)

    def cancel_history_task(
        self,
        *,
        id: str,
        timeout: Optional[float] = None,
    ) -> schemas.CancelHistoryTaskReply:
        """End a task that waits or runs; what it has fetched stays."""
        return self._call("cancelHistoryTask", {"id": id}, None, timeout)
