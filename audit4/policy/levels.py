"""Security levels 1 to 5, and the expressions that choose some of them."""

import re

LEVELS = frozenset(range(1, 6))
_TERM = re.compile(r"(>=|<=|>|<|=)?\s*([1-5])\Z")
_RANGE = re.compile(r"([1-5])\s*-\s*([1-5])\Z")


def levels_of(expression: str | int) -> frozenset[int]:
    """The levels that an expression means: `>=2`, `=5`, `<3`, `2-4` or `1,3`.

    Raises:
        ValueError: it is none of these, or it can never hold.
    """
    found: frozenset[int] = frozenset()
    for term in str(expression).split(","):
        found |= _term(term.strip())
    return found


def _term(term: str) -> frozenset[int]:
    if span := _RANGE.match(term):
        chosen = set(range(int(span[1]), int(span[2]) + 1))
    elif one := _TERM.match(term):
        chosen = _compared(one[1] or "=", int(one[2]))
    else:
        raise ValueError(f"`{term}` is no level expression such as >=2, =5, <3 or 2-4")
    if not chosen:
        raise ValueError(f"`{term}` holds for no level from 1 to 5")
    return frozenset(chosen)


def _compared(operator: str, level: int) -> set[int]:
    match operator:
        case ">=":
            return {n for n in LEVELS if n >= level}
        case "<=":
            return {n for n in LEVELS if n <= level}
        case ">":
            return {n for n in LEVELS if n > level}
        case "<":
            return {n for n in LEVELS if n < level}
        case _:
            return {level}
