"""AIDE must compare audit's own tools, in all that would show an exchange.

Whoever replaces ausearch or auditctl decides what an investigator sees. Where
another product watches files, or audit is not installed, nothing is asked.
"""

from collections.abc import Collection

from audit4.api import (
    AIDE,
    PACKAGES,
    Aide,
    Check,
    Exempt,
    Packages,
    Verdict,
    judged_all,
    not_applicable,
)


def evaluate(aide: Aide, packages: Packages, attributes: Collection[str]) -> Verdict:
    """Fail for each tool that is left out, or of which one attribute is."""
    if not packages.installed("aide") or not aide.audit_tools:
        return not_applicable(Exempt.NOT_INSTALLED)
    wrong = [
        f"{path}: -{'-'.join(sorted(missing))}" if compared else f"{path}: -"
        for path in aide.audit_tools
        if (missing := set(attributes) - ((compared := aide.attributes(path)) or set()))
    ]
    return judged_all(
        wrong, expected="+".join(attributes), actual=", ".join(aide.audit_tools)
    )


CHECK = Check(facts={"aide": AIDE, "packages": PACKAGES}, evaluate=evaluate)
