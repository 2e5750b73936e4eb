"""A banner must warn, and not say which system and release answers.

The release tells an attacker which flaws to try; a warning takes away the excuse
of not having known. Whether a text says the right thing is for people to judge:
here it must be a text.
"""

from audit4.api import (
    BANNERS,
    Banners,
    Check,
    Exempt,
    Verdict,
    failed,
    not_applicable,
    passed,
)

_LEAST_WORDS = 3


def evaluate(banners: Banners, path: str, *, warning: bool) -> Verdict:
    """Fail where the text names the system; with `warning` also where none is."""
    text = banners.text(path)
    expected = f"{path}: ≠ \\m \\r \\s \\v, {'warning' if warning else 'text'}"
    if not (text or "").strip():
        if warning:
            return failed(f"{path}: -", expected=expected, items=[f"{path}: -"])
        return not_applicable(Exempt.NOT_USED)
    if told := banners.tells(text or ""):
        items = [f"{path}: {word}" for word in told]
        return failed(items, expected=expected, items=items)
    words = banners.words(text or "")
    if warning and words < _LEAST_WORDS:
        shown = f"{path}: {words} words"
        return failed(shown, expected=expected, items=[shown])
    return passed(f"{path}: {words} words", expected=expected)


CHECK = Check(facts={"banners": BANNERS}, evaluate=evaluate)
