"""One province for all tests of booted hosts; each has its own workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .auditor import Auditor, make_auditor
from .province import Province, province

# The host scanned as root, the one by sudo with a password, the one without rights.
AS_PROVIDED = {"a4d11": "root", "a4d12": "sudo", "a4d13": "none"}
AS_ROOT = {"a4d11": "root", "a4d12": "sudo", "a4d13": "root"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need booted hosts, which take their time."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.needs("nspawn"))
            # The first of them may have five images to build.
            if not item.get_closest_marker("timeout"):
                item.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def booted() -> Iterator[Province]:
    with province() as made:
        yield made


@pytest.fixture
def auditor(booted: Province, tmp_path: Path) -> Auditor:
    return make_auditor(tmp_path / "audit", booted, AS_ROOT)
