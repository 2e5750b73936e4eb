"""Text of hosts and files made fit to show: bounded, and nothing in it unseen.

HTML escaping is the template engine's work. Here goes what escaping leaves in:
control characters, marks that turn the reading direction, invisible characters,
towers of combining marks, and length.
"""

import re

FIELD = 600
LINE = 240

# C0 and C1 controls, soft hyphen, zero-width and direction marks, line separators,
# surrogates, byte-order mark, interlinear anchors, tag characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Vietnamese in decomposed form puts two marks on a letter.
_TOWER = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: object, limit: int = FIELD) -> str:
    """One line of at most `limit` characters and a mark that says how many more."""
    # Most of what a document holds: a large one has half a million such texts.
    if isinstance(text, str) and len(text) <= limit and _plain(text):
        return text
    return lines(text, limit).replace("\n", " ").replace("\t", " ")


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def lines(text: object, limit: int = FIELD) -> str:
    """The same, with line ends and tabs kept."""
    whole = text if isinstance(text, str) else str(text)
    shown = _UNSEEN.sub(_name, whole[:limit].replace("\r\n", "\n"))
    shown = _TOWER.sub(r"\1", shown)
    more = len(whole) - limit
    return f"{shown}… (+{more})" if more > 0 else shown


def _name(unseen: re.Match[str]) -> str:
    return f"[U+{ord(unseen[0]):04X}]"
