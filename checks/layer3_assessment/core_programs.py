"""Programs that show or grant access must be as their package brought them.

An intruder replaces `ps`, `ss`, `ls`, `sshd` or a PAM module, to hide or to read
passwords. Their content is held against the package's own digests: some sixty
files, not the whole disk, so that it costs nothing. Who is root can forge the
digests too; a match is no proof, a difference needs an explanation.
"""

from collections.abc import Collection

from audit4.api import CORE, Check, Core, Verdict, judged_all


def evaluate(core: Core, allowed: Collection[str] = ()) -> Verdict:
    """Fail for each file whose content is another."""
    wrong = [path for path in core.changed if path not in allowed]
    return judged_all(
        wrong, expected="as packaged", actual=f"{core.count} files as packaged"
    )


CHECK = Check(facts={"core": CORE}, evaluate=evaluate)
