"""A DEALER of ZeroMQ over one TCP connection: ZMTP 3.1, mechanism NULL. Never blocks.

See https://rfc.zeromq.org/spec/37/ .
"""

import socket

GREETING = bytes([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 1]) + b"NULL".ljust(20, b"\0") + bytes(32)
MORE, LONG, COMMAND = 1, 2, 4
FRAME_BYTES_MAX = 1_048_576


class Closed(Exception):
    """The connection has ended, or its other end does not speak ZMTP."""


def _property(name, value):
    return bytes([len(name)]) + name + len(value).to_bytes(4, "big") + value


def _frame(body, flags):
    if len(body) > 255:
        return bytes([flags | LONG]) + len(body).to_bytes(8, "big") + body
    return bytes([flags, len(body)]) + body


def _command(name, body):
    return _frame(bytes([len(name)]) + name + body, COMMAND)


class Dealer:
    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=2)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self._in = bytearray()
        self._out = bytearray(GREETING)
        self._out += _command(
            b"READY", _property(b"Socket-Type", b"DEALER") + _property(b"Identity", b"")
        )
        self._parts = []
        self._is_greeted = False
        self.is_ready = False

    @property
    def wants_to_write(self):
        return bool(self._out)

    def send(self, *frames):
        """Queues a message of texts and bytes."""
        last = len(frames) - 1
        for at, frame in enumerate(frames):
            body = frame if isinstance(frame, bytes) else frame.encode()
            self._out += _frame(body, MORE if at < last else 0)

    def write(self):
        try:
            while self._out:
                del self._out[: self.socket.send(self._out)]
        except BlockingIOError:
            pass
        except OSError as error:
            raise Closed(str(error)) from error

    def receive(self):
        """The messages that have arrived, each a list of texts."""
        try:
            while chunk := self.socket.recv(65_536):
                self._in += chunk
            raise Closed("the other end has closed it")
        except BlockingIOError:
            pass
        except OSError as error:
            raise Closed(str(error)) from error
        return list(self._messages())

    def close(self):
        self.socket.close()

    def _messages(self):
        if not self._is_greeted:
            if len(self._in) < len(GREETING):
                return
            if self._in[0] != 0xFF or self._in[10] < 3:
                raise Closed("it does not speak ZMTP 3")
            del self._in[: len(GREETING)]
            self._is_greeted = True
        while (frame := self._next_frame()) is not None:
            flags, body = frame
            if flags & COMMAND:
                self._obey(body)
                continue
            self._parts.append(body.decode("utf-8", "replace"))
            if not flags & MORE:
                yield self._parts
                self._parts = []

    def _next_frame(self):
        if len(self._in) < 2:
            return None
        flags = self._in[0]
        head = 9 if flags & LONG else 2
        if len(self._in) < head:
            return None
        size = int.from_bytes(self._in[1:head], "big")
        if size > FRAME_BYTES_MAX:
            raise Closed("a frame is too large")
        if len(self._in) < head + size:
            return None
        body = bytes(self._in[head : head + size])
        del self._in[: head + size]
        return flags, body

    def _obey(self, body):
        name = body[1 : 1 + body[0]]
        if name == b"READY":
            self.is_ready = True
        elif name == b"ERROR":
            raise Closed("the other end refuses the handshake")
        elif name == b"PING":
            self._out += _command(b"PONG", body[7:23])
