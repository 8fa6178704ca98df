"""Reads every file of a site on its own, so that one fault doesn't hide the next file's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.check.findings import Finding
from assistant.corpus import read_markdown
from assistant.data import files
from assistant.errors import AssistantError, DataError
from assistant.intents.files import read_lexicon, read_phrases, read_topic
from assistant.site.files import is_site, read_settings

_OWN = {"phrases.yaml": read_phrases, "lexicon.yaml": read_lexicon}


def structure(folder: Path) -> Iterator[Finding]:
    """The first fault of each file."""
    if not is_site(folder):
        yield Finding(folder, None, "not a site; a site is a folder with corpus/ and intents/")
        return
    yield from _fault(read_settings, folder)
    for path in files(folder / "corpus", ".md"):
        yield from _fault(read_markdown, path)
    for path in files(folder / "intents", ".yaml"):
        if path.name != "red_flags.yaml":
            yield from _fault(_OWN.get(path.name, _topic), path)


def _topic(path: Path) -> None:
    for _ in read_topic(path):
        pass


def _fault(read: Callable[[Path], Any], path: Path) -> Iterator[Finding]:
    try:
        read(path)
    except DataError as e:
        yield Finding.of(e)
    except AssistantError as e:
        yield Finding(path, None, str(e))
