"""Disks that hold data must be encrypted.

A disk that is taken out, sent back under warranty or copied as an image is read
without any password otherwise. What the machine needs to start is left out.
"""

from collections.abc import Collection
from typing import Literal

from audit4.api import (
    DISKS,
    MACHINE,
    Check,
    Disks,
    Exempt,
    Machine,
    Reason,
    Verdict,
    judged_all,
    not_applicable,
    unknown,
)

_SWAP = "[SWAP]"


def evaluate(
    disks: Disks,
    machine: Machine,
    *,
    judge: Literal["data", "swap"],
    without: Collection[str] = ("/boot", "/boot/efi", "/efi"),
) -> Verdict:
    """Fail for each mounted device, or swap, that does not stand on dm-crypt."""
    if machine.container:
        return not_applicable(Exempt.CONTAINER)
    swap = {n: w for n, w in disks.mounted.items() if w == _SWAP}
    if judge == "swap" and not swap:
        return not_applicable(Exempt.NOT_USED)
    meant = swap or {}
    if judge == "data":
        meant = {
            name: where
            for name, where in disks.mounted.items()
            if where != _SWAP and where not in without
        }
        # ZFS, or a root that the network or the kernel holds.
        if not meant:
            return unknown(Reason.UNSUPPORTED, "no block device is mounted")
    wrong = [
        f"{where} ({name})"
        for name, where in sorted(meant.items())
        if name not in disks.encrypted
    ]
    return judged_all(wrong, expected="dm-crypt", actual=f"{len(meant)} encrypted")


CHECK = Check(facts={"disks": DISKS, "machine": MACHINE}, evaluate=evaluate)
