from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from audit4.reporting import Written, write_reports
from tests.browser.pages import PATIENCE, launched
from tests.unit.reporting import sample


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    """The reports of the sample province by language."""
    rows = sample.waived(sample.results())
    return {
        lang: write_reports(
            sample.province(rows),
            sample.extras(rows),
            tmp_path_factory.mktemp(lang),
            title="Tỉnh Mẫu",
            lang=lang,
        )
        for lang in ("vi", "en")
    }
