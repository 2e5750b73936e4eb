import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from audit4 import documents, inventory
from audit4.errors import InputError
from audit4.evidence import Port
from audit4.inventory import Inventory, System, Unit

TWO_UNITS = """\
defaults:
  user: audit
  key: ~/.ssh/audit4
  scan_hours: "22:00-05:00"
  tags: province
  settings: {log_targets: [10.0.0.5], time_servers: [10.0.0.1]}
jumps:
  edge: {address: 203.0.113.9, user: hop}
  inner: {address: 10.9.0.1, port: 2222, jump: edge}
units:
  - id: so-mau
    name: Sở Mẫu
    kind: department
    owner: UBND tỉnh
    operator: Trung tâm dữ liệu
    assessor: Tổ kiểm tra
    independent: true
    authorisation: {document: 12/QĐ-SM, date: 2026-01-05, valid_until: 2026-12-31}
    contacts: [{name: Phòng CNTT, phone: 0238123456}]
    defaults: {jump: inner, zone: dmz, settings: {log_targets: [10.0.0.6]}}
    systems:
      - id: portal
        name: Cổng thông tin
        level: 3
        decision: {number: 99/QĐ-UBND, date: 2025-06-01}
        roles: [web]
        ports: [443, 22/tcp, 123/udp]
        hosts:
          - {id: web01, address: 10.1.0.11, tags: [front]}
          - id: db01
            address: 10.1.0.12
            port: 2022
            user: root
            roles: db
            ports: [5432]
            become: {method: sudo, password_env: DB_SUDO}
            scan_hours: ["00:00-04:00", "12:00-13:00"]
  - id: xa-mau
    name: UBND xã Mẫu
    formerly: [xa-cu]
    systems:
      - id: office
        name: Một cửa
        level: 2
        hosts: [{id: web01, address: 10.1.0.11}, {id: self, connection: local}]
"""


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


@pytest.fixture
def two() -> Inventory:
    return inventory.loads(TWO_UNITS)


def test_the_nearest_default_counts(two: Inventory) -> None:
    web, database, other, _ = two.hosts()

    assert (web.user, web.port, web.zone, web.level) == ("audit", 22, "dmz", 3)
    assert (database.user, database.port) == ("root", 2022)
    assert (other.user, other.zone, other.jumps) == ("audit", "", ())


def test_settings_merge_and_tags_add_up(two: Inventory) -> None:
    web, *_ = two.hosts()

    assert web.settings == {"log_targets": ["10.0.0.6"], "time_servers": ["10.0.0.1"]}
    assert web.tags == {"province", "front"}


def test_roles_and_ports_of_a_system_are_those_of_its_hosts(two: Inventory) -> None:
    web, database, other, _ = two.hosts()

    assert web.roles == {"web"}
    assert web.ports == (
        Port(number=443),
        Port(number=22),
        Port(number=123, protocol="udp"),
    )
    assert database.roles == {"db"}
    assert database.ports == (Port(number=5432),)
    assert other.ports is None


def test_jump_hosts_come_outermost_first(two: Inventory) -> None:
    web, *_ = two.hosts()

    assert [(j.name, j.port, j.user) for j in web.jumps] == [
        ("edge", 22, "hop"),
        ("inner", 2222, None),
    ]


def test_a_jump_host_may_stand_in_another_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("jumps: {far: {address: 192.0.2.1}}\n")
    (tmp_path / "b.yaml").write_text(
        "units: [{id: u, name: U, systems: [{id: s, name: S, level: 1, "
        "hosts: [{id: h, address: h.example, jump: far}]}]}]\n"
    )

    (host,) = inventory.load(tmp_path).hosts()

    assert host.jumps[0].address == "192.0.2.1"


def test_one_address_behind_different_jump_hosts_is_two_hosts(two: Inventory) -> None:
    addresses = [h.address for h in two.hosts()]

    assert addresses.count("10.1.0.11") == 2


def test_a_unit_may_say_who_assesses_it(two: Inventory) -> None:
    first, second = two.units

    assert (first.assessor, first.independent) == ("Tổ kiểm tra", True)
    assert (second.assessor, second.independent) == ("", None)


def test_the_setting_tells_checks_what_the_inventory_knows(two: Inventory) -> None:
    setting = two.hosts()[0].setting()

    assert (setting.subject, setting.level) == ("so-mau/portal/web01", 3)
    assert setting.roles == {"web"}
    assert setting.earlier is None


