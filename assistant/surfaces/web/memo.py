"""Replies to first messages, kept as sent for those who ask the same: suggestions, mostly.

A reply is a pure function of message, country and site, so a kept one is the same one. Kept are
digests under a key that dies with the process, never the message.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from json import JSONEncoder

from assistant.domain import Message, Reply

SIZE = 2048
"""Replies kept; the one unused for longest goes."""
MAX_CHARS = 300
"""Longer messages are never asked twice."""
_encode = JSONEncoder(separators=(",", ":")).encode


def to_json(value: object) -> bytes:
    """A value as JSON in ASCII: any text survives, whatever it holds."""
    return _encode(value).encode("ascii")


class Made:
    """A reply, and its JSON once somebody has asked for that."""

    __slots__ = ("_json", "reply")

    def __init__(self, reply: Reply) -> None:
        """Nothing is encoded yet."""
        self.reply, self._json = reply, b""

    @property
    def json(self) -> bytes:
        """The reply in the shape of the contract, encoded once."""
        if not self._json:
            self._json = to_json(self.reply.to_dict())
        return self._json


class Memo:
    """A bounded memory of replies."""

    def __init__(self) -> None:
        """Begin empty, under a new key."""
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, Made] = OrderedDict()

    def name(self, messages: Sequence[Message], country: str | None) -> bytes | None:
        """What a conversation's reply is kept under; None when it isn't kept.

        Only a first message: a later reply may repeat the reader's words ("why?").
        """
        if len(messages) != 1 or len(messages[0].text) > MAX_CHARS:
            return None
        asked = f"{messages[0].role}\0{country}\0{messages[0].text}"
        return blake2b(asked.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()

    def get(self, name: bytes | None) -> Made | None:
        """The reply kept under a name."""
        found = self._kept.get(name) if name else None
        if found and name:
            self._kept.move_to_end(name)
        return found

    def put(self, name: bytes | None, made: Made) -> None:
        """Keep a reply."""
        if not name:
            return
        self._kept[name] = made
        if len(self._kept) > SIZE:
            self._kept.popitem(last=False)
