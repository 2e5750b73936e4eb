from pathlib import Path

import pytest

from audit4.reporting import write_reports
from tests.unit.reporting import sample


def test_the_index_links_to_every_unit(tmp_path: Path) -> None:
    written = write_reports(
        sample.province(), sample.extras(), tmp_path / "r", title="Tỉnh Mẫu"
    )

    index = written.index.read_text("utf-8")
    assert set(written.units) == {u.id for u in sample.UNITS}
    for path in written.units.values():
        assert f'href="{path.name}"' in index


def test_reports_are_for_their_owner_alone(tmp_path: Path) -> None:
    written = write_reports(
        sample.province(), sample.extras(), tmp_path / "r", title="Tỉnh Mẫu"
    )

    assert (tmp_path / "r").stat().st_mode & 0o777 == 0o700
    for path in (written.index, *written.units.values()):
        assert path.stat().st_mode & 0o777 == 0o600
    assert not list((tmp_path / "r").glob(".*"))


def test_one_unit_can_be_written_alone(tmp_path: Path) -> None:
    written = write_reports(
        sample.province(),
        sample.extras(),
        tmp_path,
        title="Tỉnh Mẫu",
        units=["xa-mau-1"],
    )

    assert list(written.units) == ["xa-mau-1"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "index.html",
        "unit-xa-mau-1.html",
    ]


def test_a_report_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "unit-so-mau.html").mkdir()

    with pytest.raises(OSError, match=r"unit-so-mau\.html"):
        write_reports(sample.province(), sample.extras(), tmp_path, title="Tỉnh Mẫu")

    assert [p.name for p in tmp_path.iterdir()] == ["unit-so-mau.html"]
