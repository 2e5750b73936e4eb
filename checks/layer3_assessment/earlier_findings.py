"""Findings of earlier rounds must not be open beyond their due date.

Assessing again and again is worth nothing where what was found stays as it is:
decree 331/2026/NĐ-CP articles 27.3.b and 28.5.c ask for weaknesses to be followed
until they are mended. Judged on the findings as they stood before this scan, so
that a scan never judges its own. An accepted risk is not overdue while its
acceptance lasts; a finding that can no longer be verified, or is disputed, is.
"""

from datetime import datetime

from audit4.api import (
    EARLIER,
    NOW,
    Check,
    EarlierFinding,
    Exempt,
    Text,
    Verdict,
    failed,
    not_applicable,
    passed,
)

SETTLED = frozenset({"resolved", "accepted", "closed", "out_of_scope"})


def evaluate(earlier: tuple[EarlierFinding, ...] | None, now: datetime) -> Verdict:
    """Fail for each open finding whose due date has passed."""
    if earlier is None:
        return not_applicable(Exempt.NO_EARLIER_ROUND)
    still = [f for f in earlier if f.state not in SETTLED]
    late = sorted({f.rule for f in still if f.due is not None and f.due < now})
    if not late:
        return passed(f"open {len(still)}, overdue 0", expected="overdue 0")
    return failed(
        f"open {len(still)}, overdue {len(late)}",
        expected="overdue 0",
        items=late,
        message=Text(
            f"Tồn tại của kỳ trước đã quá hạn khắc phục: {len(late)}",
            f"Earlier findings past their due date: {len(late)}",
        ),
    )


CHECK = Check(facts={"earlier": EARLIER, "now": NOW}, evaluate=evaluate)
