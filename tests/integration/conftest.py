"""Servers that several integration tests share."""

from collections.abc import Iterator

import pytest

from tests.integration.sshd import Sshd, User

PASSWORD = "Mat-khau.7"


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    users = [
        User(name="plain"),
        User(name="fishy", shell="/usr/bin/fish"),
        User(name="cshy", shell="/usr/bin/csh"),
        User(name="ashy", shell="{root}/bin/busybox-sh"),
        User(
            name="noisy", files={".bashrc": "echo 'Xin chào'; echo sudo: nhiễu >&2\n"}
        ),
        User(
            name="tracing",
            files={".bashrc": "set -x\n"},
            password=PASSWORD,
            sudo="ALL=(ALL) ALL",
        ),
        User(name="nologin", shell="/usr/sbin/nologin"),
        User(name="quitter", files={".bashrc": "echo bye; exit 3\n"}),
        User(name="sudoer", sudo="ALL=(ALL) NOPASSWD: ALL"),
        User(
            name="vietnamese",
            password=PASSWORD,
            sudo="ALL=(ALL) ALL",
            files={".bashrc": "export LC_ALL=vi_VN.UTF-8 LANGUAGE=vi\n"},
        ),
        User(name="pwsudo", password=PASSWORD, sudo="ALL=(ALL) ALL"),
        User(name="nosudo", password=PASSWORD),
        User(name="usepty", password=PASSWORD, sudo="ALL=(ALL) ALL"),
        User(name="needtty", sudo="ALL=(ALL) NOPASSWD: ALL"),
        User(name="needttypw", password=PASSWORD, sudo="ALL=(ALL) ALL"),
        User(name="bothtty", password=PASSWORD, sudo="ALL=(ALL) ALL"),
    ]
    sudoers = """
Defaults:usepty use_pty
Defaults:needtty requiretty
Defaults:needttypw requiretty
Defaults:bothtty requiretty, use_pty
"""
    with Sshd(users=users, sudoers=sudoers, address="127.0.0.11") as server:
        yield server
