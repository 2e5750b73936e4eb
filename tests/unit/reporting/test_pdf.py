import shutil
import stat
import sys
from pathlib import Path

import pypdfium2
import pytest

from audit4.errors import Audit4Error
from audit4.reporting import index_view, render_index, render_unit, unit_view
from audit4.reporting.pdf import library, write_pdf
from tests.unit.reporting import sample


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return pages


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("pdf") / "unit.pdf"
    write_pdf(
        render_unit(unit_view(sample.province(), "so-mau", sample.extras())), path
    )
    return text_of(path)


@pytest.mark.needs("pango")
def test_every_page_is_marked_and_numbered(pages: list[str]) -> None:
    for number, text in enumerate(pages, 1):
        assert "Hạn chế phổ biến · Sở Mẫu" in text
        assert f"{number} / {len(pages)}" in text


@pytest.mark.needs("pango")
def test_the_front_page_says_who_judged_whom_by_what_right(pages: list[str]) -> None:
    for words in (
        "BÁO CÁO",
        "Sở Mẫu",
        "UBND tỉnh Mẫu",
        "Trung tâm đánh giá Mẫu",
        "Độc lập với đơn vị vận hành",
        "2026-Q4",
        "45/CV-MAU",
        "12/QĐ-MAU, 04/03/2025",
    ):
        assert words in pages[0]


@pytest.mark.needs("pango")
def test_the_signatures_stand_together_at_the_end(pages: list[str]) -> None:
    signed = [n for n, text in enumerate(pages) if "Đại diện đơn vị đánh giá" in text]

    assert len(signed) == 1
    assert pages[signed[0]].count("(ký, ghi rõ họ tên)") == 2


@pytest.mark.needs("pango")
def test_findings_are_there_unfolded(pages: list[str]) -> None:
    assert any("permitrootlogin yes" in text for text in pages)


@pytest.mark.needs("pango")
def test_the_index_fits_its_pages(tmp_path: Path) -> None:
    hrefs = {u.id: "x.html" for u in sample.UNITS}
    view = index_view(sample.province(), sample.extras(), hrefs, "Tỉnh Mẫu")
    path = tmp_path / "index.pdf"

    write_pdf(render_index(view), path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    document = pypdfium2.PdfDocument(path)
    for page in document:
        words = page.get_textpage()
        right = [words.get_charbox(n)[2] for n in range(words.count_chars())]
        assert max(right) <= page.get_width()
    document.close()


def test_without_the_extra_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(Audit4Error, match=r"pip install 'audit4\[pdf\]'"):
        library()


def test_without_its_libraries_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('no libpango-1.0-0')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)

    with pytest.raises(Audit4Error, match="apt-get install libpango"):
        library()


@pytest.mark.needs("pango")
def test_without_a_vietnamese_font_no_boxes_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fc-list"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _: str(fake))

    with pytest.raises(Audit4Error, match="fonts-noto-core"):
        library()
