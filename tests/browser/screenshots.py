"""Pictures of both reports: `make screenshots`, or with the folder of other reports.

In both languages: desktop, phone, dark, and each printed A4 page, by the browser and
by `audit4 report --pdf`. They are for looking at; nothing compares them.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from audit4.reporting import write_reports
from audit4.reporting.pdf import write_pdf
from tests.browser.pages import launched, visit
from tests.unit.reporting import sample

# Width, and whether it is dark.
_SCREENS = {"desktop": (1280, False), "phone": (390, False), "dark": (1280, True)}
_SCALE = 110 / 72  # dots of a picture to a point
_MOST_PAGES = 12


def main() -> None:
    """Write pictures to the first argument, of reports in the second or the sample."""
    out, *given = map(Path, sys.argv[1:])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = launched(playwright)
        for name, page in _pages(given, Path(made)):
            for picture in _pictures(browser, page, out, name):
                sys.stdout.write(f"{picture}\n")
        browser.close()


def _pages(given: list[Path], made: Path) -> Iterator[tuple[str, Path]]:
    for folder in given:
        yield from ((f"{folder.name}-{p.stem}", p) for p in folder.glob("*.html"))
    if given:
        return
    rows = sample.waived(sample.results())
    for lang in ("vi", "en"):
        written = write_reports(
            sample.province(rows),
            sample.extras(rows),
            made / lang,
            title="Tỉnh Mẫu",
            lang=lang,
        )
        yield f"index-{lang}", written.index
        yield f"unit-{lang}", written.units["so-mau"]


def _pictures(browser: Browser, page: Path, out: Path, name: str) -> Iterator[Path]:
    for screen, (width, dark) in _SCREENS.items():
        path = out / f"{name}-{screen}.png"
        with visit(browser, page, width=width, dark=dark) as seen:
            seen.page.screenshot(path=path, full_page=True)
        yield path
    printed = page.with_suffix(".printed.pdf")
    with visit(browser, page) as seen:
        seen.page.pdf(path=printed, prefer_css_page_size=True, print_background=True)
    yield from _paper(printed, out, f"{name}-printed")
    typeset = page.with_suffix(".pdf")
    write_pdf(page.read_text("utf-8"), typeset)
    yield from _paper(typeset, out, f"{name}-pdf")


def _paper(pdf: Path, out: Path, name: str) -> Iterator[Path]:
    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(len(document), _MOST_PAGES)):
        path = out / f"{name}-{number + 1:02}.png"
        document[number].render(scale=_SCALE).to_pil().save(path)
        yield path
    document.close()


if __name__ == "__main__":
    main()
