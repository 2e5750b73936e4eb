import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from audit4.reporting import UnitView, Written, render_unit, unit_view
from tests.browser.pages import Visit, come_back, overflow, unfold, visit
from tests.unit.reporting import sample

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser")]

RULE = "f-root-login.permit"


@pytest.fixture(scope="module")
def view() -> UnitView:
    rows = sample.waived(sample.results())
    return unit_view(sample.province(rows), "so-mau", sample.extras(rows))


@pytest.fixture
def unit(written: dict[str, Written]) -> Path:
    return written["vi"].units["so-mau"]


@pytest.fixture
def seen(browser: Browser, unit: Path) -> Iterator[Visit]:
    with visit(browser, unit) as opened:
        yield opened


@pytest.fixture
def page(seen: Visit) -> Page:
    return seen.page


def shown(page: Page) -> int:
    return int(page.locator("#shown").inner_text().split()[-1])


def rules(page: Page) -> list[str]:
    found = page.locator("#list > .finding:visible")
    return [str(f.get_attribute("id")) for f in found.all()]


def test_nothing_is_said_on_the_console_and_nothing_asked_of_anybody(
    written: dict[str, Written], browser: Browser
) -> None:
    for lang in ("vi", "en"):
        for path in (written[lang].index, written[lang].units["so-mau"]):
            with visit(browser, path) as seen:
                seen.page.wait_for_load_state("networkidle")

                assert seen.console == []
                assert {r.split(":")[0] for r in seen.requests} <= {"file", "data"}
                assert [r for r in seen.requests if r.startswith("file")] == [
                    path.as_uri()
                ]


def test_the_policy_refuses_any_script_but_our_own(seen: Visit) -> None:
    seen.page.evaluate(
        """() => {
          const added = document.createElement('script');
          added.textContent = 'window.owned = 1';
          document.body.append(added);
          const image = document.createElement('img');
          image.setAttribute('onerror', 'window.owned = 1');
          image.src = 'https://example.org/x.png';
          document.body.append(image);
        }"""
    )

    assert seen.page.evaluate("window.owned === undefined")
    assert any("Content Security Policy" in line for line in seen.console)


FILTERS: list[tuple[str, str, Callable[[UnitView], int]]] = [
    ("sev", "critical", lambda v: v.counts["critical"]),  # type: ignore[index]
    ("lay", "2", lambda v: sum(f.row.layer == 2 for f in v.findings)),
    ("sys", "thu-dt", lambda v: sum(f.row.system == "thu-dt" for f in v.findings)),
    (
        "host",
        "so-mau/cong-dvc/web-01",
        lambda v: sum(f.row.host == "web-01" for f in v.findings),
    ),
    ("own", "Tổ CNTT", lambda v: len(v.findings)),
]


@pytest.mark.parametrize(("field", "value", "expected"), FILTERS)
def test_a_filter_leaves_exactly_what_fits(
    page: Page,
    view: UnitView,
    field: str,
    value: str,
    expected: Callable[[UnitView], int],
) -> None:
    page.locator(f"#{field}").select_option(value)

    assert shown(page) == expected(view) > 0
    assert page.locator("#clear").is_visible()


def test_overdue_findings_can_be_seen_alone(page: Page, view: UnitView) -> None:
    page.locator("#due").check()

    assert shown(page) == view.overdue > 0


def test_new_findings_can_be_seen_alone(browser: Browser, tmp_path: Path) -> None:
    better_before = replace(sample.extras(), earlier=sample.results(better=2))
    made = unit_view(sample.province(), "so-mau", better_before)
    path = tmp_path / "report.html"
    path.write_text(render_unit(made))

    with visit(browser, path) as seen:
        seen.page.locator("#new").check()

        assert shown(seen.page) == sum(f.is_new for f in made.findings) > 0


def test_findings_can_be_narrowed_to_a_state(browser: Browser, tmp_path: Path) -> None:
    rows = sample.results()
    extras = sample.extras(rows)
    first = next(iter(extras.findings))
    taken = sample.taken_up(extras, first)
    path = tmp_path / "report.html"
    made = unit_view(sample.province(rows), first[0].split("/")[0], taken)
    path.write_text(render_unit(made))

    with visit(browser, path) as seen:
        seen.page.locator("#st").select_option("in_progress")

        assert shown(seen.page) == 1


def test_search_reads_with_and_without_diacritics(page: Page) -> None:
    page.locator("#q").fill("TAI KHOAN để trống")
    expect(page.locator("#clear")).to_be_visible()

    assert rules(page) == ["f-empty-password.none"]


