"""Mends what editors and databases leave in text: Windows-1252 bytes, mojibake, controls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO

CHUNK = 1 << 15
"""Bytes read at a time."""

# bytes 0x80 to 0x9f as Windows reads them, where a text of ours has the bare control characters
_C1 = {
    n: bytes((n,)).decode("cp1252") if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else None
    for n in range(0x80, 0xA0)
}
# neither YAML nor a reader can do anything with these
_GONE: dict[int, str | None] = {
    **dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFEFF, 0xFFFE, 0xFFFF)),
    **dict.fromkeys(range(0xD800, 0xE000)),
    0x2028: "\n", 0x2029: "\n",
}  # fmt: skip
_LETTERS = {**_GONE, **_C1}
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_MOJIBAKE = {
    s.encode().decode("cp1252"): s
    for s in "’‘“–—…•™é è ê ë ä ö ü ß ñ ç à á â ó í ú £ € ° ½ ×".replace(" ", "")
}
_MOJIBAKE["â€\x9d"] = _MOJIBAKE["â€"] = "”"
_MOJIBAKE["Â\xa0"] = " "
_WRONG = re.compile("|".join(map(re.escape, sorted(_MOJIBAKE, key=len, reverse=True))))
_HINT = re.compile("[ÃÂâ]")


def mend(text: str) -> str:
    """The text with Windows-1252 leftovers put right and invisible controls taken out."""
    if text.isascii() and not _ODD.search(text):
        return text
    if _HINT.search(text):
        text = _WRONG.sub(lambda m: _MOJIBAKE[m[0]], text)
    return text.translate(_LETTERS) if _ODD.search(text) else text


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("assistant.cp1252", _as_windows)
ERRORS = "assistant.cp1252"
"""Name of the decoding error handler that reads stray bytes as Windows-1252."""


def utf8(stream: IO[bytes], encoding: str = "utf-8", head: bytes = b"") -> Iterator[bytes]:
    """A stream in UTF-8, piece by piece; bytes that aren't its encoding's are Windows-1252.

    `head`: what has been read of it already. Pieces may be empty.
    """
    data = head + stream.read(CHUNK - len(head))
    if encoding == "utf-8":
        yield from _checked(stream, data)
        return
    decoder = codecs.getincrementaldecoder(encoding)(ERRORS)
    while data:
        yield decoder.decode(data).encode()
        data = stream.read(CHUNK)
    yield decoder.decode(b"", True).encode()


def _checked(stream: IO[bytes], data: bytes) -> Iterator[bytes]:
    """UTF-8 as it stands wherever it is right, which is quicker than to write it anew."""
    data, final = data.removeprefix(codecs.BOM_UTF8), False
    while not final:
        try:
            used = codecs.utf_8_decode(data)[1]
            yield data[:used]
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(data, ERRORS)
            yield text.encode()
        more = stream.read(CHUNK)
        data, final = data[used:] + more, not more
    yield codecs.utf_8_decode(data, ERRORS, True)[0].encode()
