"""A client of MT5 Bridge V3: every route of the API, the live stream, commands executed once."""

from .calls import CLIENT_VERSION, MISSING
from .client import BridgeClient
from .errors import BridgeError
from .frames import to_frame
from .stream import BridgeStream

__all__ = ["CLIENT_VERSION", "MISSING", "BridgeClient", "BridgeError", "BridgeStream", "to_frame"]