def test_a_search_for_nothing_says_so(page: Page) -> None:
    page.locator("#q").fill("zzzz")

    expect(page.locator("#nothing")).to_be_visible()
    assert shown(page) == 0


def test_findings_are_put_in_the_order_asked_for(page: Page, view: UnitView) -> None:
    as_built = rules(page)

    page.locator("#sort").select_option("places")
    places = {g.anchor: len(g.findings) for g in view.groups}
    by_places = [places[r] for r in rules(page)]
    page.locator("#sort").select_option("layer")
    layers = {g.anchor: g.layer for g in view.groups}
    by_layer = [layers[r] for r in rules(page)]
    page.locator("#sort").select_option("")

    assert by_places == sorted(by_places, reverse=True)
    assert by_layer == sorted(by_layer)
    assert rules(page) == as_built == [g.anchor for g in view.groups]


def test_findings_are_grouped_by_control(page: Page, view: UnitView) -> None:
    page.locator("#by").select_option("control")

    headings = page.locator("#list > .heading").all_inner_texts()
    assert len(headings) == len({g.control for g in view.groups})
    assert sum(int(h.split()[-1]) for h in headings) == len(view.findings)


def test_a_server_has_its_findings_alone_with_its_own_steps(page: Page) -> None:
    page.locator("#by").select_option("host")
    headings = page.locator("#by-host > .heading").all_inner_texts()
    page.locator("#host").select_option("so-mau/cong-dvc/csdl-01")

    rows = page.locator("#by-host > .finding")
    rows.first.locator("summary").first.click()
    body = rows.first.locator(".f-body")
    expect(body.locator(".place")).to_have_count(1)
    assert "csdl-01" in body.locator(".place").inner_text()
    assert body.locator(".commands:visible").count() == 1
    assert "reload sshd" in body.locator(".commands:visible pre").inner_text()
    assert len(headings) == len(set(headings)) > 1
    assert page.locator("#list").is_hidden()


