"""The words of a shell script, as far as they can be told without running it."""

import re
from collections.abc import Iterator

OPENS = frozenset({"if", "for", "while", "until", "case", "select", "function"})
CLOSES = frozenset({"fi", "done", "esac", "}"})


def commands(text: str) -> Iterator[list[str]]:
    """The words of each simple command, comments left out; quotes are not told."""
    bare = re.sub(r"(^|\s)#.*", r"\1", text.replace("\\\n", " "), flags=re.MULTILINE)
    for command in re.split(r"[;\n]", bare):
        if words := command.split():
            yield words


def parts(words: list[str]) -> list[list[str]]:
    """The commands that `&&` and `||` join; all but the first may not be run."""
    found: list[list[str]] = [[]]
    for word in words:
        if word in ("&&", "||"):
            found.append([])
        else:
            found[-1].append(word)
    return found
