"""Options of the package manager must have a value that the policy allows.

apt's as it takes them from all its drop-ins, dnf's and yum's from `[main]`.
"""

from collections.abc import Collection, Mapping

from audit4.api import (
    PACKAGE_SOURCES,
    Check,
    PackageSources,
    Verdict,
    judged_all,
)


def evaluate(
    sources: PackageSources,
    *,
    options: Mapping[str, str],
    allowed: Collection[str],
) -> Verdict:
    """Fail for each other value; `options` are names with the manager's defaults."""
    values = {o: sources.options.get(o) or usual for o, usual in options.items()}
    return judged_all(
        [f"{o} {value}" for o, value in values.items() if value.lower() not in allowed],
        expected=f"{', '.join(options)}: {' | '.join(allowed)}",
        actual=", ".join(f"{option} {value}" for option, value in values.items()),
    )


CHECK = Check(facts={"sources": PACKAGE_SOURCES}, evaluate=evaluate)
