"""Stored passwords must be hashed by a scheme that resists guessing.

An account keeps its old hash until its password is changed, so a new default
alone mends nothing. Locked accounts count: their hash opens them again.
"""

from collections.abc import Mapping

from audit4.api import SHADOW, Check, Password, Verdict, judged_all


def evaluate(shadow: Mapping[str, Password], allowed: tuple[str, ...]) -> Verdict:
    """Fail for each account whose hash is of another scheme than `allowed`.

    Names are those of crypt(5): `yescrypt`, `sha512`, `bcrypt`, `md5`, `des` …
    """
    hashed = [p for p in shadow.values() if p.scheme is not None]
    return judged_all(
        [f"{p.name}: {p.scheme}" for p in hashed if p.scheme not in allowed],
        expected=" | ".join(allowed),
        actual=", ".join(f"{p.name}: {p.scheme}" for p in hashed) or "0",
    )


CHECK = Check(facts={"shadow": SHADOW}, evaluate=evaluate)
