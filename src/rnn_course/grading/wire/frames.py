"""Messages between our own processes: a length, then JSON."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

from ...errors import CourseError

__all__ = ["LARGEST", "Closed", "pack", "receive", "send", "unpack"]

LARGEST = 256_000_000  # bytes of one message
_HEAD = struct.Struct("!Q")


class Closed(CourseError):
    """The other side is gone, or does not keep to the form."""


def pack(message: Any) -> bytes:
    """Return a message as bytes."""
    body = json.dumps(message).encode("utf-8", "surrogatepass")
    return _HEAD.pack(len(body)) + body


def unpack(data: bytearray) -> Any | None:
    """Take the first whole message out of `data`; None when there is none yet.

    Raises
    ------
    Closed
        When it says that it is larger than may be.
    """
    if len(data) < _HEAD.size:
        return None
    (size,) = _HEAD.unpack_from(data)
    if size > LARGEST:
        raise Closed(f"A message of {size} bytes is too large.")
    if len(data) < _HEAD.size + size:
        return None
    body = bytes(data[_HEAD.size : _HEAD.size + size])
    del data[: _HEAD.size + size]
    return json.loads(body)


def send(channel: socket.socket, message: Any) -> None:
    """Send one message."""
    try:
        channel.sendall(pack(message))
    except OSError as error:
        raise Closed(f"The other process is gone ({error}).") from None


def receive(channel: socket.socket, seconds: float | None = None) -> Any:
    """Wait for one message.

    Raises
    ------
    Closed
        When the other side ends, or says nothing for so long.
    """
    channel.settimeout(seconds)
    data = bytearray()
    while True:
        message = unpack(data)
        if message is not None:
            return message
        try:
            part = channel.recv(1 << 20)
        except OSError as error:
            raise Closed(f"No message came ({error}).") from None
        if not part:
            raise Closed("The other process ended.")
        data += part