def test_scan_hours_go_past_midnight(two: Inventory) -> None:
    web, *_ = two.hosts()
    times = [(21, 59), (22, 0), (0, 0), (4, 59), (5, 0), (12, 0)]

    may = [web.may_connect(at(*time)) for time in times]

    assert may == [False, True, True, True, False, False]


def test_any_of_several_scan_hours_will_do(two: Inventory) -> None:
    _, database, _, local = two.hosts()
    noon = at(12, 30)

    assert database.may_connect(noon)
    assert not database.may_connect(noon.replace(hour=13))
    assert inventory.next_opening(database.scan_hours, noon.replace(hour=20)) == at(
        0, 0
    ) + timedelta(days=1)
    assert inventory.next_opening(database.scan_hours, noon) == noon
    assert not local.may_connect(noon)


def test_without_scan_hours_any_time_will_do() -> None:
    assert inventory.open_at((), at(3, 0))


def test_written_permission_has_a_first_and_a_last_day(two: Inventory) -> None:
    unit, other = two.units

    days = [(2026, 1, 4), (2026, 1, 5), (2026, 12, 31), (2027, 1, 1)]
    held = [unit.authorised(date(*d)) for d in days]

    assert held == [False, True, True, False]
    assert not other.authorised(date(2026, 6, 1))


def test_the_highest_system_gives_a_unit_its_level(two: Inventory) -> None:
    assert [u.level for u in two.units] == [3, 2]


def test_a_telephone_number_keeps_its_zero(two: Inventory) -> None:
    assert two.units[0].contacts[0].phone == "0238123456"


def test_subjects_are_found_and_the_nearest_is_named(two: Inventory) -> None:
    assert isinstance(two.find("so-mau"), Unit)
    assert isinstance(two.find("so-mau/portal"), System)
    with pytest.raises(InputError, match="did you mean `so-mau/portal/web01`"):
        two.find("so-mau/portal/web1")


def test_a_merged_unit_is_found_under_its_former_id(two: Inventory) -> None:
    assert two.find("xa-cu/office").subject == "xa-mau/office"
    assert [h.unit for h in two.select(units=["xa-cu"])] == ["xa-mau", "xa-mau"]


def test_selection_is_any_of_a_kind_and_all_kinds(two: Inventory) -> None:
    def chosen(**names: list[str]) -> list[str]:
        return [h.subject for h in two.select(**names)]

    assert len(chosen()) == 4
    assert chosen(hosts=["web01"]) == ["so-mau/portal/web01", "xa-mau/office/web01"]
    assert chosen(hosts=["web01"], units=["xa-mau"]) == ["xa-mau/office/web01"]
    assert chosen(systems=["so-mau/portal"], tags=["front"]) == ["so-mau/portal/web01"]
    assert chosen(units=["so-mau", "xa-mau"], tags=["front"]) == ["so-mau/portal/web01"]


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [
        ("units", "so-mao", "so-mau"),
        ("systems", "portel", "portal"),
        ("hosts", "web001", "web01"),
        ("tags", "fromt", "front"),
    ],
)
def test_selecting_what_is_not_there_is_an_error(
    two: Inventory, kind: str, name: str, hint: str
) -> None:
    with pytest.raises(InputError, match=f"did you mean `{hint}`"):
        two.select(**{kind: [name]})


def test_a_snapshot_makes_the_same_inventory(two: Inventory) -> None:
    kept = json.loads(json.dumps(two.snapshot()))

    assert inventory.restore(kept) == two


def test_the_schema_accepts_what_loads() -> None:
    data = documents.parse(TWO_UNITS, "a.yaml").data

    jsonschema.Draft202012Validator(inventory.schema()).validate(data)


@pytest.mark.parametrize(
    ("target", "address", "port", "user"),
    [
        ("root@192.0.2.5", "192.0.2.5", 22, "root"),
        ("server.example:2022", "server.example", 2022, None),
        ("a@[2001:db8::1]:2200", "2001:db8::1", 2200, "a"),
        ("localhost", "localhost", 22, None),
    ],
)
def test_one_host_can_be_named_without_any_file(
    target: str, address: str, port: int, user: str | None
) -> None:
    (host,) = inventory.single(target, level=4, key="k").hosts()

    assert (host.address, host.port, host.user) == (address, port, user)
    assert (host.level, host.key) == (4, "k")


@pytest.mark.parametrize(
    "target", ["", "a b", "-oProxyCommand=x", "u@h:x", "::1", "h:"]
)
def test_a_target_of_another_form_is_refused(target: str) -> None:
    with pytest.raises(InputError):
        inventory.single(target)


def test_a_folder_without_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no inventory file"):
        inventory.load(tmp_path)
