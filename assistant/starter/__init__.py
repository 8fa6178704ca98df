"""A small site that passes `check`, its files written to teach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.errors import InputError

_SITE = Path(__file__).resolve().parent / "site"
_NEEDED = ("corpus/site.yaml", "intents/phrases.yaml")
"""What an imported site gets too, where it has none."""


def write_starter(folder: Path) -> list[Path]:
    """Write the starter site into a new or empty folder. Returns the files written.

    Raises `InputError` when something stands there already: nothing is ever overwritten.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: is not empty; name a new folder")
    return [_write(folder, name) for name in sorted(_names())]


def write_missing(folder: Path, address: str = "") -> list[str]:
    """Give a folder of imported posts the files that every site needs. Returns their names.

    `address`: the imported site's, for its settings.
    """
    (folder / "intents").mkdir(parents=True, exist_ok=True)
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    missing = [name for name in _NEEDED if not (folder / name).exists()]
    for name in missing:
        path = _write(folder, name)
        if address and name == "corpus/site.yaml":
            text = path.read_text(encoding="utf-8")
            host = address.split("//", 1)[1]
            text = text.replace("title: My running site", f'title: "{host}"')
            text = text.replace("# url: https://www.example.org", f'url: "{address}"')
            path.write_text(text, encoding="utf-8")
    return missing


def _names() -> Iterator[str]:
    for path in _SITE.rglob("*"):
        if path.is_file() and path.suffix in (".md", ".yaml"):
            yield path.relative_to(_SITE).as_posix()


def _write(folder: Path, name: str) -> Path:
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((_SITE / name).read_bytes())
    except OSError as e:
        raise InputError(f"{target}: can't be written ({e.strerror})") from e
    return target
