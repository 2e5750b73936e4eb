import os
import subprocess
from pathlib import Path

from audit4.facts.backup_copies import BACKUP_COPIES, COPIES_LISTED, Copies
from audit4.testing import evidence
from tests.checks.layer1_onsite.literals import captured


def read(raw: str) -> Copies:
    return evidence({COPIES_LISTED: raw}).fact(BACKUP_COPIES)


# Of restic 0.18 and borg 1.4 on Debian 13, each of which had just made its copies.
def test_what_real_tools_leave_is_read() -> None:
    copies = read(captured("debian13", COPIES_LISTED))

    (borg,) = copies.borg
    assert len(copies.restic) == 2
    assert abs((max(copies.restic) - borg).total_seconds()) < 60
    (dump,) = copies.folders["/var/backups"].files
    assert dump.path.endswith(".sql.gz")
    assert dump.size > 4000


def test_a_search_that_ended_early_is_not_complete() -> None:
    text = "@@borg\n@@/backup\n9999999999999\n1790000000.5 9 /backup/a b\n@@end\n"

    folder = read(text).folders["/backup"]

    assert folder.files[0].path == "/backup/a b"
    assert not folder.complete
    assert not folder.whole


def test_the_newest_files_come_first_and_strange_names_do_not_come(
    tmp_path: Path,
) -> None:
    script = COPIES_LISTED.argv[2].replace(" /backup*", f" {tmp_path}/backup*")
    folder = tmp_path / "backup-x"
    folder.mkdir()
    for number in range(50):
        file = folder / f"{number}"
        file.write_text("x" * number)
        os.utime(file, (1790000000 + number, 1790000000 + number))
    (folder / "a\n@@end").touch()

    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=True, timeout=30
    )

    found = read(done.stdout).folders[str(folder)]
    assert [f.size for f in found.files] == list(range(49, 9, -1))
    assert found.complete
    assert not found.whole
