import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts.suid import UNUSUAL
from audit4.finding import Status, Verdict
from audit4.testing import judge, load_check
from tests.checks.system_literals import host

CHECK = "layer3_assessment.suid_programs"


def judged(seen: Evidence, which: str, **more: object) -> Verdict:
    Row = load_check(CHECK).parameters["known"].annotation.__args__[0]  # noqa: N806 - a class
    rows = (Row(path="/usr/bin/su"), Row(path="/usr/lib/*/utempter"))
    dangerous = ("bash", "python")
    return judge(CHECK, seen, judge=which, known=rows, dangerous=dangerous, **more)


@pytest.mark.parametrize(
    ("line", "unexpected", "dangerous"),
    [
        ("4755 0 0 f /usr/bin/su", Status.PASS, Status.PASS),
        ("4755 0 0 f /bin/su", Status.PASS, Status.PASS),
        ("2755 0 5 f /usr/lib/x86/utempter", Status.PASS, Status.PASS),
        ("4755 0 0 f /usr/local/bin/su", Status.FAIL, Status.PASS),
        ("4755 0 0 f /usr/bin/bash", Status.FAIL, Status.FAIL),
        ("4755 0 0 f /usr/bin/python3.11", Status.FAIL, Status.FAIL),
        ("4755 1000 0 f /home/lan/x", Status.FAIL, Status.FAIL),
        ("4777 0 0 f /usr/bin/su", Status.PASS, Status.FAIL),
        ("0666 0 0 f /srv/open", Status.PASS, Status.PASS),
    ],
)
def test_judges_each_program(line: str, unexpected: Status, dangerous: Status) -> None:
    seen = host({UNUSUAL: line + "\n"})

    assert judged(seen, "unexpected").status is unexpected
    assert judged(seen, "dangerous").status is dangerous


def test_an_allowed_program_is_no_finding() -> None:
    seen = host({UNUSUAL: "4755 0 0 f /opt/agent/run\n"})

    verdict = judged(seen, "unexpected", allowed=("/opt/agent/run",))

    assert verdict.status is Status.PASS


def test_an_escaped_name_is_shown_as_it_is() -> None:
    seen = host({UNUSUAL: "4755 0 0 f /opt/a\\012b\n"})

    assert judged(seen, "unexpected").items == ("/opt/a\nb 4755 uid 0 gid 0",)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (ItemStatus.TIMEOUT, Reason.TIMEOUT),
        (ItemStatus.TRUNCATED, Reason.TRUNCATED),
        ("find: error\n", Reason.UNPARSEABLE),
    ],
)
def test_a_search_that_did_not_end_is_unknown(
    raw: str | ItemStatus, reason: Reason
) -> None:
    assert judged(host({UNUSUAL: raw}), "unexpected").reason is reason


def test_without_root_it_is_unknown() -> None:
    seen = host(privileged=False)

    assert judged(seen, "unexpected").reason is Reason.PERMISSION
