from collections.abc import Iterator
from pathlib import Path

import pytest

from audit4.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit4.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened
