"""`assistant serve` as an owner runs it: a real process on a free port."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from contextlib import contextmanager


@contextmanager
def serving(*options):
    """Its address, and the process. What it logs is read and dropped, so that no pipe fills."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--rate", "", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stderr.read()
    drain = threading.Thread(target=process.stderr.read, daemon=True)
    drain.start()
    try:
        yield found.group(), process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)
        drain.join(10)
        process.stderr.close()
