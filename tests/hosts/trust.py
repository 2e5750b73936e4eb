"""Count on how many states of a booted host each rule is tested: `make trust`.

What is counted are the verdicts that the truth tables, the breakages and the
scenarios of this folder foretell. All of them are asserted by the suite, so each
counted state was judged right wherever the suite is green.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from .scenarios import read

HERE = Path(__file__).parent
FILE = HERE.parents[1] / "policies/data/trust.yaml"
_HEAD = """\
# On how many states of booted hosts each rule is tested, by the verdict that is
# foretold. Written by `make trust`; a test keeps it from claiming more than there is.
as_of: {day}
source:
  - tests/hosts (truth tables, breakages, scenarios on Debian 11, 12 and 13)
rows:
"""


def states() -> dict[str, Counter[str]]:
    """Number of states by rule and foretold status."""
    found: dict[str, Counter[str]] = {}
    for rule, status in _told():
        found.setdefault(rule, Counter())[status] += 1
    return found


def _told() -> Iterator[tuple[str, str]]:
    for table in sorted((HERE / "truth").glob("*.yaml")):
        yield from _rows(yaml.safe_load(table.read_text(encoding="utf-8")))
    for breakage in yaml.safe_load((HERE / "breakages.yaml").read_text()):
        yield from _rows({r: after for r, (_, after) in breakage["flips"].items()})
    for scenario in read():
        yield from ((rule, status) for rule, (status, _) in scenario.expect.items())


def _rows(rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((rule, verdict.partition("/")[0]) for rule, verdict in rows.items())


def text(day: dt.date) -> str:
    """The data file."""
    lines = [
        f"  {rule}: {{{', '.join(f'{s}: {n}' for s, n in sorted(counts.items()))}}}\n"
        for rule, counts in sorted(states().items())
    ]
    return _HEAD.format(day=day) + "".join(lines)


if __name__ == "__main__":
    FILE.write_text(text(dt.datetime.now(tz=dt.UTC).date()), encoding="utf-8")
