import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from audit4 import inventory
from audit4.errors import InputError
from audit4.inventory import Host
from audit4.inventory.importers import Imported, from_ansible, from_table

TABLE = """\
Danh sách máy chủ;;;;;;;
STT;Đơn vị;Hệ thống thông tin;Cấp độ;Tên máy chủ;Địa chỉ IP;Cổng SSH;Vai trò;Mật khẩu
1;Sở Nội vụ;Cổng thông tin;Cấp độ 3;web-01;10.0.0.11;2022;web, proxy;bi-mat
2;;;;db-01;10.0.0.12;;db;bi-mat
3;;Văn phòng;2;mail;mail.example;;;
4;UBND xã Đông Hải;;;máy chủ 1;10.2.0.5;;;
"""


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Imported:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return from_table(path)


def xlsx(folder: Path, *rows: list[object]) -> Imported:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / "list.xlsx"
    book.save(path)
    return from_table(path)


def ansible(folder: Path, text: str, name: str = "hosts") -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return from_ansible(path)


def hosts(made: Imported) -> dict[str, Host]:
    return {h.id: h for h in inventory.loads(made.text).hosts()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_vietnamese_table_becomes_units_systems_and_hosts(
    tmp_path: Path, encoding: str
) -> None:
    found = hosts(csv(tmp_path, TABLE, encoding))

    assert {i: h.subject for i, h in found.items()} == {
        "web-01": "so-noi-vu/cong-thong-tin/web-01",
        "db-01": "so-noi-vu/cong-thong-tin/db-01",
        "mail": "so-noi-vu/van-phong/mail",
        "may-chu-1": "ubnd-xa-dong-hai/he-thong-chung/may-chu-1",
    }
    assert found["web-01"].port == 2022
    assert found["web-01"].roles == {"web", "proxy"}
    assert [found[n].level for n in ("web-01", "db-01", "mail", "may-chu-1")] == [
        3,
        3,
        2,
        1,
    ]


def test_windows_1258_is_read_with_its_tone_marks(tmp_path: Path) -> None:
    text = "Đơn vi\u0323,IP\nSơ\u0309 A,10.0.0.1\n"

    made = csv(tmp_path, text, "cp1258")

    assert "name: Sở A" in made.text


def test_passwords_are_left_out_and_said(tmp_path: Path) -> None:
    made = csv(tmp_path, TABLE)

    assert "bi-mat" not in made.text
    assert any("passwords are never taken over" in note for note in made.notes)


def test_an_english_sheet_is_read_too(tmp_path: Path) -> None:
    made = xlsx(
        tmp_path,
        ["Unit", "System", "Level", "Hostname", "IP address", "Port", "Vendor"],
        ["Unit A", "Portal", 3, "web", "10.0.0.1", 22.0, "x"],
    )

    assert hosts(made)["web"].subject == "unit-a/portal/web"
    assert made.notes == ("column `Vendor` is not taken over",)


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "@SUM(1)", "+cmd|x", "-A1"])
def test_a_formula_is_refused_by_its_cell(tmp_path: Path, formula: str) -> None:
    with pytest.raises(InputError, match=r"list\.csv:2:1: a formula"):
        csv(tmp_path, f"Unit,IP\n{formula},10.0.0.1\n")


def test_a_formula_of_a_sheet_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"list\.xlsx:2:2: a formula"):
        xlsx(tmp_path, ["Unit", "IP"], ["A", "=1+1"])


def test_a_table_without_headings_says_what_it_wants(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Địa chỉ IP"):
        csv(tmp_path, "a,b\n1,2\n")


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0" * 99])
def test_what_is_no_workbook_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(raw)

    with pytest.raises(InputError, match="no Excel workbook"):
        from_table(path)


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (129 * 2**20))
    path = tmp_path / "x.xlsx"
    path.write_bytes(packed.getvalue())

    with pytest.raises(InputError, match="unpacks to more than"):
        from_table(path)


def test_rows_that_cannot_be_hosts_are_left_out_and_said(tmp_path: Path) -> None:
    made = csv(
        tmp_path,
        "Unit,IP,Level,Port,Ports\nA,10.0.0.999,1,22,\nA,10.0.0.1,9,x,443; 99999\n",
    )

    assert len(hosts(made)) == 1
    assert [n.split(" ")[0] + n.split(" ")[1] for n in made.notes] == [
        "row2",
        "row3:",
        "row3:",
        "row3:",
    ]


def test_an_address_given_twice_is_noted(tmp_path: Path) -> None:
    made = csv(tmp_path, "Unit,IP\nA,10.0.0.1\nB,10.0.0.1\n")

    assert any("is a host already" in note for note in made.notes)


INI = """\
# the servers
bastion.example ansible_host=203.0.113.5 ansible_port=2222

[web]
web[01:03].example ansible_user=deploy  # three
[db]
db-[a:b] ansible_host=10.0.0.9{{ suffix }} ansible_password="p w" http_port=80

[db:vars]
ansible_user=dba
ansible_become_pass=x

[site:children]
web
db

[all:vars]
ansible_ssh_private_key_file=~/.ssh/deploy
ansible_ssh_common_args='-o X'
"""


def test_an_ini_inventory_gives_hosts_tags_and_access(tmp_path: Path) -> None:
    found = hosts(ansible(tmp_path, INI))

    assert set(found) == {
        "bastion.example",
        "web01.example",
        "web02.example",
        "web03.example",
        "db-a",
        "db-b",
    }
    assert found["bastion.example"].port == 2222
    assert found["web02.example"].tags == {"web", "site"}
    assert found["web02.example"].user == "deploy"
    assert found["db-a"].user == "dba"
    assert {h.key for h in found.values()} == {"~/.ssh/deploy"}


def test_secrets_of_ansible_are_dropped_and_said(tmp_path: Path) -> None:
    made = ansible(tmp_path, INI)

    assert "p w" not in made.text
    assert "pass" not in made.text
    assert "db-a: `ansible_password` is left out: secrets stay outside" in made.notes
    assert any("`ansible_become_pass` is left out" in note for note in made.notes)


def test_what_cannot_be_taken_over_is_said(tmp_path: Path) -> None:
    notes = ansible(tmp_path, INI).notes

    assert any("`address` is computed by Ansible" in note for note in notes)
    assert any("`ansible_ssh_common_args` is not taken over" in note for note in notes)


def test_a_yaml_inventory_gives_the_same(tmp_path: Path) -> None:
    text = """\
all:
  vars: {ansible_user: ops}
  children:
    web:
      hosts:
        web[1:2]: {ansible_port: 2200}
        local: {ansible_connection: local}
      vars: {ansible_password: x}
    empty:
"""

    made = ansible(tmp_path, text, "hosts.yml")
    found = hosts(made)

    assert [found[n].port for n in ("web1", "web2")] == [2200, 2200]
    assert found["local"].connection == "local"
    assert found["web1"].tags == {"web"}
    assert "password" not in made.text


def test_groups_that_go_in_a_circle_end(tmp_path: Path) -> None:
    text = "[a]\nh\n[a:children]\nb\n[b:children]\na\n"

    assert hosts(ansible(tmp_path, text))["h"].tags == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[web\nx\n", ":1:1: is no section"),
        ("[web]\nx a='b\n", ":2:1: cannot be read"),
        ("h[1:99999999]\n", "too long"),
        ("h[1:9999]x[1:9999]\n", "more than 10000 hosts"),
    ],
)
def test_a_malformed_ini_inventory_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        ansible(tmp_path, text)


def test_a_yaml_inventory_without_groups_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no groups"):
        ansible(tmp_path, "- a\n", "hosts.yml")
