import pytest

from audit4.evidence import ItemStatus, Reason, Undetermined
from audit4.facts import aide
from audit4.facts.aide import AIDE, Aide
from audit4.testing import evidence
from tests.monitored import captured, stat

CIS = {"p", "i", "n", "u", "g", "s", "b", "acl", "xattrs", "sha512"}
AUDITCTL = "/usr/sbin/auditctl"


def read(text: str, *files: str) -> Aide:
    stats = dict.fromkeys(files, stat())
    return evidence({aide.CONFIG: text, aide.FILES: stats}).fact(AIDE)


def test_debians_own_configuration_compares_all_programs_in_full() -> None:
    found = read(captured("debian12", "aide.config"))

    assert found.attributes(AUDITCTL) >= CIS  # type: ignore[operator]
    assert found.databases == ("/var/lib/aide/aide.db",)


# Each agrees with what `aide --path-check` of AIDE 0.18 says of such a text.
@pytest.mark.parametrize(
    ("text", "path", "attributes"),
    [
        ("/usr/sbin R\n/usr/sbin/auditctl p+u\n", AUDITCTL, {"p", "u"}),
        ("/usr/sbin$ R\n/usr/s L\n/usr/sbin/au.* p+u\n", AUDITCTL, {"p", "u"}),
        ("=/usr/sbin/auditctl$ p\n/usr/sbin/au u\n", AUDITCTL, {"p"}),
        ("/usr/sbin/aug(en|x)rules$ f E+p\n", "/usr/sbin/augenrules", {"p"}),
        ("!/usr/sbin/auditctl$\n/usr/sbin R\n", AUDITCTL, None),
        ("!/usr/sbin/auditctl$ d\n/usr/sbin/auditctl p\n", AUDITCTL, {"p"}),
        ("/usr/sbin/auditctl d p\n", AUDITCTL, None),
        ("Own = p+u+g-u\n/usr Own\n", AUDITCTL, {"p", "g"}),
        ("/usr Own\nOwn = p\n", AUDITCTL, {"p"}),
        ("@@define TOP /usr\n@@{TOP}/sbin p\n", AUDITCTL, {"p"}),
        ("/ 0 p\n", AUDITCTL, {"p"}),
        ("/srv p\n", AUDITCTL, None),
    ],
)
def test_a_path_is_compared_as_its_nearest_rule_says(
    text: str, path: str, attributes: set[str] | None
) -> None:
    assert read(text).attributes(path) == attributes


@pytest.mark.parametrize(
    ("text", "databases"),
    [
        ("database_in=file:/srv/a.db\n", ("/srv/a.db",)),
        (
            "@@define DBDIR /var/lib/aide\ndatabase=file:@@{DBDIR}/a.gz\n",
            ("/var/lib/aide/a.gz",),
        ),
        ("database_out=file:/srv/new.db\n", aide.DEFAULT_DATABASES),
        ("", aide.DEFAULT_DATABASES),
    ],
)
def test_the_database_is_the_one_that_is_read(
    text: str, databases: tuple[str, ...]
) -> None:
    assert read(text).databases == databases


def test_a_tool_is_named_once_on_a_merged_usr() -> None:
    both = read("", "/sbin/auditctl", "/usr/sbin/auditctl", "/sbin/ausearch")

    assert both.audit_tools == ("/usr/sbin/auditctl", "/sbin/ausearch")


def test_debians_daily_run_can_be_switched_off() -> None:
    assert read("").daily
    assert not read('CRON_DAILY_RUN="no"\n').daily


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("/usr/sbin/(a+)+$", Reason.UNSUPPORTED),
        ("/usr/sbin/.*.*.*.*.*x", Reason.UNSUPPORTED),
        ("/usr/sbin/(", Reason.UNPARSEABLE),
        ("/usr/sbin/[[:other:]]", Reason.UNPARSEABLE),
    ],
)
def test_a_pattern_that_cannot_be_tried_is_undetermined(
    pattern: str, reason: Reason
) -> None:
    with pytest.raises(Undetermined) as why:
        read(f"{pattern} p\n").attributes(AUDITCTL)

    assert why.value.reason is reason


@pytest.mark.parametrize(
    "text", ["\x00", "/" * 50_000, "a = " + "b+" * 20_000, "@@define a @@{a}\n/@@{a}"]
)
def test_hostile_text_never_crashes(text: str) -> None:
    assert read(text).attributes("/etc/shadow") is None


def test_what_was_not_read_is_undetermined() -> None:
    with pytest.raises(Undetermined) as why:
        evidence({aide.CONFIG: ItemStatus.TIMEOUT, aide.FILES: {}}).fact(AIDE)

    assert why.value.reason is Reason.TIMEOUT


def test_lines_that_nobody_asked_for_are_no_answer() -> None:
    with pytest.raises(Undetermined, match="grep"):
        read("/usr/sbin/auditctl p\nterminated by signal 9\n")
