import pytest
from made_up_entries import entries

from assistant.retrieve import Index


@pytest.fixture(scope="session")
def small():
    return Index.build(entries(300))
