"""Root must not be free for the taking: its password is set, or locked.

Where a system's rescue shell asks for root's password, a locked root also locks out
who must repair it, or lets everybody in without: then one must be set.
"""

from collections.abc import Mapping

from audit4.api import SHADOW, Check, Password, Reason, Verdict, failed, passed, unknown


def evaluate(shadow: Mapping[str, Password], *, locked_ok: bool) -> Verdict:
    """Fail where root's password is empty, or locked though it must be set."""
    root = shadow.get("root")
    if root is None:
        return unknown(Reason.UNPARSEABLE, "/etc/shadow: root -")
    expected = "root: $…$" + (" | ! | *" if locked_ok else "")
    if root.empty:
        return failed("root: ''", expected=expected, items=["root"])
    if not root.usable and not locked_ok:
        return failed("root: !", expected=expected, items=["root"])
    return passed(f"root: {root.scheme if root.usable else '!'}", expected=expected)


CHECK = Check(facts={"shadow": SHADOW}, evaluate=evaluate)
