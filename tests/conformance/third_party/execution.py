"""Requests to the broker, each sent at most once, and what became of them."""

import time

from evidence import evidence_of
from guards import Guards, Loading, Refused, reply_parts
from shapes import none_of

HEDGING, CLOSE_PENDING_S = 2, 120
MARKET_ORDERS, IN_PART = (0, 1), (10008, 10010)
DONE, UNKNOWN = (10008, 10009, 10010, 10025), (0, 10011, 10012, 10031)


class Execution(Guards):
    def _once(self, verb, arguments, prepare, magic="0", target=""):
        """`prepare` gives the request; it raises Refused when it may not be sent."""
        known = self.log.records.get(arguments["intent"])
        if known is not None:
            if known["verb"] != verb:
                return reply_parts("invalid", "intent_reused", f"it was used for {known['verb']}")
            return self._outcome(self._settled(known), True)
        record = {
            "intent": arguments["intent"],
            "verb": verb,
            "magic": magic,
            "target": target,
            "timeMs": self.platform.now_ms(),
            "isSent": False,
            "state": "refused",
            "retcode": 0,
            "code": "",
            "message": "",
            "result": None,
        }
        try:
            request, position = prepare()
        except Refused as refused:
            refusal = {"code": refused.code, "message": str(refused), "retcode": refused.retcode}
            self.log.write(record := {**record, **refusal})
            return self._outcome(record, False)
        self.log.write(
            record := {**record, "isSent": True, "state": "sent", "code": "outcome_unknown"}
        )
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
        return {
            **record,
            "state": "done",
            "code": "",
            "result": {
                "order": none_of(order),
                "deal": none_of(deal),
                "position": none_of(traded["DEAL_POSITION_ID"]) if traded else position,
                "volume": float(volume),
                "price": float(price),
                "bid": float(bid),
                "ask": float(ask),
                "comment": comment,
                "requestId": int(request_id),
                "externalRetcode": int(external),
            },
        }

    def _outcome(self, record, is_repeat):
        told = (record["code"], record["message"], record["retcode"])
        if record["state"] == "done":
            return reply_parts("ok", *told, {**record["result"], "isRepeat": is_repeat})
        return reply_parts("refused" if record["state"] == "refused" else "unknown", *told)

    # What the account shows of an intent

    def _evidence(self, record):
        if not self._is_connected():
            raise Loading
        return evidence_of(self.platform.records, record)

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
            record = {
                **record,
                "state": "done",
                "code": "",
                "retcode": 10009 if is_executed else 10008,
                "result": {
                    "order": (found["orders"] or [""])[-1],
                    "deal": (found["deals"] or [""])[-1],
                    "position": found["position"],
                    "volume": found["volume"],
                    "price": found["price"],
                    "bid": 0.0,
                    "ask": 0.0,
                    "comment": "",
                    "requestId": 0,
                    "externalRetcode": 0,
                },
            }
        self.log.write(record)
        return record

    def _guard_close(self, ticket):
        """Netting: a second close could open the opposite while the first may be executed."""
        if int(self.platform.account["ACCOUNT_MARGIN_MODE"]) == HEDGING:
            return
        symbol = self.platform.records["position"][int(ticket)]["POSITION_SYMBOL"]
        for order in self.platform.records["order"].values():
            if order["ORDER_SYMBOL"] == symbol and int(order["ORDER_TYPE"]) in MARKET_ORDERS:
                raise Refused("close_pending", f"a market order of {symbol} is still working")
        for record in list(self.log.records.values()):
            if (record["verb"], record["target"]) != ("position_close", ticket):
                continue
            age_s = time.monotonic() - self.log.known_at[record["intent"]]
            if age_s < CLOSE_PENDING_S and self._may_be_executed(self._settled(record)):
                raise Refused("close_pending", "an earlier close may still be executed")

    def _may_be_executed(self, record):
        if record["state"] != "done" or record["retcode"] not in IN_PART:
            return record["state"] == "sent"
        return int(record["result"]["order"] or 0) not in self.platform.records["history_order"]

    def find(self, arguments):
        known = self.log.records.get(arguments["intent"])
        wanted = known or {**arguments, "verb": "", "target": ""}
        evidence = self._evidence(wanted)
        if known is None:
            status = (
                "sent"
                if evidence["orders"] or evidence["deals"] or evidence["position"]
                else "none"
            )
        else:
            known = self._settled(known)
            status = known["state"]
        result = (known or {}).get("result") or {}

        def own(key, list_key):
            return (
                [result[key]] if result.get(key) and not evidence[list_key] else evidence[list_key]
            )

        return reply_parts(
            "ok",
            data={
                "known": known is not None,
                "status": status,
                "retcode": known["retcode"] if known else 0,
                "orders": own("order", "orders"),
                "deals": own("deal", "deals"),
                "position": result.get("position") or evidence["position"],
            },
        )
