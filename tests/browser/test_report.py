import re
import zlib
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from audit4.reporting import Written, write_reports
from tests.browser.chromium import chromium, complaints, dom, size
from tests.unit.reporting import sample

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    rows = sample.waived(sample.results())
    return write_reports(
        sample.province(rows),
        sample.extras(rows),
        tmp_path_factory.mktemp("reports"),
        title="Tỉnh Mẫu",
    )


@pytest.fixture
def unit(written: Written) -> str:
    return written.units["so-mau"].as_uri()


def measured(html: str) -> dict[str, str]:
    return dict(re.findall(r'data-m-(\w+)="([^"]*)"', html))


def probe(page: str, tmp_path: Path, script: str) -> str:
    """A copy of the page whose policy also lets one more script in, to measure."""
    path = tmp_path / "probed.html"
    html = Path(page.removeprefix("file://")).read_text("utf-8")
    html = re.sub(r"script-src [^;]*", "script-src 'unsafe-inline'", html, count=1)
    path.write_text(html.replace("</body>", f"<script>{script}</script></body>"))
    return path.as_uri()


def test_the_script_runs_under_the_policy(unit: str, tmp_path: Path) -> None:
    html = dom(tmp_path, unit)

    assert not re.search(r'id="tools"[^>]*\shidden', html)
    assert re.search(r'id="shown"[^>]*>[^<]*15<', html)


@pytest.mark.parametrize("which", ["unit", "index"])
def test_the_console_stays_silent(written: Written, tmp_path: Path, which: str) -> None:
    page = written.index if which == "index" else written.units["so-mau"]

    seen = chromium(
        tmp_path, page.as_uri(), "--enable-logging=stderr", "--v=0", "--dump-dom"
    )

    assert complaints(seen) == []


def test_a_deep_link_opens_its_finding(unit: str, tmp_path: Path) -> None:
    html = dom(tmp_path, f"{unit}#f-root-login.permit")

    (opened,) = re.findall(r'<details class="finding[^>]*\sopen[^>]*>', html)
    assert 'id="f-root-login.permit"' in opened


def test_filters_narrow_what_is_shown(unit: str, tmp_path: Path) -> None:
    script = """
      document.getElementById('sev').value = 'critical';
      document.getElementById('tools').dispatchEvent(new Event('input'));
      const left = [...document.querySelectorAll('.finding:not([hidden])')];
      document.body.dataset.mSevs = left.map((f) => f.dataset.sev).join();
    """

    html = dom(tmp_path / "p", probe(unit, tmp_path, script))

    assert measured(html)["sevs"] == "critical,critical"


def test_without_script_everything_can_be_read(unit: str, tmp_path: Path) -> None:
    path = Path(unit.removeprefix("file://"))
    bare = tmp_path / "bare.html"
    bare.write_text(
        re.sub(r"<script>.*?</script>", "", path.read_text(), flags=re.DOTALL)
    )

    html = dom(tmp_path / "p", bare.as_uri())

    assert re.search(r'id="tools"[^>]*\shidden', html)
    assert "permitrootlogin yes" in html
    assert not re.search(r'<details class="finding[^>]*\shidden', html)


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("which", ["unit", "index"])
def test_no_page_is_wider_than_the_screen(
    written: Written, tmp_path: Path, which: str, width: int
) -> None:
    page = written.index if which == "index" else written.units["so-mau"]
    # A frame has the width asked for; a headless window has one of 500 at least.
    frame = tmp_path / "frame.html"
    script = """
      document.querySelectorAll('details').forEach((d) => { d.open = true; });
      const root = document.documentElement;
      parent.postMessage(root.scrollWidth - root.clientWidth, '*');
    """
    inner = probe(page.as_uri(), tmp_path, script)
    frame.write_text(
        "<body><script>addEventListener('message', (e) => "
        "{ document.body.setAttribute('data-m-over', e.data); })</script>"
        f'<iframe src="{escape(inner)}" width="{width}" height="900"></iframe></body>'
    )

    html = dom(
        tmp_path / "p",
        frame.as_uri(),
        "--window-size=1400,1000",
        "--virtual-time-budget=5000",
    )

    assert measured(html)["over"] == "0"


def test_hostile_words_do_not_run(tmp_path: Path) -> None:
    steal = "document.title='owned'"
    attack = f'<img src=x onerror="{steal}"><script>{steal}</script>'
    rows = [
        replace(r, verdict=replace(r.verdict, actual=attack, items=(attack,)))
        for r in sample.results()
    ]
    extras = replace(sample.extras(rows), evidence=lambda _digest: attack)
    written = write_reports(sample.province(rows), extras, tmp_path / "r", title=attack)

    for page in (written.index, written.units["so-mau"]):
        html = dom(tmp_path / "p", page.as_uri(), "--virtual-time-budget=2000")

        assert "<title>owned" not in html


def test_the_report_prints_on_pages(unit: str, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"

    chromium(tmp_path / "p", unit, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")

    data = pdf.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    text = b"".join(_inflated(s) for s in streams)
    pages = len(re.findall(rb"/Type\s*/Page\b", data + text))
    assert 5 < pages < 60


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_can_be_pictured(unit: str, tmp_path: Path, *, dark: bool) -> None:
    png = tmp_path / "page.png"
    scheme = ["--force-dark-mode"] if dark else []

    chromium(
        tmp_path / "p", unit, f"--screenshot={png}", "--window-size=1200,1600", *scheme
    )

    assert size(png) == (1200, 1600)
