from typing import Any

import pytest
from playwright.sync_api import Browser

from audit4.reporting import Written
from audit4.reporting.words import number, percent
from tests.browser.pages import visit
from tests.unit.reporting import sample

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("unit", ["so-mau", "xa-mau-1"])
def test_each_figure_on_the_page_is_that_of_the_results_document(
    written: dict[str, Written], browser: Browser, unit: str, lang: str
) -> None:
    document = sample.province(sample.waived(sample.results()))
    expected = {**_scores(document, unit, lang), **_counts(document, unit, lang)}

    with visit(browser, written[lang].units[unit]) as seen:
        marked = seen.page.locator("[data-figure]").evaluate_all(
            "all => all.map(e => [e.dataset.figure, e.textContent.trim()])"
        )

    shown = {k: v for k, v in marked if not k.startswith("rehearsal.")}
    assert shown == expected


def _scores(document: dict[str, Any], unit: str, lang: str) -> dict[str, str]:
    found = {}
    for score in document["scores"]:
        if score["unit"] != unit:
            continue
        layer = score["layer"]
        if score["system"]:
            place = f"system.{score['system']}" + (f".{layer}" if layer else "")
            found[f"{place}.interval"] = _interval(score, lang)
            continue
        place = f"layer.{layer}" if layer else "overall"
        found[f"{place}.interval"] = _interval(score, lang)
        coverage = score["judged"] / score["applicable"]
        found[f"{place}.coverage"] = percent(coverage, lang)
        if layer:
            found[f"{place}.judged"] = number(score["judged"], lang)
            found[f"{place}.applicable"] = number(score["applicable"], lang)
            share = score["attested"] / score["low"] if score["low"] else None
            found[f"{place}.attested"] = "–" if share is None else percent(share, lang)
        elif score["band"]:
            found["overall.band"] = score["band"]
    return found


def _interval(score: dict[str, Any], lang: str) -> str:
    if score["low"] is None:
        return "–"
    low, high = number(score["low"], lang), number(score["high"], lang)
    return low if low == high else f"{low}–{high}"


def _counts(document: dict[str, Any], unit: str, lang: str) -> dict[str, str]:
    rows = [r for r in document["results"] if r["unit"] == unit]
    failing = [r for r in rows if r["status"] == "fail"]
    pending = [r for r in rows if r["status"] == "pending"]
    hosts = [h for h in document["hosts"] if h["unit"] == unit]
    counted = {
        f"count.{severity}": sum(r["severity"] == severity for r in failing)
        for severity in ("critical", "high", "medium", "low")
    }
    counted["findings"] = len(failing)
    counted["hosts"] = len(hosts)
    counted["hosts.judged"] = sum(h["state"] != "not_judged" for h in hosts)
    if pending:
        counted["pending"] = len(pending)
    return {key: number(value, lang) for key, value in counted.items()}
