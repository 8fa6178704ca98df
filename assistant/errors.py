"""Every exception of the package, under one root.

    AssistantError
    ├── DataError           a file that a person wrote is wrong: file, line, what, the mend
    ├── StoreError          a compiled file is damaged, foreign or of another version
    ├── InputError          a message or an argument that can't be used
    ├── MissingExtra        an optional dependency is not installed; names the pip line
    └── VerificationError   a reply holds what stands neither in the corpus nor in the phrases

The command line prints any of them as one line and exits with `exit_status`.
"""

from __future__ import annotations

from pathlib import Path


class AssistantError(Exception):
    """Root of all errors that this package raises on purpose."""

    exit_status = 2


class DataError(AssistantError):
    """A site, rule or case file is wrong. Reads `file:line: what is wrong, and the mend`."""

    def __init__(self, path: Path | str, line: int | None, message: str) -> None:
        """`line` counts from 1; None when the fault is the whole file's."""
        self.path, self.line, self.message = Path(path), line, message
        where = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{where}: {message}")

    def __reduce__(self) -> tuple[type[DataError], tuple[Path, int | None, str]]:
        """Survive pickling, so that a worker process can report its fault."""
        return type(self), (self.path, self.line, self.message)


class StoreError(AssistantError):
    """A compiled file can't be used: damaged, foreign, or written by another version."""


class InputError(AssistantError):
    """A message or an argument can't be used: too long, of the wrong type, unreadable."""


class MissingExtra(AssistantError):
    """An optional part was asked for whose packages are not installed."""

    def __init__(self, extra: str, missing: str) -> None:
        """`extra` is the name in brackets; `missing` the module that failed to import."""
        super().__init__(
            f"{missing} is not installed; run: pip install 'reader-assistant[{extra}]'"
        )
        self.extra, self.missing = extra, missing

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        """Survive pickling."""
        return type(self), (self.extra, self.missing)


class VerificationError(AssistantError):
    """A reply's part is neither a verbatim span of the corpus nor a reviewed phrase."""

    exit_status = 1
