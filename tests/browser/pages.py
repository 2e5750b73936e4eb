"""Pages of reports in a real Chromium, and what they did there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

# Milliseconds: a busy machine is slow, and that is no fault of the page.
PATIENCE = 120_000
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The sandbox of a browser cannot be set up by root in a container.
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic")


def launched(playwright: Playwright) -> Browser:
    """The Chromium of this machine; none is ever downloaded."""
    program = next(found for name in _NAMES if (found := shutil.which(name)))
    return playwright.chromium.launch(executable_path=program, args=list(_FLAGS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An open page, what its console and its dialogs said, and what it asked for."""

    page: Page
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def visit(
    browser: Browser,
    path: Path,
    *,
    fragment: str = "",
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    script: bool = True,
) -> Iterator[Visit]:
    """Open a report as a reader does, in a profile of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale="vi-VN",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seen = Visit(page=page)
    page.on("console", lambda message: seen.console.append(message.text))
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("dialog", lambda dialog: seen.console.append(dialog.message))
    page.on("request", lambda request: seen.requests.append(request.url))
    page.goto(path.as_uri() + fragment)
    try:
        yield seen
    finally:
        context.close()


def unfold(page: Page) -> None:
    """Open all that is folded, and let what the page's script does about it end."""
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.wait_for_timeout(50)


def come_back(page: Page) -> None:
    """Load the page anew, once what it keeps has reached the browser's own process.

    A page's write to its storage is handed over to that process in its own time,
    and a reload may be answered by another one.
    """
    kept = "JSON.stringify(localStorage)"
    other = page.context.new_page()
    for _ in range(50):
        other.goto(page.url)
        if other.evaluate(kept) == page.evaluate(kept):
            break
        page.wait_for_timeout(100)
    other.close()
    page.reload()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))
