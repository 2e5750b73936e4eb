from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from audit4.reporting import render_unit, unit_view
from tests.browser.pages import visit
from tests.unit.reporting import large

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

MEGABYTES = 3
SECONDS = 1.0


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    view = unit_view(large.province(), "so-mau", large.extras())
    assert (len(view.hosts), len(view.findings)) == (large.HOSTS, large.FINDINGS)
    path = tmp_path_factory.mktemp("large") / "report.html"
    path.write_text(render_unit(view))
    return path


def test_a_report_of_2000_findings_can_be_sent(report: Path) -> None:
    assert report.stat().st_size < MEGABYTES * 1_000_000


def test_a_report_of_2000_findings_is_there_at_once(
    browser: Browser, report: Path
) -> None:
    spent = []
    for _ in range(3):
        with visit(browser, report) as seen:
            spent.append(_cpu(seen.page))

    assert min(spent) < SECONDS


def test_its_filters_and_groups_answer(browser: Browser, report: Path) -> None:
    with visit(browser, report) as seen:
        seen.page.locator("#due").check()
        late = seen.page.locator("#shown").inner_text()
        seen.page.locator("#by").select_option("host")

        assert int(late.split()[-1]) == -(-large.FINDINGS // 9)
        headings = seen.page.locator("#by-host > .heading")
        assert headings.count() == large.HOSTS


def _cpu(page: Page) -> float:
    """Seconds of CPU that the page's main thread took until it could be used.

    Counted anew on a reload: time by the clock is that of a busy machine too.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.reload()
    page.locator("#tools").wait_for(state="visible")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))
