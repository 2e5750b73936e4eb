from audit4.evidence import Setting
from audit4.finding import Status
from audit4.testing import evidence, judge

CHECK = "layer1_onsite.own_identity"


def test_passes_while_nobody_else_has_the_identity() -> None:
    verdict = judge(CHECK, evidence({}, setting=Setting(subject="u/s/web01")))

    assert verdict.status is Status.PASS


def test_names_the_hosts_that_share_it() -> None:
    setting = Setting(subject="u/s/web01", twins=("u/s/web02", "v/s/db"))

    verdict = judge(CHECK, evidence({}, setting=setting))

    assert verdict.status is Status.FAIL
    assert verdict.items == ("u/s/web02", "v/s/db")


def test_needs_no_evidence_and_no_root() -> None:
    verdict = judge(CHECK, evidence({}, privileged=False))

    assert verdict.status is Status.PASS
