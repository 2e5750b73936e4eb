"""Updates of the kernel and of libraries in use must be in force, not only on disk.

Debian and Ubuntu leave a mark when a package wants a reboot.
"""

from audit4.api import UPDATES, Check, Text, Updates, Verdict, failed, passed


def evaluate(updates: Updates) -> Verdict:
    """Fail while the mark is there."""
    if updates.reboot:
        return failed(
            "/run/reboot-required",
            expected="no reboot pending",
            message=Text(
                "Bản cập nhật đã cài nhưng chưa có hiệu lực, cần khởi động lại",
                "Updates are installed but not in force until a reboot",
            ),
        )
    return passed("no reboot pending")


CHECK = Check(facts={"updates": UPDATES}, evaluate=evaluate)
