import re
from base64 import b64encode
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser
from time import perf_counter

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.loaders import DictLoader

from audit4.finding import Result, Status, Text
from audit4.record import HostReport, UnitInfo
from audit4.reporting import (
    ControlWords,
    Extras,
    Header,
    index_view,
    render_index,
    render_unit,
    unit_view,
)
from audit4.reporting.render import css_string, environment
from tests.unit.reporting import sample

VOID = {"meta", "link", "br", "input", "rect", "path", "circle", "use"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></script><svg onload=alert(1)>",
    "{{ 7 * 191 }}{% raw %}",
    "%(name)s %s %",
    "javascript:alert(1)",
    "\u202egnp.exe\x00\x1b[2J\u200b",
    "--><!--",
    "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
)


class Page(HTMLParser):
    """Elements and attributes as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


@lru_cache(maxsize=4)
def report(unit: str = "so-mau", lang: str = "vi") -> str:
    rows = sample.waived(sample.results())
    return render_unit(
        unit_view(sample.province(rows), unit, sample.extras(rows), lang)
    )


@lru_cache(maxsize=2)
def index(lang: str = "vi") -> str:
    hrefs = {u.id: f"unit-{u.id}.html" for u in sample.UNITS}
    view = index_view(sample.province(), sample.extras(), hrefs, "Tỉnh Mẫu", lang)
    return render_index(view)


def pages() -> list[str]:
    return [report(), report(lang="en"), index(), index("en")]


def test_every_element_is_closed() -> None:
    for html in pages():
        assert parsed(html).open == []


def test_nothing_is_asked_of_any_network() -> None:
    for html in pages():
        for tag, attributes in parsed(html).tags:
            assert tag not in {"img", "iframe", "object", "embed", "base"}
            assert "src" not in attributes
            target = attributes.get("href") or "#"
            assert target.startswith(("#", "unit-", "data:,")), target
        assert not re.search(r"url\((?!#)|@import|https?://", html)


def test_the_policy_lets_exactly_our_own_style_and_script_in() -> None:
    for html in pages():
        (policy,) = re.findall(r'Security-Policy" content="([^"]*)"', html)
        for tag, directive in (("style", "style-src"), ("script", "script-src")):
            ((text),) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
            digest = b64encode(sha256(text.encode()).digest()).decode()
            assert f"{directive} 'sha256-{digest}'".replace("'", "&#39;") in policy or (
                f"{directive} 'sha256-{digest}'" in policy
            )
        assert "unsafe" not in policy


def test_no_element_carries_style_or_script_of_its_own() -> None:
    for html in pages():
        for _, attributes in parsed(html).tags:
            assert not any(n == "style" or n.startswith("on") for n in attributes)


def test_every_link_within_the_page_has_its_target() -> None:
    for html in pages():
        tags = parsed(html).tags
        ids = [a["id"] for _, a in tags if "id" in a]
        targets = {(a.get("href") or "")[1:] for t, a in tags if t == "a"}

        assert len(ids) == len(set(ids))
        within = {t for t in targets if not t.startswith("nit-")}
        assert within <= set(ids)


def test_the_header_says_what_the_law_asks_for() -> None:
    text = "".join(parsed(report()).text)

    for words in (
        "hạn chế phổ biến",
        "UBND tỉnh Mẫu",
        "Trung tâm đánh giá Mẫu",
        "Độc lập với đơn vị vận hành",
        "2026-Q4",
        "12/QĐ-MAU, 04/03/2025",
        "chưa có quyết định",
        "TCVN 14423:2026",
        "45/CV-MAU",
        "không phải chỉ số chính thức",
    ):
        assert words in text


def test_a_missing_or_expired_permission_is_a_warning() -> None:
    assert "Hết hiệu lực ngày 02/01/2026" in report("xa-mau-1")
    assert "Chưa ghi nhận: cần văn bản cho phép" in report("xa-mau-2")


def test_digests_policy_and_key_are_printed() -> None:
    html = report()

    assert html.count(sample.SHA) >= 3
    assert sample.scan().key in html
    assert "four-layer 2026.11" in html


def test_scores_on_the_page_equal_those_of_the_document() -> None:
    rows = sample.waived(sample.results())
    text = "".join(parsed(report()).text)

    for score in sample.province(rows)["scores"]:
        if score["unit"] == "so-mau" and score["low"] is not None:
            assert f"{score['low']:.1f}".replace(".", ",") in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_word_of_the_other_language_is_left(lang: str) -> None:
    text = "".join(parsed(report("so-mau", lang)).text)
    foreign = {"vi": "Findings", "en": "Phát hiện"}[lang]

    assert foreign not in text


def test_a_clause_never_stands_without_its_standard() -> None:
    for clauses in re.findall(r'<p class="clauses">(.*?)</p>', report(), re.DOTALL):
        for clause in re.findall(r"<span>(.*?)</span>", clauses):
            assert not re.match(r"[0-9]", clause)


def hostile_rows(text: str) -> list[Result]:
    return [
        replace(
            r,
            verdict=replace(r.verdict, actual=text, expected=text, items=(text,)),
            message=Text(text, text),
            refs={"tcvn14423": text, "law": [text]},
            evidence=((text, sample.SHA),),
        )
        for r in sample.results()
    ]


def hostile_extras(text: str) -> Extras:
    said = Text(text, text)
    words = ControlWords(
        title=said, rationale=said, remediation=said, undo=said, commands={"any": text}
    )
    return replace(
        sample.extras(),
        headers={"so-mau": Header(kind=text, owner=text, operator=text, assessor=text)},
        controls=dict.fromkeys(sample.CONTROLS, words),
        rules={},
        evidence=lambda _digest: text,
    )


def hostile_hosts(text: str) -> list[HostReport]:
    return [replace(h, detail=text, os_id=text) for h in sample.hosts()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text: str) -> None:
    units = [
        UnitInfo(id=u.id, name=text, systems=u.systems, formerly=(text,))
        for u in sample.UNITS
    ]
    document = sample.province(
        hostile_rows(text), reports=hostile_hosts(text), units=units
    )
    extras = hostile_extras(text)
    harmless = {t for t, _ in parsed(report()).tags}

    html = render_unit(unit_view(document, "so-mau", extras))
    hrefs = {u.id: "unit-x.html" for u in units}
    top = render_index(index_view(document, extras, hrefs, text))

    for shown in (html, top):
        page = parsed(shown)
        assert page.open == []
        assert {t for t, _ in page.tags} <= harmless
        for _, attributes in page.tags:
            assert not any(n.startswith("on") for n in attributes)
        assert not re.search("[\u202e\u200b\x00\x1b]", shown)
        assert "1337" not in shown


def test_megabytes_from_a_host_do_not_make_a_large_page() -> None:
    text = "x" * 1_000_000
    document = sample.province(hostile_rows(text), reports=hostile_hosts(text))

    html = render_unit(unit_view(document, "so-mau", hostile_extras(text)))

    assert len(html) < 500_000


def test_a_large_report_stays_small_and_is_made_fast() -> None:
    systems = sample.UNITS[0].systems
    template = next(r for r in sample.results() if r.status is Status.FAIL)
    rows = [
        replace(
            template,
            system="cong-dvc",
            host=f"may-chu-{host:02}",
            rule=f"rule-number-{rule}.setting",
            control=f"l1-control-{rule % 40}",
            layer=rule % 4 + 1,
            evidence=(("sshd.effective", f"{host:064x}"),),
        )
        for rule in range(50)
        for host in range(40)
    ]
    text = "\n".join(f"some-option-{n} some value of it" for n in range(200))
    extras = replace(sample.extras(rows), evidence=lambda d: f"{text}\n{d}")
    document = sample.province(
        rows, units=[UnitInfo(id="so-mau", name="Sở Mẫu", systems=systems)]
    )

    start = perf_counter()
    html = render_unit(unit_view(document, "so-mau", extras))

    assert len(html.encode()) < 3_000_000
    assert perf_counter() - start < 10


def test_a_template_of_a_workspace_cannot_reach_out_of_its_sandbox() -> None:
    source = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    made = environment(DictLoader({"a.html": source}), "vi", "UTC")

    with pytest.raises(SecurityError):
        made.get_template("a.html").render()


def test_a_name_that_does_not_exist_is_an_error() -> None:
    made = environment(DictLoader({"a.html": "{{ view.nothing }}"}), "vi", "UTC")

    with pytest.raises(UndefinedError):
        made.get_template("a.html").render(view=object())


def test_a_string_in_the_style_sheet_cannot_end_it() -> None:
    assert css_string('"</style>\\') == '"\\22 \\3c \\2f style\\3e \\5c "'
