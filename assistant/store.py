"""Named plain arrays and a JSON table in one checksummed file, written atomically, opened by mmap.

Compiled sites, indexes and models are kept in this form, so that answering needs numpy alone.
Layout: 8 bytes magic, 8 bytes header length, the JSON header (with its own CRC), padding to 64,
the arrays one after another, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StoreError

_MAGIC = b"RASTORE1"
_ALIGN = 64
_MAX_HEADER = 1 << 30
_PIECE = 1 << 20
VERIFY_BELOW = 64 << 20
"""Files up to this many bytes are checked whole when opened (about 1 ms a megabyte); of larger
ones the header and the size, and `open_store(..., verify=True)` checks the rest."""

Arrays = dict[str, NDArray[Any]]


def write_store(
    path: Path | str, kind: str, version: int, table: Any, arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write the file at `path`, whole or not at all.

    `kind` and `version` must match on opening; `table` is anything that JSON holds.
    Raises `OSError` when the place can't be written.
    """
    path = Path(path)
    entries, offset, blobs = [], 0, []
    for name, array in arrays.items():
        array = np.ascontiguousarray(array)
        data = array.reshape(-1).view(np.uint8).data
        entries.append(
            {
                "name": name,
                "dtype": array.dtype.str,
                "shape": list(array.shape),
                "offset": offset,
                "crc": zlib.crc32(data),
            }
        )
        blobs.append((offset, data))
        offset += -(-data.nbytes // _ALIGN) * _ALIGN
    header = {"kind": kind, "version": version, "size": offset, "arrays": entries, "table": table}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(_MAGIC + len(text).to_bytes(4, "little"))
            out.write(zlib.crc32(text).to_bytes(4, "little") + text)
            start = _payload_start(len(text))
            for at, data in blobs:
                out.seek(start + at)
                out.write(data)
            out.truncate(start + offset)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def open_store(
    path: Path | str, kind: str, version: int, *, verify: bool | None = None
) -> tuple[Any, Arrays]:
    """The table and the memory-mapped, read-only arrays of a file.

    Raises `StoreError`, in one line, when the file is missing, foreign, damaged, or of another
    kind or version.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as f:
            start = f.read(16)
            length = int.from_bytes(start[8:12], "little")
            if start[:8] != _MAGIC or length > min(size, _MAX_HEADER):
                raise StoreError(f"{path}: not a compiled file of this program; delete it")
            text = f.read(length)
    except OSError as e:
        raise StoreError(f"{path}: can't be read ({e.strerror}); compile it again") from e
    if zlib.crc32(text) != int.from_bytes(start[12:16], "little"):
        raise StoreError(f"{path}: damaged (header checksum); delete it to have it made again")
    header = json.loads(text)
    if (header["kind"], header["version"]) != (kind, version):
        raise StoreError(
            f"{path}: holds {header['kind']} version {header['version']}, "
            f"not {kind} version {version}; compile it again"
        )
    begin = _payload_start(length)
    if size != begin + header["size"]:
        raise StoreError(f"{path}: damaged (wrong size); delete it to have it made again")
    # as a plain array over the map: slicing np.memmap costs ten times as much
    size = header["size"]
    data = np.asarray(np.memmap(path, np.uint8, "r", begin, (size,))) if size else None
    if size <= VERIFY_BELOW if verify is None else verify:
        _check(path, begin, header["arrays"])
    arrays: Arrays = {}
    for entry in header["arrays"]:
        dtype, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
        count = _bytes_of(entry)
        if not count or data is None:
            arrays[entry["name"]] = np.empty(shape, dtype)
            continue
        raw = data[entry["offset"] : entry["offset"] + count]
        arrays[entry["name"]] = raw.view(dtype).reshape(shape)
    return header["table"], arrays


def _bytes_of(entry: Mapping[str, Any]) -> int:
    return int(np.prod(entry["shape"], dtype=np.int64) * np.dtype(entry["dtype"]).itemsize)


def _check(path: Path, begin: int, entries: Sequence[Mapping[str, Any]]) -> None:
    """Compare every array's checksum. Read, not mapped: what isn't used stays out of memory."""
    with path.open("rb") as f:
        for entry in entries:
            left = _bytes_of(entry)
            f.seek(begin + entry["offset"])
            crc = 0
            while left > 0 and (piece := f.read(min(left, _PIECE))):
                crc, left = zlib.crc32(piece, crc), left - len(piece)
            if left or crc != entry["crc"]:
                raise StoreError(
                    f"{path}: damaged ({entry['name']}); delete it to have it made again"
                )


def _payload_start(header_length: int) -> int:
    return -(-(16 + header_length) // _ALIGN) * _ALIGN
