"""Malformed files of every kind: each is one clear line at file:line:column."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from audit4 import attestation, inventory, policy, waivers
from audit4.errors import InputError
from audit4.waivers import Known
from audit4.workspace import Workspace
from tests.unit.policies import AGENTS, KNOWN, POLICY, write

Case = tuple[str, str, str]

UNIT = """\
jumps:
  gate: {address: 192.0.2.1}
units:
  - id: so-mau
    name: Sở Mẫu
    systems:
      - id: portal
        name: Cổng
        level: 3
        hosts:
          - id: web01
            address: 10.0.0.1
"""
STATED = """\
attestations:
  - control: l1-regulation
    answer: yes
    document: {number: 5/QĐ, date: 2026-01-10}
    attested_by: Văn phòng
    on: 2026-02-01
"""
WAIVED = """\
waivers:
  - id: w1
    kind: accept
    rule: login.root
    scope: so-mau
    reason: Phần mềm cũ
    owner: Phòng CNTT
    approver: Lãnh đạo
    document: {number: 15/CV, date: 2026-01-02}
    from: 2026-02-01
    until: 2026-12-31
"""


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1)


def of(text: str, *cases: tuple[str, str, str, str]) -> list[Case]:
    return [(changed(text, old, new), at, said) for old, new, at, said in cases]


def told(read: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value).splitlines()


def assert_told(lines: list[str], name: str, at: str, said: str) -> None:
    matching = [line for line in lines if f"{name}:{at}: " in line and said in line]
    assert len(matching) == 1, lines
    assert all(len(line) < 400 and "Traceback" not in line for line in lines)


HOST = "            address: 10.0.0.1\n"
INVENTORIES = [
    ("", "1:1", "must be a mapping"),
    ("units: {}\n", "1:8", "`units`: must be a list"),
    ("units:\n  - so-mau\n", "2:5", "must be a mapping"),
    *of(
        UNIT,
        (
            "            address",
            "            adress",
            "12:13",
            "did you mean `address`",
        ),
        (HOST, "", "11:13", "`address` is missing"),
        ("level: 3", "level: 6", "9:16", "less than or equal to 5"),
        ("level: 3", "level: three", "9:16", "must be a whole number"),
        ("        level: 3\n", "", "7:9", "`level` is missing"),
        ("id: web01", "id: web/01", "11:17", "must be letters, digits"),
        ("id: web01", "id: ../x", "11:17", "must be letters, digits"),
        ("10.0.0.1", "root@10.0.0.1", "12:22", "give the name as `user`"),
        ("10.0.0.1", "10.0.0.1:2022", "12:22", "give the number as `port`"),
        ("10.0.0.1", "10.0.0.256", "12:22", "a host name or an IP address"),
        ("10.0.0.1", "-oProxyCommand=x", "12:22", "a host name or an IP address"),
        (HOST, HOST + "            port: 70000\n", "13:19", "65535"),
        (HOST, HOST + "            user: a b\n", "13:19", "a login name"),
        (HOST, HOST + "            password: x\n", "13:13", "a secret does not belong"),
        (
            HOST,
            HOST + "            settings: {db_password: x}\n",
            "13:24",
            "a secret does not belong",
        ),
        (
            HOST,
            HOST + '            key: "-----BEGIN OPENSSH PRIVATE KEY-----"\n',
            "13:13",
            "a secret does not belong",
        ),
        (
            HOST,
            HOST + "            password_env: Mat-khau-1\n",
            "13:27",
            "must name an environment variable",
        ),
        (HOST, HOST + "            jump: gaet\n", "13:19", "did you mean `gate`"),
        (
            "gate: {address: 192.0.2.1}",
            "gate: {address: 192.0.2.1, jump: gate}\ndefaults: {jump: gate}",
            "3:18",
            "in a circle: gate -> gate",
        ),
        (HOST, HOST + "            scan_hours: 22h-5h\n", "13:25", "no span such as"),
        (HOST, HOST + "            scan_hours: 05:00-05:00\n", "13:25", "at once"),
        (HOST, HOST + "            scan_hours: 22:00-25:00\n", "13:25", "no time of"),
        (HOST, HOST + "            ports: [443/icmp]\n", "13:21", "is no port"),
        (HOST, HOST + "            become: {method: su}\n", "13:30", "'sudo'"),
        (
            HOST,
            HOST + "          - {id: WEB01, address: 10.0.0.2}\n",
            "13:18",
            "id `WEB01` is given twice (first at",
        ),
        (
            HOST,
            HOST + "          - {id: web02, address: 10.0.0.1}\n",
            "13:34",
            "10.0.0.1 port 22 is a host already (at",
        ),
        ("name: Sở Mẫu", "name: ''", "5:11", "must not be empty"),
        ("name: Sở Mẫu", "name: 12", "5:11", "put it in quotes"),
        (
            "name: Sở Mẫu",
            "name: A\n    authorisation: {document: 1, date: 5/1/2026}",
            "6:40",
            "must be a date such as 2026-11-22",
        ),
        ("name: Sở Mẫu", "name: A\n    formerly: so-mau", "6:15", "merged into this"),
        (
            "name: Sở Mẫu",
            "name: A\n    name: B",
            "6:5",
            "given twice (first in line 5)",
        ),
    ),
]


@pytest.mark.parametrize(("text", "at", "said"), INVENTORIES)
def test_a_malformed_inventory_is_told_by_place(
    tmp_path: Path, text: str, at: str, said: str
) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")

    lines = told(lambda: inventory.load(tmp_path))

    assert_told(lines, "a.yaml", at, said)


def test_two_files_that_contradict_each_other_name_both(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(UNIT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(UNIT, encoding="utf-8")

    lines = told(lambda: inventory.load(tmp_path))

    assert any("b.yaml:4:9: id `so-mau`" in n and "a.yaml:4:9" in n for n in lines)
    assert any("b.yaml:12:22: 10.0.0.1" in n and "a.yaml:12:22" in n for n in lines)


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    text = changed(UNIT, HOST, HOST + "            password: hunter2-canary\n")
    other = changed(UNIT, HOST, HOST + "            password_env: hunter2-canary\n")

    for n, bad in enumerate((text, other)):
        (tmp_path / "a.yaml").write_text(bad, encoding="utf-8")
        lines = told(lambda: inventory.load(tmp_path))
        assert "hunter2" not in "\n".join(lines), n


POLICIES = [
    ("name: x\n", "1:1", "`version` is missing"),
    *of(
        POLICY,
        (
            "check: layer1_onsite.option",
            "check: layer1_onsite.optoin",
            "25:16",
            "`layer1_onsite.option`",
        ),
        ("allowed: [no]", "alowed: [no]", "26:41", "did you mean `allowed`"),
        ("allowed: [no]", "allowed: no", "26:50", "`allowed`"),
        ("option: permitrootlogin, ", "", "24:9", "needs the parameter `option`"),
        ("limit: 3", "limit: three", "27:35", "whole number"),
        ("limit: 3", 'limit: "3"', "27:35", "whole number"),
        ('by_level: {">=4"', 'by_level: {"=1"', "27:20", "never applies"),
        ('by_level: {">=4"', 'by_level: {">5"', "27:20", "holds for no level"),
        ('levels: ">=2"', 'levels: ">=7"', "13:13", "no level expression"),
        ('level: ">=3"', 'level: "=1"', "29:9", "never applies"),
        ("id: login.web", "id: login.root", "29:13", "id `login.root` is taken at"),
        ("id: l2-agent", "id: l1-login", "36:9", "id `l1-login` is taken at"),
        ("id: login.web", "id: l2-agent", "29:9", "an attested control"),
        ("id: login.web", "id: login.old", "29:9", "never reuse an id"),
        (
            "replaces: login.old",
            "replaces: login.odl",
            "28:19",
            "did you mean `login.old`",
        ),
        ("replaces: login.old", "replaces: login.web", "28:19", "still a rule here"),
        ("severity: high", "severity: hgh", "12:15", "did you mean `high`"),
        ("kind: technical", "kind: attestation", "7:5", "an attestation has no rules"),
        ("layer: 1", "layer: 5", "8:12", "less than or equal to 4"),
        (
            "title: {vi: Đăng nhập, en: Login}",
            "title: {vi: Đăng nhập}",
            "10:12",
            "`en` is missing",
        ),
        (
            "remediation:\n      vi: Sửa",
            "remediation:\n      vi: ''",
            "17:11",
            "must not be empty",
        ),
        ('debian: "apt x"', 'debain: "apt x"', "19:18", "did you mean `debian`"),
        ('{2: "4.1"', '{6: "4.1"', "21:19", "less than or equal to 5"),
        ("data: agents", "data: agnets", "47:22", "no data file `agnets.yaml`"),
        ("withdrawn: [login.old]", "extends: smal", "5:10", "no policy `smal`"),
        (
            "withdrawn: [login.old]",
            "include: parts/*.yaml",
            "5:10",
            "no file `parts/*.yaml`",
        ),
        (
            "withdrawn: [login.old]",
            "include: ../*.yaml",
            "5:10",
            "below the policy's folder",
        ),
        (
            "withdrawn: [login.old]",
            "override: {rules: {login.rot: {severity: low}}}",
            "5:20",
            "did you mean `login.root`",
        ),
    ),
]


@pytest.mark.parametrize(("text", "at", "said"), POLICIES)
def test_a_malformed_policy_is_told_by_place(
    tmp_path: Path, text: str, at: str, said: str
) -> None:
    path = write(tmp_path, text)

    lines = told(lambda: policy.load(path, KNOWN))

    assert_told(lines, "small.yaml", at, said)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("name: two", "nam: two", "5:6", "did you mean `name`"),
        ("ports: [514]", "ports: [x]", "4:25", "`ports`: must be a whole number"),
        ("as_of: 2026-11-01", "as_of: soon", "1:8", "must be a date"),
        ("source: https://example.org/agents\n", "", "1:1", "`source` is missing"),
    ],
)
def test_a_malformed_data_file_is_told_in_its_own_lines(
    tmp_path: Path, old: str, new: str, at: str, said: str
) -> None:
    path = write(tmp_path, agents=changed(AGENTS, old, new))

    lines = told(lambda: policy.load(path, KNOWN))

    assert_told(lines, "data/agents.yaml", at, said)


ATTESTATIONS = of(
    STATED,
    ("l1-regulation", "l1-regualtion", "2:14", "did you mean `l1-regulation`"),
    ("answer: yes", "answer: maybe", "3:13", "must be 'yes', 'no'"),
    ("answer: yes", "answer: true", "3:13", "must be 'yes', 'no'"),
    ("answer: yes", "answer: not_applicable", "2:5", "needs a `statement`"),
    ("answer: yes", "answer: yes\n    system: portla", "4:13", "did you mean `portal`"),
    ("    on: 2026-02-01\n", "", "2:5", "`on` is missing"),
    ("on: 2026-02-01", "on: 2026-02-30", "6:9", "must be a date"),
    ("date: 2026-01-10}", "sha256: abc}", "4:38", "64 hexadecimal digits"),
    ("date: 2026-01-10}", "file: ../x.pdf}", "4:36", "beside this file or below"),
    (
        "date: 2026-01-10}",
        f"sha256: {'0' * 64}}}",
        "2:5",
        "`sha256` needs the `file`",
    ),
    ("attestations:\n", f"attestations:\n{STATED[14:]}", "7:5", "is stated twice"),
)


@pytest.mark.parametrize(("text", "at", "said"), ATTESTATIONS)
def test_a_malformed_attestation_is_told_by_place(
    tmp_path: Path, text: str, at: str, said: str
) -> None:
    (tmp_path / "so-mau.yaml").write_text(text, encoding="utf-8")

    lines = told(
        lambda: attestation.load(
            tmp_path, systems={"so-mau": ["portal"]}, controls=["l1-regulation"]
        )
    )

    assert_told(lines, "so-mau.yaml", at, said)


def test_an_attestation_of_no_unit_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "so-mua.yaml").write_text(STATED, encoding="utf-8")

    lines = told(
        lambda: attestation.load(
            tmp_path, systems={"so-mau": []}, controls=["l1-regulation"]
        )
    )

    assert_told(lines, "so-mua.yaml", "1:1", "did you mean `so-mau`")


WAIVERS = of(
    WAIVED,
    ("kind: accept", "kind: ignore", "3:11", "must be 'accept' or 'equivalent'"),
    ("rule: login.root", "rule: login.rooot", "4:11", "did you mean `login.root`"),
    ("rule: login.root", "control: l1-lgin", "4:14", "did you mean `l1-login`"),
    ("    rule: login.root\n", "", "2:5", "give either `rule` or `control`"),
    ("scope: so-mau", "scope: so-mou", "5:12", "did you mean `so-mau`"),
    ("scope: so-mau", "scope: tag:dnz", "5:12", "no tag `dnz`; did you mean `dmz`"),
    ("approver: Lãnh đạo", "approver: phòng cntt", "2:5", "must not be the `owner`"),
    ("until: 2026-12-31", "until: 2027-02-02", "2:5", "longer than 365 days"),
    ("until: 2026-12-31", "until: 2026-01-31", "2:5", "lies before `from`"),
    ("until: 2026-12-31", "until: 31/12/2026", "11:12", "must be a date"),
    (", date: 2026-01-02", "", "2:5", "`document` needs"),
    ("    reason: Phần mềm cũ\n", "", "2:5", "`reason` is missing"),
    ("waivers:\n", f"waivers:\n{WAIVED[9:]}", "12:9", "`w1` is given twice"),
)


@pytest.mark.parametrize(("text", "at", "said"), WAIVERS)
def test_a_malformed_waiver_is_told_by_place(
    tmp_path: Path, text: str, at: str, said: str
) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(text, encoding="utf-8")
    known = Known(
        rules=["login.root"], controls=["l1-login"], subjects=["so-mau"], tags=["dmz"]
    )

    lines = told(lambda: waivers.load(path, known=known, zone=UTC))

    assert_told(lines, "waivers.yaml", at, said)


WORKSPACES = [
    ("lnguage: vi\n", "1:1", "did you mean `language`"),
    ("language: fr\n", "1:11", "must be 'vi' or 'en'"),
    ("jobs: 0\n", "1:7", "greater than or equal to 1"),
    ("fail_on: hgh\n", "1:10", "high"),
    ("timezone: Asia/Vinh\n", "1:11", "is no time zone"),
    ("timezone: ../../etc/passwd\n", "1:11", "is no time zone"),
    ("round: {id: a, from: 2026-02-01, to: 2026-01-01}\n", "1:8", "lies before `from`"),
    ("accept_unknown: [permision]\n", "1:18", "did you mean `permission`"),
    ("sla_days: {critical: soon}\n", "1:22", "must be a whole number"),
    ("packs: [{name: x, digest: 12ab}]\n", "1:27", "64 hexadecimal digits"),
    ("- vi\n", "1:1", "must be a mapping"),
    ("language: vi\n  jobs: 2\n", "2:7", "is not valid YAML"),
]


@pytest.mark.parametrize(("text", "at", "said"), WORKSPACES)
def test_a_malformed_workspace_is_told_by_place(
    tmp_path: Path, text: str, at: str, said: str
) -> None:
    (tmp_path / "audit4.yaml").write_text(text, encoding="utf-8")

    lines = told(lambda: Workspace.find(tmp_path))

    assert_told(lines, "audit4.yaml", at, said)
