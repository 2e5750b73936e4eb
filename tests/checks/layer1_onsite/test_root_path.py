from collections.abc import Mapping

import pytest

from audit4.evidence import Item, ItemStatus, Reason
from audit4.facts import root_path
from audit4.finding import Status, Verdict
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import ABSENT, Host, defs_host, startup_host

CHECK = "layer1_onsite.root_path"
GOOD = "755 0 directory\n"
FOLDERS = {"/usr/sbin": GOOD, "/usr/bin": GOOD, "/root/bin": "", "/opt/x/bin": GOOD}


def host(
    profile: str = "", folders: Mapping[str, str] | None = None, supath: str = ""
) -> Host:
    items = [
        Item(
            probe=root_path.FOLDERS.id,
            name=path,
            status=ItemStatus.OK if text else ItemStatus.FAILED,
            content=text,
            exit=0 if text else 1,
        )
        for path, text in {**FOLDERS, **(folders or {})}.items()
    ]
    supath = f"ENV_SUPATH PATH={supath}\n" if supath else ""
    return {
        **startup_host(profile=profile),
        **defs_host(f"UID_MIN 1000\n{supath}"),
        root_path.ENVIRONMENT: ABSENT,
        root_path.FOLDERS: items,
    }


def judged(each: str, seen: Host) -> Verdict:
    return judge(CHECK, evidence(seen), each=each)


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("/usr/sbin:/usr/bin", ()),
        ("/usr/sbin:.:/usr/bin", ("/etc/profile: PATH=.",)),
        ("/usr/sbin:", ("/etc/profile: PATH=::",)),
        ("/usr/sbin::/usr/bin", ("/etc/profile: PATH=::",)),
        ("$PATH:tools", ("/etc/profile: PATH=tools",)),
        ("$PATH:/usr/bin", ()),
        ("/usr/bin${PATH:+:${PATH}}", ()),
    ],
)
def test_an_entry_that_depends_on_where_root_stands_fails(
    value: str, items: tuple[str, ...]
) -> None:
    quoted = host(f'export PATH="{value}"\n')

    assert judged("absolute", host(f"PATH={value}\n")).items == items
    assert judged("absolute", quoted).items == items


def test_login_defs_gives_root_its_path_as_well() -> None:
    assert judged("absolute", host(supath="/usr/sbin:.")).items == (
        "/etc/login.defs: PATH=.",
    )


@pytest.mark.parametrize(
    ("folder", "status"),
    [
        (GOOD, Status.PASS),
        ("775 0 directory\n", Status.FAIL),
        ("757 0 directory\n", Status.FAIL),
        ("755 1000 directory\n", Status.FAIL),
        ("1777 0 directory\n", Status.FAIL),
        ("", Status.PASS),
    ],
)
def test_a_folder_that_others_may_write_fails(folder: str, status: Status) -> None:
    seen = host("PATH=/usr/bin:/opt/x/bin\n", {"/opt/x/bin": folder})

    assert judged("root-only", seen).status is status


@pytest.mark.parametrize(
    ("folder", "status"),
    [(GOOD, Status.PASS), ("", Status.FAIL), ("644 0 regular file\n", Status.FAIL)],
)
def test_an_entry_that_is_no_folder_fails(folder: str, status: Status) -> None:
    seen = host("PATH=/usr/bin:/opt/x/bin\n", {"/opt/x/bin": folder})

    assert judged("folder", seen).status is status


def test_names_that_files_set_are_filled_in() -> None:
    seen = host("X_HOME=/opt/x\nexport PATH=$PATH:$X_HOME/bin:$HOME/bin\n")

    assert judged("root-only", seen).actual == "/opt/x/bin:/root/bin"


def test_pathmunge_of_red_hat_is_followed() -> None:
    seen = host("pathmunge () {\n PATH=$1:$PATH\n}\npathmunge /usr/sbin after\n")

    assert judged("absolute", seen).actual == "/usr/sbin"


def test_what_is_computed_or_was_not_looked_at_is_unknown() -> None:
    computed = judged("absolute", host("PATH=$(tools):/usr/bin\n"))
    strange = judged("absolute", host("PATH=/nosuch/bin\n"))
    broken = judged("absolute", host("PATH=/usr/bin\n", {"/usr/bin": "what\n"}))

    assert (computed.status, computed.reason) == (Status.UNKNOWN, Reason.UNPARSEABLE)
    assert strange.reason is Reason.NOT_COLLECTED
    assert broken.reason is Reason.UNPARSEABLE


def test_without_root_it_is_unknown() -> None:
    seen = evidence(host(), privileged=False)

    assert judge(CHECK, seen, each="absolute").reason is Reason.PERMISSION
