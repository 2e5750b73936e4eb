"""What checks give to put a miss right: lines that a shell takes, for that rule."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from audit4 import policy, registry
from audit4.policy import RuleSpec

CHECKS = registry.load()
POLICY = policy.load(policy.DEFAULT, CHECKS)


def _given(rule: RuleSpec) -> bool:
    """Whether its lines are its check's, and not of the policy's own words."""
    parameters = next(iter(rule.parameters.values()))
    mend = rule.check.mend
    return bool(mend and mend(**parameters) == rule.remediation.commands)


GIVEN = [rule for rule in POLICY.rules if _given(rule)]


class Row(NamedTuple):
    """A row of a data file of services."""

    name: str
    units: tuple[str, ...] = ()
    inetd: tuple[str, ...] = ()


def mended(check: str, **parameters: object) -> str:
    """What a check of layer 1 gives; nothing where it gives nothing."""
    mend = CHECKS.checks[f"layer1_onsite.{check}"].check.mend
    assert mend
    return mend(**parameters).get("any", "")


def _named(rule: RuleSpec) -> str:
    """What the rule is about, as it must stand in the lines."""
    given = next(iter(rule.parameters.values()))
    for name in ("key", "option", "name"):
        if name in given:
            return str(given[name])
    for name in ("paths", "names"):
        if name in given:
            return str(next(iter(given[name])))
    (row,) = (r for r in given["catalogue"] if r.name == given["service"])
    return str(row.units[0])


def test_hundreds_of_rules_have_lines_of_their_own() -> None:
    assert len(GIVEN) > 170


@pytest.mark.parametrize("rule", GIVEN, ids=lambda r: str(r.id))
def test_the_lines_are_for_that_rule_and_a_shell_takes_them(rule: RuleSpec) -> None:
    for lines in rule.remediation.commands.values():
        subprocess.run(["/bin/sh", "-n", "-c", lines], check=True)
        assert _named(rule) in lines


@pytest.mark.parametrize(
    ("had", "allowed", "becomes"),
    [
        (0o666, "0644", 0o644),
        (0o4777, "0750", 0o750),
        (0o600, "0644", 0o600),
        (0o777, "0000", 0o000),
        (0o2775, "0755", 0o755),
    ],
)
def test_what_is_too_much_is_taken_and_what_is_stricter_stays(
    tmp_path: Path, had: int, allowed: str, becomes: int
) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(had)

    made = mended(
        "file_mode", paths=[str(path)], mode=allowed, owners=(), groups=(), bits="0"
    )
    subprocess.run(["/bin/sh", "-c", made], check=True)

    assert path.stat().st_mode & 0o7777 == becomes


def test_a_shared_folder_gets_its_sticky_bit(tmp_path: Path) -> None:
    made = mended(
        "file_mode",
        paths=[str(tmp_path)],
        mode="1777",
        owners=(),
        groups=(),
        bits="1000",
    )
    subprocess.run(["/bin/sh", "-c", made], check=True)

    assert tmp_path.stat().st_mode & 0o1000


@pytest.mark.needs("root")
def test_a_group_that_is_not_there_is_roots(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.chown(path, 12345, 12345)

    made = mended(
        "file_mode",
        paths=[str(path)],
        mode="0640",
        owners=(0,),
        groups=("keine-gruppe",),
        bits="0",
    )
    subprocess.run(["/bin/sh", "-c", made], check=True)

    assert (path.stat().st_uid, path.stat().st_gid) == (0, 0)


@pytest.mark.parametrize("path", ["/etc/a b", "/etc/$(id)", "/etc/;x", "/etc/'x"])
def test_no_line_is_made_of_a_path_that_a_shell_would_read(path: str) -> None:
    assert not mended(
        "file_mode", paths=[path], mode="0644", owners=(), groups=(), bits="0"
    )


def test_a_parameter_is_set_now_and_last_at_boot() -> None:
    lines = mended("sysctl", key="kernel.kptr_restrict", allowed=["1", "2"])

    assert "sysctl -w kernel.kptr_restrict=1" in lines
    assert "'kernel.kptr_restrict = 1' > /etc/sysctl.d/zz-kernel" in lines


def test_an_old_line_of_the_main_file_is_put_out_of_the_way(tmp_path: Path) -> None:
    conf = tmp_path / "sysctl.conf"
    conf.write_text("kernel.kptr_restrict=0\nkernel.kptr_restrictx=0\n")
    *_, line = mended("sysctl", key="kernel.kptr_restrict", allowed=["1"]).split("\n")

    there = line.replace("/etc/sysctl.conf", str(conf))
    subprocess.run(["/bin/sh", "-c", there], check=True)

    assert conf.read_text() == "# kernel.kptr_restrict=0\nkernel.kptr_restrictx=0\n"


def test_an_option_is_set_on_every_interface_and_for_new_ones() -> None:
    lines = mended(
        "sysctl_interfaces", family="ipv4", option="accept_redirects", allowed=["0"]
    )

    assert "/proc/sys/net/ipv4/conf/*/accept_redirects" in lines
    assert re.findall(r"net\.ipv4\.conf\.(\w+)\.", lines) == ["all", "default"]


def test_a_keyword_of_sshd_stands_before_all_others(tmp_path: Path) -> None:
    config = tmp_path / "sshd_config"
    config.write_text("Include x\nMaxAuthTries 10\n")
    lines = mended("sshd_number", option="maxauthtries", at_least=1, at_most=6)

    there = lines.split("\n")[0].replace("/etc/ssh/sshd_config", str(config))
    subprocess.run(["/bin/sh", "-c", there], check=True)

    assert config.read_text().split("\n")[:2] == ["maxauthtries 6", "Include x"]


def test_only_paths_that_are_there_are_watched(tmp_path: Path) -> None:
    mend = CHECKS.checks["layer2_monitoring.audit_watch"].check.mend
    assert mend
    lines = mend(paths=["/etc/passwd", "/etc/not-there"])["any"].split("\n")
    rules = tmp_path / "rules"

    there = "\n".join(lines[:-1]).replace(
        "/etc/audit/rules.d/60-etc-passwd.rules", "$R"
    )
    subprocess.run(
        ["/bin/sh", "-c", there], check=False, env=os.environ | {"R": str(rules)}
    )

    assert rules.read_text() == "-w /etc/passwd -p wa -k audit4\n"


def test_packages_are_installed_by_what_the_family_has() -> None:
    lines = CHECKS.checks["layer1_onsite.package_presence"].check.mend
    assert lines

    assert lines(names=["aide"], present=True)["suse"] == "zypper install -y aide"
    assert "apt-get purge" in lines(names=["nis"], present=False)["debian"]


def test_a_socket_is_stopped_before_its_service() -> None:
    row = Row(name="x", units=("a", "a.socket"))

    made = mended("service_off", service="x", catalogue=[row])

    assert made.startswith("for unit in a.socket a;")


@pytest.mark.parametrize(
    "row",
    [
        Row(name="x", units=("a",), inetd=("telnet",)),
        Row(name="x"),
        Row(name="y", units=("a",)),
    ],
    ids=["of a super-server", "without a unit", "another"],
)
def test_what_takes_more_than_lines_has_none(row: Row) -> None:
    assert not mended("service_off", service="x", catalogue=[row])


@pytest.mark.parametrize(
    ("check", "parameters"),
    [
        ("sysctl", {"key": "kernel.sysrq", "allowed": []}),
        ("sysctl_interfaces", {"family": "ipv4", "option": "x", "allowed": []}),
        ("sshd_option", {"option": "usepam", "forbidden": ("no",)}),
        ("sshd_number", {"option": "maxauthtries"}),
        ("package_presence", {"names": [], "present": True}),
    ],
)
def test_where_nothing_is_named_there_is_nothing_to_set(
    check: str, parameters: dict[str, object]
) -> None:
    assert not mended(check, **parameters)
