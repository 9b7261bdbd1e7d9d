"""A small WebSocket client (RFC 6455) with bounded messages; text only."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
import ssl
import struct
from typing import Any, Tuple
from urllib.parse import SplitResult

MESSAGE_BYTES_MAX = 64 * 1024 * 1024
HEAD_BYTES_MAX = 16_384
TEXT, CLOSE, PING, PONG, CONTINUATION = 1, 8, 9, 10, 0


class Closed(Exception):
    """The connection was closed, with a code as the other side gave it."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"closed with {code}: {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    """Every wait ends after `timeout` seconds without a byte, as an OSError."""

    def __init__(self, url: SplitResult, path: str, timeout: float) -> None:
        port = url.port or (443 if url.scheme == "https" else 80)
        self._socket: Any = socket.create_connection((url.hostname or "", port), timeout)
        self._buffer = b""
        try:
            if url.scheme == "https":
                context = ssl.create_default_context()
                self._socket = context.wrap_socket(self._socket, server_hostname=url.hostname)
            self._open(url.netloc, path)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> "WebSocket":
        return self

    def __exit__(self, *_: Any) -> None:
        try:
            self._frame(CLOSE, struct.pack("!H", 1000))
        except OSError:
            pass
        self._socket.close()

    def send(self, text: str) -> None:
        """Sends a message."""
        self._frame(TEXT, text.encode())

    def receive(self) -> str:
        """The next message; answers pings on the way."""
        parts = b""
        is_begun = False
        while True:
            is_last, opcode, payload = self._read_frame(MESSAGE_BYTES_MAX - len(parts))
            if opcode == PING:
                self._frame(PONG, payload)
            elif opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                raise Closed(code, payload[2:].decode(errors="replace"))
            elif opcode in (TEXT, CONTINUATION):
                if (opcode == CONTINUATION) != is_begun:
                    raise Closed(1002, "a fragment continues no message")
                is_begun = True
                parts += payload
                if is_last:
                    return _text(parts)
            elif opcode != PONG:
                raise Closed(1003, "a message is text")

    def _open(self, host: str, path: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(head.encode("ascii"))
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > HEAD_BYTES_MAX:
                raise ConnectionError("the answer is too long")
            self._more()
        answer, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        lines = answer.decode("latin-1").split("\r\n")
        status = lines[0].split(" ")[1] if " " in lines[0] else ""
        if status in ("400", "401", "403", "404", "421"):
            raise Closed(4400, f"The bridge refused the stream with status {status}.")
        names = dict(line.lower().split(":", 1) for line in lines[1:] if ":" in line)
        text = f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()
        wanted = base64.b64encode(hashlib.sha1(text).digest()).decode().lower()
        if status != "101" or names.get("sec-websocket-accept", "").strip() != wanted:
            raise ConnectionError("the answer is no WebSocket")

    def _frame(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        if size <= 125:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        elif size <= 0xFFFF:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self._socket.sendall(head + mask + masked)

    def _read_frame(self, bytes_max: int) -> Tuple[bool, int, bytes]:
        first, second = self._take(2)
        opcode, size = first & 0x0F, second & 0x7F
        if first & 0x70 or second & 0x80:
            raise Closed(1002, "a frame of a server has no mask and no extension")
        if opcode >= CLOSE and (size > 125 or not first & 0x80):
            raise Closed(1002, "a control frame is short and whole")
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        if size > bytes_max:
            raise Closed(1009, f"a message has {MESSAGE_BYTES_MAX} bytes at most")
        return bool(first & 0x80), opcode, self._take(size)

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._more()
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    def _more(self) -> None:
        part = self._socket.recv(65_536)
        if part == b"":
            raise ConnectionError("the connection was lost")
        self._buffer += part


def _text(parts: bytes) -> str:
    try:
        return parts.decode()
    except UnicodeDecodeError:
        raise Closed(1007, "text is UTF-8") from None
