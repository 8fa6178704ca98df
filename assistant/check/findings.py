"""A finding: one thing about a file, as people and editors read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import DataError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a file. `str()` reads `file:line: message`."""

    path: Path
    line: int | None
    message: str
    severity: str = "error"
    """"error": the site can't be used, or a promise is broken; "warning": look at it"""
    code: str = "structure"
    """what kind of finding, for filters: structure, link, duplicate, …"""

    def __str__(self) -> str:
        """`file:line: message`."""
        where = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{where}: {'warning: ' if self.severity == 'warning' else ''}{self.message}"

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "file": str(self.path), "line": self.line, "severity": self.severity,
            "code": self.code, "message": self.message,
        }  # fmt: skip

    @classmethod
    def of(cls, error: DataError, code: str = "structure") -> Finding:
        """An error of reading, as a finding."""
        return cls(error.path, error.line, error.message, code=code)


def warning(path: Path, line: int | None, message: str, code: str) -> Finding:
    """A finding that stops nothing."""
    return Finding(path, line, message, "warning", code)
