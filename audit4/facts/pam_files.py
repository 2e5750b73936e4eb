"""The lines of PAM's service files, and of the files that modules read beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Release = tuple[int, ...]
FACILITIES = ("auth", "account", "password", "session")


@dataclass(frozen=True, slots=True, kw_only=True)
class PamLine:
    """One line of a service file; `control` is `@include` for that directive."""

    facility: str
    control: str
    target: str
    args: tuple[str, ...]


def parse_service(text: str) -> tuple[PamLine, ...]:
    """The lines of one file of pam.d; those that libpam would refuse are left out."""
    found = (_line(x) for x in text.replace("\\\n", " ").splitlines())
    return tuple(line for line in found if line)


def _line(text: str) -> PamLine | None:
    bare = text.split("#", 1)[0].strip()
    if bare.startswith("@include"):
        words = bare.split()
        return PamLine(facility="@", control="@include", target=words[-1], args=())
    facility, rest = _first_word(bare)
    facility = facility.lstrip("-").lower()
    if facility not in FACILITIES or not rest:
        return None
    if rest.startswith("["):
        control, closed, rest = rest.partition("]")
        if not closed:
            return None
    else:
        control, rest = _first_word(rest)
        control = control.lower()
    words = _arguments(rest)
    if not words:
        return None
    return PamLine(
        facility=facility, control=control, target=words[0], args=tuple(words[1:])
    )


def _first_word(text: str) -> tuple[str, str]:
    words = text.split(None, 1)
    return (words[0], words[1]) if len(words) > 1 else (text, "")


def _arguments(text: str) -> list[str]:
    # `[…]` holds one argument that may have blanks, as pam.conf(5) says.
    words: list[str] = []
    rest = text.strip()
    while rest:
        if rest.startswith("["):
            word, _, rest = rest[1:].partition("]")
        else:
            word, rest = _first_word(rest)
        words.append(word)
        rest = rest.strip()
    return words


def parse_conf(text: str) -> Mapping[str, str]:
    """Keys of a `name = value` file of /etc/security; bare words have `""`."""
    lines = (x.split("#", 1)[0].partition("=") for x in text.splitlines())
    return {k.strip(): v.strip() for k, _, v in lines if k.strip()}


def release_of(version: str | None) -> Release | None:
    """The numbers of a package's version: `1:1.4.0-3+b1` is (1, 4, 0)."""
    found = re.match(r"(?:\d+:)?(\d{1,9}(?:\.\d{1,9})*)", version or "")
    return tuple(int(n) for n in found[1].split(".")) if found else None
