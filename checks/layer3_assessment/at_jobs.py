"""Jobs that wait in at's queue must be known: they run once, and leave no trace.

Nothing regular on a server is left to at; a job that rewrites itself there
outlives every look at the crontabs.
"""

from audit4.api import CRON, Check, Cron, Verdict, judged_all


def evaluate(cron: Cron) -> Verdict:
    """Fail for each waiting job; names its file."""
    return judged_all(cron.at_jobs, expected="none", actual="none")


CHECK = Check(facts={"cron": CRON}, evaluate=evaluate)
