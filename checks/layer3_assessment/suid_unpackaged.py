"""A SUID or SGID program must come from a package.

In the folders of packages their own lists say so; a program in a folder that no
package uses comes from none. Of /opt, where vendors' packages put theirs, nothing
is said here: `suid_programs` names whatever is not known there.
"""

from collections.abc import Collection

from audit4.api import (
    UNPACKAGED,
    UNUSUAL_FILES,
    Check,
    Unpackaged,
    Unusual,
    Verdict,
    judged_all,
)

_LOCAL = ("/usr/local/", "/home/", "/root/", "/srv/", "/var/", "/tmp/", "/etc/")  # noqa: S108 - where to look


def evaluate(
    unusual: Unusual, unpackaged: Unpackaged, allowed: Collection[str] = ()
) -> Verdict:
    """Fail for each such program without a package."""
    loose = set(unpackaged.paths)
    wrong = [
        f"{f.path} {f.mode:04o} uid {f.uid} gid {f.gid}"
        for f in unusual.privileged
        if f.path not in allowed
        if f.path.startswith(_LOCAL) or {f.path, f"/usr{f.path}"} & loose
    ]
    return judged_all(
        sorted(wrong),
        expected="from a package",
        actual=f"{len(unusual.privileged)} programs",
    )


CHECK = Check(
    facts={"unusual": UNUSUAL_FILES, "unpackaged": UNPACKAGED}, evaluate=evaluate
)
