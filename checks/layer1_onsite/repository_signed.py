"""No source of packages may be exempt from the check of signatures.

A mirror, or whoever stands between, could hand out any program otherwise.
"""

from audit4.api import (
    PACKAGE_SOURCES,
    Check,
    Exempt,
    PackageSources,
    Verdict,
    judged_all,
    not_applicable,
)

_NO = frozenset({"0", "no", "false", "off"})
_YES = frozenset({"1", "yes", "true", "on"})


def evaluate(sources: PackageSources) -> Verdict:
    """Fail for each enabled source that is trusted without a signature."""
    if not sources.repositories:
        return not_applicable(Exempt.NOT_USED)
    wrong = [
        f"{repository.path}: {repository.name}"
        for repository in sources.repositories
        if repository.options.get("gpgcheck", "").lower() in _NO
        or repository.options.get("trusted", "") in _YES
    ]
    return judged_all(
        wrong, expected="signed", actual=f"{len(sources.repositories)} ok"
    )


CHECK = Check(facts={"sources": PACKAGE_SOURCES}, evaluate=evaluate)
