"""Messages over a socket: each with its length before it, each within its time.

The other side may be hostile. Memory grows with the bytes that have arrived, never with
the length that was promised, and waiting ends at a deadline also when single bytes drip.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from typing import Any

from .messages import BOUNDS, Bounds, Convert, MessageError, decode, encode

__all__ = ["Channel", "ChannelClosed", "ChannelSlow", "pair"]

_LENGTH = struct.Struct(">Q")
_PIECE, _SMALL = 2**20, 2**16  # bytes read at once


class ChannelClosed(Exception):
    """The other side is gone, or has broken a rule; no further message can come."""


class ChannelSlow(Exception):
    """The deadline has passed."""


class Channel:
    """One end of a connection.

    Parameters
    ----------
    end : socket.socket
        A connected stream socket; the channel owns it.
    bounds : Bounds
        What a message may hold that comes in.
    """

    def __init__(self, end: socket.socket, bounds: Bounds = BOUNDS) -> None:
        self._end, self._bounds = end, bounds
        end.setblocking(False)
        self.closed = False
        self._come = bytearray()  # and is not read yet

    def fileno(self) -> int:
        """Return the socket's file descriptor."""
        return self._end.fileno()

    def send(
        self, value: Any, seconds: float = 60.0, convert: Convert | None = None
    ) -> None:
        """Send a value.

        Raises
        ------
        MessageError
            When the value cannot be sent; nothing was sent then.
        ChannelSlow, ChannelClosed
            When the other side does not read; the channel is closed then.
        """
        self.send_encoded(encode(value, convert=convert), seconds)

    def send_encoded(self, data: bytes, seconds: float = 60.0) -> None:
        """Send what `messages.encode` has returned; see `send`."""
        until = time.monotonic() + seconds
        if self.closed:
            raise ChannelClosed("The connection is closed.")
        piece = memoryview(_LENGTH.pack(len(data)) + data)
        while len(piece):
            sent = self._try(self._end.send, piece)
            piece = piece[sent or 0 :]
            if sent is None:
                self._wait(select.POLLOUT, until)

    def receive(self, seconds: float | None = None) -> Any:
        """Return the next value; without `seconds`, wait for ever.

        Raises
        ------
        ChannelSlow
            When it has not come whole within `seconds`.
        ChannelClosed
            When the other side is gone, or has sent what is no message.
        """
        until = None if seconds is None else time.monotonic() + seconds
        length = _LENGTH.unpack(self._read(_LENGTH.size, until))[0]
        if length > self._bounds.size:
            self._fail(f"it promised a message of {length} bytes")
        try:
            return decode(self._read(length, until), self._bounds)
        except MessageError as error:
            self._fail(str(error))

    def close(self) -> None:
        """Close this end."""
        self.closed = True
        self._end.close()

    def _read(self, size: int, until: float | None) -> bytearray:
        """Return the next bytes; what has come beyond them waits for the next time."""
        if self.closed:
            raise ChannelClosed("The connection is closed.")
        while len(self._come) < size:
            most = min(_PIECE, max(_SMALL, size - len(self._come)))
            piece = self._try(self._end.recv, most)
            if piece == b"":
                self._fail("it ended")
            if piece is None:
                self._wait(
                    select.POLLIN, until, bool(self._come) or size > _LENGTH.size
                )
            else:
                self._come += piece
        data = self._come[:size]
        del self._come[:size]
        return data

    def _try(self, act: Any, argument: Any) -> Any:
        """Act on the socket; return None when it would have to wait."""
        try:
            return act(argument)
        except BlockingIOError:
            return None
        except OSError as error:
            self._fail(error.strerror or "it ended")

    def _wait(self, event: int, until: float | None, started: bool = True) -> None:
        poll = select.poll()
        poll.register(self._end, event)
        left = None if until is None else max(0.0, until - time.monotonic())
        if not poll.poll(None if left is None else 1000 * left):
            if started:  # in the middle of a message: the next one could not be found
                self.close()
            raise ChannelSlow("The other side took too long.")

    def _fail(self, why: str) -> Any:
        self.close()
        raise ChannelClosed(f"The connection broke: {why}.")


def pair(bounds: Bounds = BOUNDS) -> tuple[Channel, Channel]:
    """Return two connected channels; only who inherits an end can speak through it."""
    one, other = socket.socketpair()
    return Channel(one, bounds), Channel(other, bounds)
