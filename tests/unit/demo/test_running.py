import sys
from pathlib import Path

import pytest

from audit4.demo import running
from audit4.demo.running import MARK, DemoError, run


def test_a_scan_that_breaks_ends_the_demonstration_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(running, "_EXPECTED", frozenset({0}))

    with pytest.raises(DemoError) as caught:
        run(tmp_path / "demo", lambda _: None)

    assert caught.value.exit_code == 1
    assert (tmp_path / "demo" / MARK).is_file()
