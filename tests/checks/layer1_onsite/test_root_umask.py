import pytest

from audit4.evidence import ItemStatus, Reason
from audit4.facts import startup
from audit4.finding import Status
from audit4.testing import evidence, judge
from tests.checks.layer1_onsite.literals import startup_host

CHECK = "layer1_onsite.root_umask"
READS = ". ~/.bashrc\n"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({}, Status.PASS),
        ({".bashrc": "# umask 022\n"}, Status.PASS),
        ({".bashrc": "umask 022\n"}, Status.FAIL),
        ({".bashrc": "umask 027\n"}, Status.PASS),
        ({".profile": "umask 022\n"}, Status.FAIL),
        ({".profile": "umask 022\n", ".bash_profile": ":\n"}, Status.PASS),
        ({".bash_profile": READS, ".bashrc": "umask 077\n"}, Status.PASS),
        (
            {".bash_profile": "umask 002\n. ~/.bashrc\n", ".bashrc": "umask 077\n"},
            "pass",
        ),
        ({".profile": "if true; then umask 000; fi\n"}, Status.FAIL),
        ({".profile": "umask $X\n"}, Status.UNKNOWN),
    ],
)
def test_roots_files_may_not_loosen_it(files: dict[str, str], status: Status) -> None:
    seen = evidence(startup_host(files))

    assert judge(CHECK, seen, mask="027").status == status


def test_without_root_it_is_unknown() -> None:
    plain = evidence(startup_host(), privileged=False)
    denied = evidence(
        {**startup_host(), startup.ROOT_FILES: {"/root/.x": ItemStatus.DENIED}}
    )

    assert judge(CHECK, plain, mask="027").reason is Reason.PERMISSION
    assert judge(CHECK, denied, mask="027").reason is Reason.PERMISSION
