from pathlib import Path

import pytest

from audit4.errors import Audit4Error
from audit4.reporting import index_view, render_index, render_unit, unit_view
from tests.unit.reporting import sample


def rendered(folder: Path, **templates: str) -> str:
    for name, text in templates.items():
        path = folder / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
    view = unit_view(sample.province(), "so-mau", sample.extras())
    return render_unit(view, folder)


def test_a_part_of_the_workspace_stands_in_place_of_the_shipped(tmp_path: Path) -> None:
    html = rendered(tmp_path, parts__cover="<h1>{{ view.name }} – Mẫu riêng</h1>")

    assert "<h1>Sở Mẫu – Mẫu riêng</h1>" in html
    assert 'id="findings"' in html


def test_a_template_may_extend_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    own = '{% extends "audit4/unit.html" %}{% block title %}Riêng{% endblock %}'

    html = rendered(tmp_path, unit=own)

    assert "<title>Riêng</title>" in html
    assert 'id="findings"' in html


def test_the_index_takes_the_templates_of_the_workspace_too(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("{{ view.units|length }} – {{ view.title }}")
    hrefs = {u.id: "x.html" for u in sample.UNITS}
    view = index_view(sample.province(), sample.extras(), hrefs, "<b>")

    assert render_index(view, tmp_path) == "3 – &lt;b&gt;"


def test_a_style_sheet_of_the_workspace_is_let_in_by_the_policy(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("body { color: #123456 }")

    assert "body { color: #123456 }" in rendered(tmp_path)


def test_words_of_a_host_are_escaped_in_any_template(tmp_path: Path) -> None:
    html = rendered(tmp_path, unit="{{ '<script>' }}{{ view.name|upper }}")

    assert html == "&lt;script&gt;SỞ MẪU"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("<p>\n{{ view.nothing }}</p>", 2, "no attribute 'nothing'"),
        ("{% if view %}\n\n", 1, "endif"),
        ("\n\n{{ view.name.__class__.__mro__ }}", 3, "unsafe"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("\n{% include 'keiner.html' %}", 2, "no template `keiner.html`"),
        ("{% for n in range(10000000) %}{% endfor %}", 1, "Range too big"),
        ("\n{{ view.name + 1 }}", 2, "can only concatenate"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    with pytest.raises(Audit4Error) as caught:
        rendered(tmp_path, unit=text)

    said = str(caught.value)
    assert said.startswith(f"{tmp_path / 'unit.html'}:{line}: ")
    assert says in said
    assert "\n" not in said


def test_what_an_included_part_does_wrong_is_said_of_the_part(tmp_path: Path) -> None:
    with pytest.raises(Audit4Error, match=r"parts/cover\.html:2: "):
        rendered(tmp_path, parts__cover="\n{{ view.unheard_of }}")
