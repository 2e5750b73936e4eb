"""Pages as PDF by WeasyPrint, an optional extra: `audit4[pdf]`.

It sets the page's own print style: A4, running headers, page numbers. Drawings are
prepared first, since it draws each by itself and gives it no style sheet.
"""

import logging
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from xml.etree.ElementTree import Element

from audit4.errors import Audit4Error

_EXTRA = "PDF needs WeasyPrint, which is not installed here: pip install 'audit4[pdf]'"
_LIBRARIES = (
    "PDF needs the Pango libraries, which are not installed here: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0"
)
_FONTS = (
    "no font here has Vietnamese letters, the PDF would show boxes: "
    "apt-get install fonts-noto-core"
)


def write_pdf(html: str, path: Path) -> None:
    """Write a rendered page as PDF, readable by its owner alone.

    Raises:
        Audit4Error: the extra, its libraries or a font are not installed.
    """
    weasyprint = library()
    # Its warnings are about what only screens need.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    page = weasyprint.HTML(string=html, url_fetcher=_nothing)
    root: Element = page.etree_element
    from audit4.reporting.drawings import prepare  # noqa: PLC0415 - of the extra

    prepare(root)
    made: bytes = page.write_pdf()
    path.touch(mode=0o600)
    path.write_bytes(made)


def library() -> ModuleType:
    """WeasyPrint, once it is known that it can work here; raises as `write_pdf`."""
    try:
        import weasyprint  # noqa: PLC0415 - the extra
    except ImportError:
        raise Audit4Error(_EXTRA) from None
    except OSError:
        raise Audit4Error(_LIBRARIES) from None
    if not _has_fonts():
        raise Audit4Error(_FONTS)
    return weasyprint  # type: ignore[no-any-return]


def _has_fonts() -> bool:
    """Whether a font covers Vietnamese; taken to be so where nothing can tell."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    found = subprocess.run(  # noqa: S603 - a fixed command
        [program, ":lang=vi", "family"], capture_output=True, check=False
    )
    return bool(found.stdout.strip())


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """Pages ask for nothing; whatever does is refused."""
    raise ValueError(f"a report asks for nothing: {url[:100]}")
