from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from audit4.reporting import Written
from tests.browser.pages import unfold, visit

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("which", ["unit", "index"])
def test_axe_finds_no_violation(
    written: dict[str, Written], browser: Browser, which: str, lang: str, *, dark: bool
) -> None:
    of_lang = written[lang]
    path = of_lang.index if which == "index" else of_lang.units["so-mau"]

    with visit(browser, path, dark=dark) as seen:
        unfold(seen.page)
        found = Axe().run(seen.page).response

    assert [_short(v) for v in found["violations"]] == []


def test_axe_finds_no_violation_where_servers_are_looked_at_alone(
    written: dict[str, Written], browser: Browser
) -> None:
    with visit(browser, written["vi"].units["so-mau"], width=390) as seen:
        seen.page.locator("#by").select_option("host")
        unfold(seen.page)
        found = Axe().run(seen.page).response

    assert [_short(v) for v in found["violations"]] == []


def _short(violation: dict[str, Any]) -> str:
    places = [node["html"][:100] for node in violation["nodes"][:3]]
    return f"{violation['id']}: {places}"
