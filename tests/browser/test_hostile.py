from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from audit4.finding import Status, Text
from audit4.record import Event, FindingState, UnitInfo
from audit4.reporting import (
    ControlWords,
    Extras,
    Header,
    Past,
    StatementWords,
    WaiverWords,
    write_reports,
)
from tests.browser.pages import overflow, unfold, visit
from tests.unit.reporting import sample

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

OWN = "window.owned = 1"
HOSTILE = {
    "script": f"<script>{OWN}</script>",
    "handlers": f'"><img src=x onerror="{OWN}"><svg onload="{OWN}">',
    "endings": f"</style></script></pre></textarea><script>{OWN}</script>",
    "templates": "{{ 7 * 191 }}{% raw %}${7*191}%(name)s",
    "links": "javascript:window.owned=1//data:text/html,<script>",
    "bidi": "\u202e\u2066gnp.exe\u2069\u202c\x00\x1b[2J\u200b\ufeff",
    "towers": "a" + "\u0301" * 400,
    "megabytes": "x" * 1_000_000,
    "many words": "từ " * 300_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_a_host_or_a_sheet_says_stays_words(
    browser: Browser, tmp_path: Path, kind: str
) -> None:
    text = HOSTILE[kind]
    document = sample.province(
        [
            replace(
                r,
                verdict=replace(r.verdict, actual=text, expected=text, items=(text,)),
                message=Text(text, text),
                refs={"tcvn14423": text, "law": [text]},
                waiver="W" if r.status is Status.FAIL else None,
                evidence=((text, sample.SHA),),
            )
            for r in sample.results()
        ],
        reports=[replace(h, detail=text, os_id=text) for h in sample.hosts()],
        units=[
            UnitInfo(
                id=u.id,
                name=text,
                systems=tuple(replace(s, name=text, decision=text) for s in u.systems),
                formerly=(text,),
                authorisation=replace(
                    sample.UNITS[0].authorisation,
                    document=text,  # type: ignore[type-var]
                ),
            )
            for u in sample.UNITS
        ],
    )
    written = write_reports(document, hostile(text), tmp_path, title=text)

    for path in (written.units["so-mau"], written.index):
        for width in (390, 1280):
            with visit(browser, path, width=width) as seen:
                unfold(seen.page)
                if width > 390 and seen.page.locator("#by").count():
                    seen.page.locator("#by").select_option("host")
                    unfold(seen.page)

                assert seen.page.evaluate("window.owned === undefined")
                assert seen.console == []
                assert len(seen.requests) == 1
                assert "1337" not in seen.page.content()
                assert overflow(seen.page) == 0
        assert path.stat().st_size < 1_000_000


def hostile(text: str) -> Extras:
    """The sample's extras with every free text hostile."""
    said = Text(text, text)
    words = ControlWords(
        title=said, rationale=said, remediation=said, undo=said, commands={"any": text}
    )
    about = sample.extras()
    return replace(
        about,
        headers={"so-mau": Header(kind=text, owner=text, operator=text, assessor=text)},
        controls=dict.fromkeys(sample.CONTROLS, words),
        rules={},
        waivers={
            "W": WaiverWords(
                id=text, kind="accept", reason=text, approver=text, document=text
            )
        },
        findings={
            key: replace(found, owner=text, notes=text)
            for key, found in about.findings.items()
        },
        evidence=lambda digest: text if digest == sample.SHA else None,
        histories={
            key: (
                Event(
                    subject=key[0],
                    rule=key[1],
                    at=sample.NOW,
                    kind=text,
                    state=FindingState.OPEN,
                    note=text,
                ),
            )
            for key in about.findings
        },
        statements={
            "so-mau": (
                StatementWords(
                    control="l1-regulation",
                    system=text,
                    state="met",
                    statement=text,
                    document=text,
                    by=text,
                ),
            )
        },
        past={
            unit: tuple(
                Past(round=text, started=p.started, policy="", scores=p.scores)
                for p in points
            )
            for unit, points in about.past.items()
        },
    )
