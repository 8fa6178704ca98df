"""Our own labelled messages, as far as other suites than triage's need them."""

from __future__ import annotations

import json
from pathlib import Path


def labelled_urgent():
    """All texts that need help today or now, in the files' order."""
    folder = Path(__file__).with_name("cases") / "redflags"
    lines = [x for f in sorted(folder.glob("*.jsonl")) for x in f.read_text("utf-8").splitlines()]
    cases = [json.loads(line) for line in lines if line.strip()]
    return [c["text"] for c in cases if c["urgency"] in ("emergency", "same_day")]
