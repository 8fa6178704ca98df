"""A queue of the module's `COUNT` comments, and its records when nothing gets in the way."""

from __future__ import annotations

import pytest
from queue_of import write

from assistant.queues import Source
from assistant.surfaces.batch import run


@pytest.fixture(scope="module")
def queue(request, tmp_path_factory):
    return write(tmp_path_factory.mktemp("queue") / "queue.jsonl", request.module.COUNT)


@pytest.fixture(scope="module")
def undisturbed(bot, queue, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "out.jsonl"
    run(bot, Source(queue), out)
    return out.read_bytes()
