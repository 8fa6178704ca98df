"""Where a site's files are, what they are worth as a revision, and what their settings say."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import DataError

PACKAGE = Path(__file__).resolve().parent.parent
_SUFFIXES = (".md", ".yaml")
_SETTINGS = (
    "title",
    "url",
    "country",
    "find_physio",
    "aliases",
    "language",
    "fallback",
    "starters",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """`corpus/site.yaml`."""

    title: str = ""
    url: str = ""
    country: str = ""
    """where the site's owner is, ISO 3166-1 alpha-2; "" unknown"""
    find_physio: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """country → name and url of a public register or finder"""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """short name → document id, for answer plans"""
    fallback: Sequence[str] = ()
    """spans shown when an unsure reply about a body has next to nothing to quote"""
    starters: Sequence[str] = ()
    """intents whose titles a reader is offered first"""


def default_site() -> Path:
    """The site that travels with the package, or stands beside it in a checkout."""
    packaged = PACKAGE / "default_site"
    return packaged if is_site(packaged) else PACKAGE.parent


def is_site(folder: Path) -> bool:
    """True when a folder holds `corpus/` and `intents/`."""
    return (folder / "corpus").is_dir() and (folder / "intents").is_dir()


def find_site(start: Path) -> Path:
    """The nearest folder upward from `start` that is a site, else the default site."""
    for folder in (start, *start.parents):
        if is_site(folder):
            return folder
    return default_site()


def site_files(folder: Path) -> Iterator[Path]:
    """All files that make up a site, sorted by path."""
    for part in ("corpus", "intents"):
        for path, folders, names in os.walk(folder / part):
            folders.sort()
            for name in sorted(names):
                if name.endswith(_SUFFIXES) and not name.startswith("."):
                    yield Path(path) / name


def revision(folder: Path) -> str:
    """`sha256:…` of a site: changes when any of its files does.

    Raises `DataError` when the folder is not a site or a file can't be read.
    """
    if not is_site(folder):
        raise DataError(folder, None, "not a site; a site is a folder with corpus/ and intents/")
    digest = hashlib.sha256()
    for path in site_files(folder):
        try:
            text = path.read_bytes()
        except OSError as e:
            raise DataError(path, None, f"can't be read ({e.strerror})") from e
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{len(text)}\0".encode() + text)
    return "sha256:" + digest.hexdigest()


def read_settings(folder: Path) -> Settings:
    """The settings; a site without `corpus/site.yaml` has none."""
    from assistant.data import read_yaml

    path = folder / "corpus" / "site.yaml"
    if not path.exists():
        return Settings()
    head = read_yaml(path).only(*_SETTINGS)
    finders = head.table("find_physio")
    aliases = head.table("aliases")
    return Settings(
        title=head.text("title", ""),
        url=head.text("url", ""),
        country=head.text("country", "").upper(),
        find_physio={
            c: {k: finders.table(c).text(k) for k in ("name", "url")} for c in finders
        },
        aliases={a: aliases.text(a) for a in aliases},
        fallback=head.texts("fallback"),
        starters=head.texts("starters"),
    )  # fmt: skip


def cache_key(site: str) -> str:
    """Names a compiled site: its revision, and this program as it stands on the disk."""
    digest = hashlib.sha256(site.encode())
    for path, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(f for f in folders if f not in ("__pycache__", "default_site"))
        for name in sorted(names):
            stat = (Path(path) / name).stat()
            digest.update(f"{path}/{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]
