"""Replies to first messages, kept for those who ask the same: suggested questions, mostly.

A reply is a pure function of message, country and site, so a kept one is the same one. Kept are
digests under a key that dies with the process, never the message.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b

from assistant.domain import Message, Reply

SIZE = 4096
"""Replies kept; the one unused for longest goes."""
MAX_CHARS = 300
"""Longer messages are never asked twice."""


class Memo:
    """A bounded memory of replies."""

    def __init__(self) -> None:
        """Begin empty, under a new key."""
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, Reply] = OrderedDict()

    def name(self, messages: Sequence[Message], country: str | None) -> bytes | None:
        """What a conversation's reply is kept under; None when it isn't kept.

        Only a first message: a later reply may repeat the reader's words ("why?").
        """
        if len(messages) != 1 or len(messages[0].text) > MAX_CHARS:
            return None
        asked = f"{messages[0].role}\0{country}\0{messages[0].text}"
        return blake2b(asked.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()

    def get(self, name: bytes | None) -> Reply | None:
        """The reply kept under a name."""
        found = self._kept.get(name) if name else None
        if found and name:
            self._kept.move_to_end(name)
        return found

    def put(self, name: bytes | None, reply: Reply) -> None:
        """Keep a reply."""
        if not name:
            return
        self._kept[name] = reply
        if len(self._kept) > SIZE:
            self._kept.popitem(last=False)
