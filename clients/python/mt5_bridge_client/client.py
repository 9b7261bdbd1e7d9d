"""The client: a method for each route of the API, and the live stream."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
import uuid
import warnings
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence
from urllib.parse import quote, urlencode, urlsplit

from .calls import CLIENT_VERSION, MISSING, OPERATIONS, BridgeCalls
from .errors import BridgeError
from .stream import BridgeStream

# The bridge, or a part of it, is not there for the moment.
PASSING = (
    "body_too_slow", "internal", "not_healthy", "not_ready", "unavailable", "too_many_clients",
    "too_slow", "no_answer", "unexpected_answer",
)
# Whatever was sent before with the key: it was not executed.
CERTAIN = ("bad_request", "key_reused", "refused_by_risk")
# States in which nobody knows yet what the broker did.
OPEN_STATES = ("intended", "sent", "unknown")
# Repeating a halt changes nothing, and one that got lost must not stay lost.
REPEATABLE = ("haltTrading",)
ANSWER_BYTES_MAX = 256 * 1024 * 1024


class BridgeClient(BridgeCalls):
    """Timeouts are seconds; a command is repeated for `command_timeout` at most."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8765",
        token: Optional[str] = None,
        *,
        timeout: float = 30.0,
        command_timeout: float = 60.0,
        attempt_timeout: float = 20.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise BridgeError(
                "unusable_option",
                "url is the address of the bridge, such as http://127.0.0.1:8765.",
            )
        if token is not None and not re.fullmatch(r"[\x21-\x7e]{1,256}", token.strip()):
            raise BridgeError("unusable_option", "token is the text of the file api-token.")
        if min(timeout, command_timeout, attempt_timeout) <= 0:
            raise BridgeError("unusable_option", "A timeout is a number of seconds above 0.")
        self._url = parts
        self._token = None if token is None else token.strip()
        self._timeout = timeout
        self._command_timeout = command_timeout
        self._attempt_timeout = attempt_timeout

    @classmethod
    def connect(cls, url: str = "http://127.0.0.1:8765", token: Optional[str] = None, **options: Any) -> "BridgeClient":
        """A client whose bridge answers and has a version that fits."""
        client = cls(url, token, **options)
        client.check_version()
        return client

    def check_version(self) -> str:
        """The bridge's version; raises `wrong_version`, or warns of another second number."""
        bridge = self.get_status()["version"]
        text = f"The bridge has version {bridge}, this client {CLIENT_VERSION}"
        ours, theirs = CLIENT_VERSION.split("."), bridge.split(".")
        if ours[0] != theirs[0]:
            raise BridgeError("wrong_version", f"{text}: install the client of its main version.")
        if ours[1] != theirs[1]:
            warnings.warn(f"{text}: what only one of them knows cannot be used.", stacklevel=2)
        return bridge

    def stream(self, topics: Optional[Sequence[str]] = None, symbols: Optional[Sequence[str]] = None) -> BridgeStream:
        """The live stream: `for item in bridge.stream(["prices"]):`."""
        return BridgeStream(self._url, self._token, topics, symbols)

    def every_item(self, list_page: Callable[..., Any], **given: Any) -> Iterator[Dict[str, Any]]:
        """All records of a list that comes in pages, page by page from the newest."""
        page = list_page(**given)
        yield from page["items"]
        while page["nextCursor"] is not None:
            page = list_page(**{**given, "cursor": page["nextCursor"]})
            yield from page["items"]

    def _call(self, name: str, given: Dict[str, Any], key: Optional[str], timeout: Optional[float]) -> Any:
        method, _, _, _, is_trade = OPERATIONS[name]
        usual = self._timeout if method == "GET" else self._command_timeout
        limit = usual if timeout is None else timeout
        if is_trade:
            key = f"client-{uuid.uuid4()}" if key is None else key
            if not re.fullmatch(r"[\x21-\x7e]{8,128}", key):
                raise BridgeError("unusable_option", "key has 8 to 128 visible characters.")
        if not is_trade and name not in REPEATABLE:
            return self._exchange(name, given, None, limit)
        return self._settled(name, given, key, limit)

    def _settled(self, name: str, given: Dict[str, Any], key: Optional[str], limit: float) -> Any:
        """Repeats the command with its key until the outcome is known, or the time is over."""
        end = time.monotonic() + limit
        reply: Any = None
        last: Optional[BridgeError] = None
        may_be_executed = False
        pause = 0.25
        while (left := end - time.monotonic()) > 0:
            try:
                reply = self._exchange(name, given, key, min(self._attempt_timeout, left))
                if not _is_open(reply):
                    return reply
            except BridgeError as error:
                passes = error.code in PASSING or (may_be_executed and error.code == "not_found")
                error.key = key
                if not passes:
                    error.may_be_executed = may_be_executed and error.code not in CERTAIN
                    raise
                last = error
            may_be_executed = True
            left = max(0.0, end - time.monotonic())
            time.sleep(min(left, pause * random.uniform(0.8, 1.2)))
            pause = min(5.0, pause * 2)
        if reply is not None:
            return reply
        why = "" if last is None else f" {last.detail}"
        again = "again" if key is None else f"again with the key {key}"
        raise BridgeError(
            "outcome_unknown",
            f"The command may have been executed: send it {again} to find out.{why}",
            key=key,
            may_be_executed=True,
        )

    def _exchange(self, name: str, given: Dict[str, Any], key: Optional[str], timeout: float) -> Any:
        method, path, query, has_body, _ = OPERATIONS[name]
        fields = {field: value for field, value in given.items() if value is not MISSING}
        for field in re.findall(r"\{(\w+)\}", path):
            value = fields.pop(field)
            if not isinstance(value, str) or value == "":
                raise BridgeError("unusable_option", f"{field} is missing.")
            path = path.replace("{" + field + "}", quote(value, safe=""))
        asked = {field: fields.pop(field) for field in query if field in fields}
        search = urlencode({field: _text(value) for field, value in asked.items() if value is not None})
        headers = {"content-type": "application/json"} if has_body else {}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        if key is not None:
            headers["idempotency-key"] = key
        body = json.dumps(fields).encode() if has_body else None
        target = self._url.path.rstrip("/") + path + (f"?{search}" if search else "")
        status, text = self._request(method, target, (body, headers, timeout))
        return _reply_of(status, text)

    def _request(self, method: str, target: str, sent: Any) -> Any:
        body, headers, timeout = sent
        is_tls = self._url.scheme == "https"
        kind = http.client.HTTPSConnection if is_tls else http.client.HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=timeout)
        end = time.monotonic() + timeout
        try:
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            parts: List[bytes] = []
            size = 0
            while part := response.read1(65_536):
                parts.append(part)
                size += len(part)
                if size > ANSWER_BYTES_MAX or time.monotonic() > end:
                    raise TimeoutError
            return response.status, b"".join(parts)
        except (OSError, http.client.HTTPException):
            # Without its cause, which may name headers.
            raise BridgeError(
                "no_answer",
                f"The bridge at {self._url.netloc} did not answer, or the connection was lost.",
                may_be_executed=method != "GET",
            ) from None
        finally:
            connection.close()


def _reply_of(status: int, text: bytes) -> Any:
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if status == 200 and answer is not None:
        return answer
    if isinstance(answer, dict) and isinstance(answer.get("code"), str):
        raise BridgeError(answer["code"], str(answer.get("detail", "")), problem=answer)
    raise BridgeError("unexpected_answer", f"An answer with status {status} is no problem document.")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_open(reply: Any) -> bool:
    intents = reply if isinstance(reply, list) else [reply]
    return any(one.get("state") in OPEN_STATES for one in intents)
