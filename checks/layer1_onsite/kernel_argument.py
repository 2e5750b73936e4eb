"""The kernel must be started with some arguments, and without others.

Judged on the running kernel and on every entry that can be booted, so that neither
a change without a reboot nor an old entry hides. Where GRUB's defaults are kept,
they count too: the next kernel gets its entry from them.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from audit4.api import (
    BOOT,
    MACHINE,
    Boot,
    Check,
    Exempt,
    Machine,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(
    boot: Boot,
    machine: Machine,
    *,
    wanted: Collection[str] = (),
    barred: Collection[str] = (),
    at_least: Mapping[str, int] | None = None,
) -> Verdict:
    """Fail for each place with an argument too few or too many.

    `at_least` are the smallest numbers that arguments may have.
    """
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    places = [("running", boot.running)]
    places += [(entry.path, entry.words) for entry in boot.entries]
    if boot.defaults is not None and boot.grub:
        places.append(("/etc/default/grub", boot.defaults))
    wrong = dict.fromkeys(
        f"{place}: {what}"
        for place, words in places
        for what in (*_wrong(words, wanted, barred), *_small(words, at_least or {}))
    )
    least = (f"{name}>={number}" for name, number in (at_least or {}).items())
    expected = " ".join((*wanted, *(f"!{word}" for word in barred), *least))
    return judged_all(wrong, expected=expected, actual=f"{len(places)} ok")


def _wrong(
    words: Collection[str], wanted: Collection[str], barred: Collection[str]
) -> Iterable[str]:
    # Of an argument that is given twice the kernel takes the last one.
    last = {word.partition("=")[0]: word for word in words}
    for word in wanted:
        if last.get(word.partition("=")[0]) != word:
            yield f"no {word}"
    for word in barred:
        if last.get(word.partition("=")[0]) == word:
            yield word


def _small(words: Collection[str], at_least: Mapping[str, int]) -> Iterable[str]:
    values = dict(word.partition("=")[::2] for word in words)
    for name, number in at_least.items():
        told = values.get(name, "")
        if not re.fullmatch(r"\d{1,9}", told, re.ASCII) or int(told) < number:
            yield f"no {name}>={number}"


CHECK = Check(facts={"boot": BOOT, "machine": MACHINE}, evaluate=evaluate)
