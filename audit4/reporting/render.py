"""Render views to HTML: one file each, which asks nothing of any network."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any

from babel.support import Translations
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    select_autoescape,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from audit4.reporting import words
from audit4.reporting.overlay import located
from audit4.reporting.province import IndexView
from audit4.reporting.view import UnitView


def render_unit(view: UnitView, own: Path | None = None) -> str:
    """The report of a unit; a folder of one's `own` templates goes before the shipped.

    Raises:
        Audit4Error: one of these is wrong, at file:line.
    """
    return _render("unit.html", view, own)


def render_index(view: IndexView, own: Path | None = None) -> str:
    """The index of a province; `own` and what is raised as for a unit."""
    return _render("index.html", view, own)


def _render(template: str, view: UnitView | IndexView, own: Path | None) -> str:
    if own is None or not own.is_dir():
        shipped = _environment(view.lang, view.timezone, None)
        return shipped.get_template(template).render(view=view, lang=view.lang)
    with located(own):
        theirs = _environment(view.lang, view.timezone, own)
        return theirs.get_template(template).render(view=view, lang=view.lang)


@lru_cache(maxsize=8)
def _environment(lang: str, zone: str, own: Path | None) -> Environment:
    shipped = PackageLoader("audit4", "reports")
    if own is None:
        return environment(shipped, lang, zone, trusted=True)
    # A template may extend the shipped one of its own name.
    both = ChoiceLoader(
        [FileSystemLoader(own), shipped, PrefixLoader({"audit4": shipped})]
    )
    made = environment(both, lang, zone)
    made.globals["asset"] = partial(asset, own=own)
    return made


def environment(
    loader: BaseLoader, lang: str, zone: str, *, trusted: bool = False
) -> Environment:
    """Templates with the words, filters and assets that reports use.

    Sandboxed, since a workspace may bring templates of its own; only the shipped
    ones alone are `trusted`, and are done in two thirds of the time.
    """
    made = (Environment if trusted else Sandbox)(
        loader=loader,
        autoescape=select_autoescape(("html",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    catalogue = words.translations(lang)
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # comes with the i18n extension
    made.globals["_"] = made.globals["gettext"] = _saying(catalogue)
    made.filters.update(
        number=partial(words.number, lang=lang),
        percent=partial(words.percent, lang=lang),
        day=partial(words.day, lang=lang, zone=zone),
        time=partial(words.time, lang=lang, zone=zone),
        code=code,
        css_string=css_string,
        csp_hash=csp_hash,
    )
    made.globals["words"] = words.VOCABULARY
    made.globals["asset"] = asset
    return made


def _saying(catalogue: Translations) -> Callable[..., Markup]:
    """Jinja's newstyle gettext for templates that always escape.

    The same few hundred words stand thousands of times in a page; theirs asks the
    catalogue for each.
    """

    @lru_cache(maxsize=4096)
    def plain(message: str) -> Markup:
        return said(message, {})

    def said(message: str, variables: Mapping[str, object]) -> Markup:
        # A message is the translator's; Markup escapes what it is filled with.
        return Markup(catalogue.gettext(message)) % variables  # noqa: S704

    def gettext(message: str, /, **variables: object) -> Markup:
        return said(message, variables) if variables else plain(message)

    return gettext


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, with a short way to the fields of a view.

    A field of a dataclass or named tuple whose name does not begin with an
    underscore is safe by the sandbox's own rules; asking them for each field takes
    half of the time.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - its signature
        """What a template gets for `obj.attribute`."""
        if attribute[:1] != "_" and _is_record(type(obj)):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def _is_record(kind: type) -> bool:
    return hasattr(kind, "__dataclass_fields__") or hasattr(kind, "_fields")


@lru_cache(maxsize=8)
def asset(name: str, own: Path | None = None) -> Markup:
    """A style sheet or script, to be put into the page: one's own, else the shipped."""
    theirs = own / PurePath(name).name if own else None
    if theirs and theirs.is_file():
        text = theirs.read_text("utf-8")
    else:
        text = (files("audit4.reports") / name).read_text("utf-8")
    # Of audit4 or of the workspace: nothing in it comes from a host.
    return Markup(text)  # noqa: S704


def code(text: str) -> Markup:
    """A message with what stands between backticks set as code."""
    parts = str(Markup.escape(text)).split("`")
    marked = (f"<code>{p}</code>" if n % 2 else p for n, p in enumerate(parts))
    return Markup("".join(marked))  # noqa: S704 - escaped above


def css_string(text: str) -> Markup:
    r"""A string for a style sheet: every character but letters and digits as `\HEX`."""
    escaped = re.sub(r"[^\w]|_", lambda c: f"\\{ord(c[0]):x} ", text)
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing is left that could end it


def csp_hash(text: str) -> str:
    """The source expression that lets exactly this inline text through."""
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
