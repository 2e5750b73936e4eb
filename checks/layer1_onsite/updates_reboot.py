"""Updates of the kernel and of libraries in use must be in force, not only on disk.

Packages leave a mark when they want a reboot; a kernel that is newer than the one
that runs, of the same kind, waits for one as well.
"""

from audit4.api import UPDATES, Check, Text, Updates, Verdict, failed, passed


def evaluate(updates: Updates) -> Verdict:
    """Fail while something waits."""
    if updates.reboot:
        return failed(
            updates.reboot,
            expected="no reboot pending",
            items=updates.reboot,
            message=Text(
                "Bản cập nhật đã cài nhưng chưa có hiệu lực, cần khởi động lại",
                "Updates are installed but not in force until a reboot",
            ),
        )
    return passed("no reboot pending")


CHECK = Check(facts={"updates": UPDATES}, evaluate=evaluate, version=2)