def test_a_server_alone_shows_no_evidence_of_another(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [
        replace(r, evidence=(("sshd.effective", r.subject),)) if r.host else r
        for r in sample.results()
    ]
    about = replace(sample.extras(rows), evidence=lambda digest: f"port of {digest}")
    path = tmp_path / "report.html"
    path.write_text(render_unit(unit_view(sample.province(rows), "so-mau", about)))

    with visit(browser, path) as seen:
        seen.page.locator("#by").select_option("host")
        seen.page.locator("#host").select_option("so-mau/cong-dvc/web-01")
        unfold(seen.page)
        proofs = seen.page.locator("#by-host pre").all_inner_texts()

    assert any("port of so-mau/cong-dvc/web-01" in text for text in proofs)
    assert not any("web-02" in text for text in proofs)


def test_words_that_rules_share_come_to_the_one_that_is_opened(
    browser: Browser, tmp_path: Path
) -> None:
    rows = [sample.of_control(r, "l1-root-login") for r in sample.results()]
    path = tmp_path / "report.html"
    path.write_text(
        render_unit(unit_view(sample.province(rows), "so-mau", sample.extras(rows)))
    )

    with visit(browser, path) as seen:
        borrowing = seen.page.locator("#list > .finding[data-as]").first
        assert borrowing.locator(".remedy").count() == 0

        borrowing.locator("summary").first.click()

        expect(borrowing.locator(".remedy pre").first).to_be_visible()
        expect(borrowing.locator(".why")).to_be_visible()
        assert borrowing.locator(".as").count() == 0
    with visit(browser, path, script=False) as seen:
        link = seen.page.locator("#list > .finding[data-as] .as a").first
        target = str(link.get_attribute("href")).removeprefix("#")
        assert seen.page.locator(f'[id="{target}"] .why').count() == 1


def test_filters_are_remembered_and_can_be_cleared(page: Page, view: UnitView) -> None:
    page.locator("#sev").select_option("high")
    page.locator("#by").select_option("control")
    before = shown(page)
    come_back(page)

    assert page.locator("#sev").input_value() == "high"
    assert shown(page) == before

    page.locator("#clear").click()
    assert shown(page) == len(view.findings)
    assert page.locator("#by").input_value() == "control"


def test_a_link_to_a_finding_opens_it(browser: Browser, unit: Path) -> None:
    with visit(browser, unit, fragment=f"#{RULE}") as seen:
        opened = seen.page.locator(".finding[open]")

        assert [f.get_attribute("id") for f in opened.all()] == [RULE]
        expect(opened).to_be_in_viewport()


def test_a_link_to_one_place_opens_its_finding(
    browser: Browser, unit: Path, view: UnitView
) -> None:
    found = view.groups[-1].findings[-1]

    with visit(browser, unit, fragment="#" + quote(found.anchor)) as seen:
        place = seen.page.locator(f'[id="{found.anchor}"]')

        expect(place).to_be_in_viewport()
        assert found.row.subject in place.inner_text()


def test_a_link_wins_over_a_filter_that_was_left_behind(page: Page) -> None:
    page.locator("#by").select_option("host")
    page.locator("#sev").select_option("low")
    expect(page.locator("#nothing")).to_be_visible()

    page.evaluate(f"location.hash = '{RULE}'")

    expect(page.locator(f'[id="{RULE}"]')).to_be_in_viewport()


def test_the_summary_leads_to_what_is_overdue(page: Page, view: UnitView) -> None:
    page.locator("[data-only=due]").first.click()

    assert page.locator("#due").is_checked()
    assert shown(page) == view.overdue > 0


def test_commands_are_copied_whole(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(f"location.hash = '{RULE}'")
    block = page.locator(f'[id="{RULE}"] .commands:visible').first

    block.locator(".copy").click()

    expect(block.locator(".copy")).to_have_text("Đã chép")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("pre").inner_text()


def test_keys_search_clear_and_walk(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("root")
    expect(page.locator("#clear")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.locator("#q").input_value() == ""
    page.keyboard.press("Escape")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    first = page.locator("#list > .finding").first
    expect(first.locator("summary").first).to_be_focused()
    assert first.get_attribute("open") is not None


def test_single_keys_can_be_switched_off(page: Page) -> None:
    page.locator("#keys").uncheck()
    come_back(page)

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") != "q"
    assert not page.locator("#keys").is_checked()


def test_without_script_everything_can_be_read(
    browser: Browser, unit: Path, view: UnitView
) -> None:
    with visit(browser, unit, script=False) as seen:
        page = seen.page

        assert page.locator("#tools").is_hidden()
        assert page.locator(".copy:visible").count() == 0
        assert page.locator(".finding:visible").count() == len(view.groups)
        for finding in page.locator(".finding > summary").all():
            finding.click()
        assert page.locator(".place:visible").count() == len(view.findings)
        assert page.locator(".found", has_text="permitrootlogin yes").first.is_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("which", ["unit", "index"])
def test_no_page_is_wider_than_the_screen(
    written: dict[str, Written], browser: Browser, which: str, width: int
) -> None:
    for lang in ("vi", "en"):
        of_lang = written[lang]
        path = of_lang.index if which == "index" else of_lang.units["so-mau"]
        with visit(browser, path, width=width) as seen:
            unfold(seen.page)

            assert overflow(seen.page) == 0


def lightness(page: Page, what: str) -> float:
    colour = page.evaluate(
        f"getComputedStyle(document.querySelector('section')).{what}"
    )
    return sum(int(n) for n in re.findall(r"\d+", colour)[:3]) / 3


def test_the_page_is_dark_where_the_reader_wants_it(
    browser: Browser, unit: Path
) -> None:
    with visit(browser, unit, dark=True) as seen:
        assert lightness(seen.page, "backgroundColor") < 60
        assert lightness(seen.page, "color") > 180


def test_nothing_moves_for_who_wants_less_motion(browser: Browser, unit: Path) -> None:
    with visit(browser, unit) as seen:
        seen.page.emulate_media(reduced_motion="reduce")
        still = "getComputedStyle(document.documentElement).scrollBehavior"

        assert seen.page.evaluate(still) == "auto"


def test_paper_shows_what_is_folded_and_no_tools(page: Page, view: UnitView) -> None:
    page.emulate_media(media="print")

    assert page.locator("#tools").is_hidden()
    assert page.locator("nav").is_hidden()
    assert page.locator(".signatures").is_visible()
    places = page.locator(".place").evaluate_all(
        "all => all.filter(p => p.checkVisibility()).length"
    )
    assert places == len(view.findings)
    assert page.locator(".remedy:visible").count() == 0
    rows = page.locator("tr").evaluate_all(
        "all => all.every(r => getComputedStyle(r).breakInside === 'avoid')"
    )
    assert rows


def test_the_report_prints_on_numbered_pages_of_a4(page: Page) -> None:
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
    assert 5 < len(re.findall(rb"/Type /Page\b", pdf)) < 40
    margins = page.evaluate(
        """() => [...document.styleSheets[0].cssRules]
          .filter(r => r instanceof CSSPageRule).map(r => r.cssText).join(' ')"""
    )
    assert "counter(page)" in margins
    assert "Sở Mẫu" in margins
