"""What runs must still be on the disk, in the version that runs.

`gone`: nothing is at the path any more. Malware removes its own file, and so does
whoever uninstalls a service without stopping it. `replaced`: a newer file is at
the path. An update put it there, and what runs is still the old program with its
weaknesses until it is started again. Folders that everybody can write are the
matter of `loose_processes`.
"""

from typing import Literal

from audit4.api import DELETED_PROGRAMS, Check, Gone, Verdict, judged_all

_LOOSE = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/memfd:")  # noqa: S108 - judged elsewhere


def evaluate(found: Gone, judge: Literal["gone", "replaced"]) -> Verdict:
    """Fail for each program of the kind."""
    paths = found.gone if judge == "gone" else found.replaced
    wrong = sorted({path for path in paths if not path.startswith(_LOOSE)})
    return judged_all(wrong, expected="none", actual="none")


CHECK = Check(facts={"found": DELETED_PROGRAMS}, evaluate=evaluate)
