import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from tests.unit.cli.conftest import Run

UNITS = """\
units:
  - id: so-mau
    name: Sở Mẫu
    systems: [{id: portal, name: Cổng, level: 3}]
  - id: xa-mau
    name: Xã Mẫu
    formerly: [xa-cu]
    systems: [{id: lan, name: Nội bộ, level: 1}]
"""


@pytest.fixture
def scanned(workspace: Path, run: Run) -> Path:
    (workspace / "inventory/so-mau.yaml").write_text(UNITS, encoding="utf-8")
    assert run("scan").code == 3
    (folder,) = (workspace / "reports").iterdir()
    return folder


def test_some_units_pages_leave_the_index_and_the_results_alone(
    scanned: Path, run: Run
) -> None:
    kept = {n: (scanned / n).read_bytes() for n in ("index.html", "results.json")}

    said = run("report", "--unit", "xa-cu")

    assert said.code == 0
    assert said.out.split()[:1] == ["report"]
    assert "(xa-mau)" in said.out
    assert {n: (scanned / n).read_bytes() for n in kept} == kept


@pytest.mark.usefixtures("scanned")
def test_a_unit_that_is_not_there_is_said(run: Run) -> None:
    said = run("report", "--unit", "keiner")

    assert said.code == 2
    assert "keiner" in said.err


@pytest.mark.usefixtures("scanned")
def test_results_are_left_out_where_they_are_not_wanted(
    run: Run, tmp_path: Path
) -> None:
    said = run("report", "--no-results", "--output", str(tmp_path / "out"))

    assert said.code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "index.html",
        "unit-so-mau.html",
        "unit-xa-mau.html",
    ]


def test_the_index_bears_the_name_of_the_province(
    scanned: Path, workspace: Path, run: Run
) -> None:
    unnamed = (scanned / "index.html").read_text()
    with (workspace / "audit4.yaml").open("a") as settings:
        settings.write("\nname: Tỉnh <Mẫu>\n")

    assert run("report").code == 0

    assert "<h1>Toàn tỉnh</h1>" in unnamed
    assert "<h1>Tỉnh &lt;Mẫu&gt;</h1>" in (scanned / "index.html").read_text()


@pytest.mark.usefixtures("scanned")
def test_a_terminal_sees_how_far_it_is(workspace: Path) -> None:
    ours, theirs = os.openpty()
    ran = subprocess.run(
        [sys.executable, "-m", "audit4", "-C", str(workspace), "report"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
        check=True,
        timeout=120,
    )
    seen = os.read(ours, 65536).decode()
    os.close(theirs)
    os.close(ours)

    for done in range(5):
        assert f"{done}/4" in seen
    assert b"4/4" not in ran.stdout


def test_the_workspaces_templates_go_before_the_shipped(
    scanned: Path, workspace: Path, run: Run
) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates/unit.html").write_text("{{ view.name }} – riêng")

    assert run("report").code == 0

    assert (scanned / "unit-so-mau.html").read_text() == "Sở Mẫu – riêng"


def test_a_wrong_template_is_one_line_with_its_place(
    scanned: Path, workspace: Path, run: Run
) -> None:
    before = (scanned / "unit-so-mau.html").read_text()
    wrong = workspace / "templates/parts/summary.html"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("<p>\n{{ view.unheard_of }}")

    said = run("report")

    assert said.code == 2
    assert f"{wrong}:2: " in said.err
    assert said.err.count("\n") == 1
    assert (scanned / "unit-so-mau.html").read_text() == before


@pytest.mark.needs("pango")
def test_each_page_comes_as_pdf_too(scanned: Path, run: Run) -> None:
    said = run("report", "--pdf")

    names = {line.split()[1] for line in said.out.splitlines() if line[:3] == "pdf"}
    assert names == {str(p) for p in scanned.glob("*.pdf")}
    assert len(names) == 3
    for path in scanned.glob("*.pdf"):
        document = pypdfium2.PdfDocument(path)
        assert "Hạn chế phổ biến · " in document[0].get_textpage().get_text_bounded()
        document.close()
    assert json.loads((scanned / "results.json").read_text())["units"]
