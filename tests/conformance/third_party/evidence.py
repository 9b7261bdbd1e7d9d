"""What the account shows of an intent: the orders, deals and positions made under it."""

import re

from shapes import ORDER_STATES, ORDER_TYPES, REASONS, none_of

EXPERT = str(REASONS.index("expert"))
OWN_MAGIC_MIN = 1 << 62


def _is_of(record, row, kind):
    magic, own = record["magic"], int(record["magic"]) >= OWN_MAGIC_MIN
    if own and row[f"{kind}_MAGIC"] == magic:
        return row[f"{kind}_REASON"] == EXPERT
    words = re.split(r"[^0-9A-Za-z]+", row[f"{kind}_COMMENT"])
    return record["intent"] in words and (own or magic in ("0", row[f"{kind}_MAGIC"]))


def _state(order):
    return ORDER_STATES[int(order["ORDER_STATE"])]


def _has_failed(order):
    """A pending order that was cancelled later had been placed all the same."""
    is_market = ORDER_TYPES[int(order["ORDER_TYPE"])] in ("buy", "sell")
    return _state(order) == "rejected" or (is_market and _state(order) in ("canceled", "expired"))


def evidence_of(records, record):
    def found(kind, name):
        return [row for _, row in sorted(records[kind].items()) if _is_of(record, row, name)]

    deals, ended = found("deal", "DEAL"), found("history_order", "ORDER")
    waiting, held = found("order", "ORDER"), found("position", "POSITION")
    orders = [none_of(row["DEAL_ORDER"]) for row in deals]
    orders += [row["ORDER_TICKET"] for row in waiting + ended]
    position = held[-1]["POSITION_IDENTIFIER"] if held else ""
    target = records["history_order"].get(int(record["target"] or 0))
    return {
        "orders": list(dict.fromkeys(filter(None, orders))),
        "deals": [row["DEAL_TICKET"] for row in deals],
        "position": position or (none_of(deals[-1]["DEAL_POSITION_ID"]) if deals else ""),
        "volume": sum(float(row["DEAL_VOLUME"]) for row in deals),
        "price": float(deals[-1]["DEAL_PRICE"]) if deals else 0.0,
        "isFailed": any(map(_has_failed, ended)),
        "isCancelled": record["verb"] == "order_cancel"
        and target is not None
        and _state(target) == "canceled",
    }
