"""A server must have an identity of its own: host key and machine-id.

Servers made from one image, without new keys, prove the same identity: who steals
the key of one can pose as all of them, and what logs and reports say of one may be
another's. Judged on what the handshakes proved and the hosts said, in this scan and
the ones before; each of the servers is judged for itself all the same.
"""

from audit4.api import TWINS, Check, Text, Verdict, failed, passed


def evaluate(twins: tuple[str, ...]) -> Verdict:
    """Fail where another host is known under the same key or machine-id."""
    if not twins:
        return passed("host key, machine-id", expected="no other host has them")
    count = len(twins)
    return failed(
        twins,
        expected="no other host has the same host key or machine-id",
        items=twins,
        message=Text(
            f"Trùng khóa máy chủ hoặc machine-id với {count} máy chủ khác",
            f"The same host key or machine-id as {count} other hosts",
        ),
    )


CHECK = Check(facts={"twins": TWINS}, evaluate=evaluate)
