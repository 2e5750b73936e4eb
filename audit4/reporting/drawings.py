"""Inline drawings made to stand alone: symbols put in, style as attributes.

A browser draws `<use>` of another drawing's symbol and colours shapes by the page's
style sheet; WeasyPrint does neither.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    {
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-linecap"),
        *("stroke-linejoin", "stroke-dasharray", "opacity", "font-size"),
        *("font-weight", "text-anchor", "color"),
    }
)
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_ELSEWHERE = re.compile(r"url\(#([\w-]+)\)")
# What elements deep within shapes would inherit without end.
_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """The page's rules for shapes, and the variables as they are in print."""

    rules: cssselect2.Matcher
    variables: Mapping[str, str]

    def of(self, element: cssselect2.ElementWrapper) -> Mapping[str, str]:
        """What the rules say of an element, the strongest last."""
        said: dict[str, str] = {}
        for *_, declared in sorted(self.rules.match(element), key=lambda m: m[:2]):
            said |= declared
        return {name: self._plain(value) for name, value in said.items()}

    def _plain(self, value: str) -> str:
        for _ in range(_DEPTH):
            if "var(" not in value:
                break
            value = _VARIABLE.sub(lambda m: self.variables.get(m[1], "none"), value)
        return value


def prepare(root: Element) -> None:
    """Make every drawing of a page stand alone, in place."""
    named = {e.get("id", ""): e for e in root.iter() if e.get("id")}
    for drawing in list(root.iter(f"{_SVG}svg")):
        _put_in(drawing, named)
    style = _style("".join(e.text or "" for e in root.iter() if _is(e, "style")))
    top = cssselect2.ElementWrapper.from_html_root(root)
    for element in top.iter_subtree():
        if element.etree_element.tag == f"{_SVG}svg":
            _colour(element, style)
            _bring(element.etree_element, named)


def _is(element: Element, name: str) -> bool:
    # A comment's tag is a function.
    return str(element.tag).rpartition("}")[2] == name


def _put_in(drawing: Element, named: Mapping[str, Element]) -> None:
    """Symbols in the place of their uses; a lone one gives the drawing its box."""
    for use in drawing.findall(f"{_SVG}use"):
        symbol = named.get((use.get("href") or "").removeprefix("#"))
        if symbol is None:
            continue
        drawing.remove(use)
        drawing.extend(deepcopy(list(symbol)))
        if not drawing.get("viewBox"):
            drawing.set("viewBox", symbol.get("viewBox", ""))


def _colour(drawing: cssselect2.ElementWrapper, style: _Style) -> None:
    # `currentColor` is that of the text around, which the drawing does not know.
    around = (style.of(e).get("color") for e in (drawing, *_parents(drawing)))
    colour = next((c for c in around if c and c != "inherit"), "#111")
    for element in drawing.iter_subtree():
        for name, value in style.of(element).items():
            if name != "color":
                element.etree_element.set(name, value)
    for shape in drawing.etree_element.iter():
        for name in ("fill", "stroke"):
            if shape.get(name, "").lower() == "currentcolor":
                shape.set(name, colour)


def _parents(
    element: cssselect2.ElementWrapper,
) -> Iterator[cssselect2.ElementWrapper]:
    while (parent := element.parent) is not None:
        yield parent
        element = parent


def _bring(drawing: Element, named: Mapping[str, Element]) -> None:
    """Patterns of other drawings that this one fills shapes with."""
    own = {e.get("id") for e in drawing.iter()}
    wanted = {
        m[1]
        for e in drawing.iter()
        for m in _ELSEWHERE.finditer(f"{e.get('fill', '')} {e.get('stroke', '')}")
    }
    for name in sorted(wanted - own):
        if name in named:
            drawing.insert(0, deepcopy(named[name]))


def _style(text: str) -> _Style:
    rules = cssselect2.Matcher()
    variables: dict[str, str] = {}
    for rule in _rules(tinycss2.parse_stylesheet(text, True, True)):  # noqa: FBT003
        declared = _declared(rule)
        variables |= {n: v for n, v in declared.items() if n.startswith("--")}
        drawn = {n: v for n, v in declared.items() if n in _DRAWN}
        if drawn:
            _add(rules, rule, drawn)
    return _Style(rules=rules, variables=variables)


def _add(
    rules: cssselect2.Matcher, rule: QualifiedRule, drawn: Mapping[str, str]
) -> None:
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except cssselect2.SelectorError:
        return  # of browsers alone
    for selector in selectors:
        rules.add_selector(selector, drawn)


def _rules(nodes: Iterable[Node]) -> Iterator[QualifiedRule]:
    """Rules that hold in print, in their order."""
    for node in nodes:
        if isinstance(node, QualifiedRule):
            yield node
        elif isinstance(node, AtRule) and _is_print(node):
            yield from _rules(tinycss2.parse_rule_list(node.content, True, True))  # noqa: FBT003


def _is_print(rule: AtRule) -> bool:
    media = tinycss2.serialize(rule.prelude).strip()
    return bool(rule.lower_at_keyword == "media" and media == "print")


def _declared(rule: QualifiedRule) -> dict[str, str]:
    found = tinycss2.parse_blocks_contents(rule.content)
    return {
        d.lower_name: tinycss2.serialize(d.value).strip()
        for d in found
        if isinstance(d, Declaration)
    }
