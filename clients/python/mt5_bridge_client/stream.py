"""The live stream: it connects again when the connection is lost, and resumes where it was."""

from __future__ import annotations

import json
import random
import time
from typing import Any, Dict, Iterator, Optional, Sequence
from urllib.parse import SplitResult, urlencode

from .errors import BridgeError
from .websocket import Closed, WebSocket

# The bridge sends something every ten seconds at least.
SILENT_SECONDS_MAX = 25.0
# The bridge closes so when a repeat would change nothing.
FINAL_CLOSES = (4400, 4401)


class BridgeStream:
    """Messages of the bridge as dictionaries.

    Besides them `{"type": "lost"}` says that the values are old, and `{"type": "reset"}` that
    events may be missing, so that lists have to be read again.
    """

    def __init__(self, url: SplitResult, token: Optional[str], topics: Optional[Sequence[str]], symbols: Optional[Sequence[str]]) -> None:
        self._url = url
        self._token = token
        self._scope = {
            name: ",".join(values)
            for name, values in (("topics", topics), ("symbols", symbols))
            if values is not None
        }
        self._stream: Optional[str] = None
        self._seq = 0

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        losses = 0
        while True:
            reason = "the connection was lost"
            try:
                for item in self._connection():
                    losses = 0
                    yield item
            except Closed as closed:
                if closed.code in FINAL_CLOSES:
                    raise BridgeError("stream_refused", closed.reason) from None
                reason = closed.reason or reason
            except OSError:
                pass
            losses += 1
            pause = min(5.0, 0.25 * 2 ** min(losses - 1, 10)) * random.uniform(0.8, 1.2)
            yield {"type": "lost", "reason": reason, "retrySeconds": pause}
            time.sleep(pause)

    def _connection(self) -> Iterator[Dict[str, Any]]:
        search = dict(self._scope)
        if self._stream is not None:
            search["resume"] = f"{self._stream}.{self._seq}"
        path = f"{self._url.path.rstrip('/')}/api/v1/stream?{urlencode(search)}"
        with WebSocket(self._url, path, SILENT_SECONDS_MAX) as socket:
            if self._token is not None:
                socket.send(json.dumps({"type": "authenticate", "token": self._token}))
            while True:
                yield from self._items_of(json.loads(socket.receive()))

    def _items_of(self, message: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        kind = message["type"]
        if kind in ("heartbeat", "pong"):
            return
        if kind == "hello":
            is_back = self._stream is not None
            self._stream, self._seq = message["stream"], message["seq"]
            yield message
            if is_back and not message["resumed"]:
                yield {"type": "reset"}
            return
        self._seq = max(self._seq, message.get("seq", 0))
        yield message
