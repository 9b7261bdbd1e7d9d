"""Lists of the API as frames of pandas, where pandas is installed."""

from __future__ import annotations

from typing import Any, Iterable, Mapping


def to_frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """A DataFrame of bars, ticks, deals and the like, indexed by their time in UTC, in order."""
    try:
        import pandas
    except ImportError:
        raise ImportError("Frames need pandas: pip install pandas") from None
    frame = pandas.DataFrame(list(rows))
    if "utcMs" not in frame:
        return frame
    frame.index = pandas.to_datetime(frame.pop("utcMs"), unit="ms", utc=True)
    frame.index.name = "time"
    return frame.sort_index(kind="stable")
