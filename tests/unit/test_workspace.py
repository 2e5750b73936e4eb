import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest

from audit4 import attestation, documents, inventory, waivers, workspace
from audit4.disk import refuse_network
from audit4.errors import Audit4Error
from audit4.finding import Severity
from audit4.workspace import Config, Workspace

MOUNTS = """\
22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/share rw shared:1 - nfs4 server:/export rw
31 30 8:2 / /mnt/share/local rw - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/with\\040space rw - cifs //server/x rw
33 22 0:42 / /twice rw - ext4 /dev/sdc rw
34 22 0:43 / /twice rw - cifs //server/y rw
"""


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_new_workspace_is_whole_and_private(tmp_path: Path, language: str) -> None:
    root = tmp_path / "new"

    made = workspace.init(root, language)

    assert Workspace.find(root / "inventory").root == root
    assert Workspace.open(root).config.language == language
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in made)
    folders = [root, *(f for f in root.rglob("*") if f.is_dir())]
    assert {stat.S_IMODE(f.stat().st_mode) for f in folders} == {0o700}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_examples_are_right_once_uncommented(tmp_path: Path, language: str) -> None:
    workspace.init(tmp_path, language)

    (inventory_file,) = (tmp_path / "inventory").iterdir()
    servers = inventory.loads(_uncommented(inventory_file))
    (stated,) = (tmp_path / "attestations").iterdir()
    text = _uncommented(tmp_path / "waivers.yaml")
    accepted = documents.parse(text, "w").data
    config = documents.parse(_uncommented(tmp_path / "audit4.yaml"), "c").data

    assert len(servers.hosts()) == 2
    for schema, data in (
        (waivers.schema(), accepted),
        (workspace.schema(), config),
        (attestation.schema(), documents.read(stated).data),
    ):
        jsonschema.Draft202012Validator(schema).validate(data)
    assert Config.model_validate(config).require_authorisation


def _uncommented(path: Path) -> str:
    """The file with its example put into force: `# key…` lines, prose left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    example = [line[2:] for line in lines if line.startswith("# ") and _is_yaml(line)]
    kept = [line for line in lines if not line.startswith("#") and "[]" not in line]
    return "\n".join([*kept, *example]) + "\n"


def _is_yaml(line: str) -> bool:
    word = line[2:].strip().split(" ")[0]
    return word.endswith(":") or word == "-" or word.startswith("{")


def test_a_second_init_changes_nothing(tmp_path: Path) -> None:
    workspace.init(tmp_path)

    with pytest.raises(Audit4Error, match="this is a workspace"):
        workspace.init(tmp_path)


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Audit4Error, match="audit4 init"):
        Workspace.find(tmp_path)


def test_an_empty_configuration_means_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "audit4.yaml").write_text("# nothing\n")

    config = Workspace.find(tmp_path).config

    assert config == Config()
    assert (config.policy, config.fail_on) == ("four-layer", Severity.HIGH)
    assert config.sla_days.days(Severity.CRITICAL) == 7


def test_vietnam_has_its_offset_without_time_zone_data() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    offset = noon.astimezone(workspace.zone("Asia/Ho_Chi_Minh")).utcoffset()

    assert offset == timedelta(hours=7)


@pytest.mark.parametrize(
    ("folder", "refused"),
    [
        ("/srv/audit", ""),
        ("/mnt/share/audit", "nfs4"),
        ("/mnt/share/local/audit", ""),
        ("/mnt/shared", ""),
        ("/mnt/with space/audit", "cifs"),
        ("/twice", "cifs"),
    ],
)
def test_a_network_disk_is_refused(tmp_path: Path, folder: str, refused: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)

    said = ""
    try:
        refuse_network(Path(folder), mounts)
    except Audit4Error as error:
        said = str(error)

    assert (f"is on {refused};" in said) if refused else not said
    assert "\n" not in said


def test_reports_are_private_too(tmp_path: Path) -> None:
    workspace.init(tmp_path)
    place = Workspace.open(tmp_path)

    folder = place.report_folder("2026-11-22")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert place.database.parent == place.state


def test_files_are_replaced_together_and_privately(tmp_path: Path) -> None:
    old = tmp_path / "old.yaml"
    old.write_text("old")

    workspace.replace_private({old: "new", tmp_path / "more.yaml": "more"})

    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        "old.yaml": "new",
        "more.yaml": "more",
    }
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_where_one_file_cannot_be_replaced_none_is(tmp_path: Path) -> None:
    old, blocked = tmp_path / "a.yaml", tmp_path / "b.yaml"
    old.write_text("old")
    fresh = tmp_path / "0.yaml"

    blocked.mkdir()

    with pytest.raises(Audit4Error, match="nothing was changed"):
        workspace.replace_private({fresh: "x", old: "new", blocked: "new"})

    assert [p.name for p in sorted(tmp_path.iterdir())] == ["a.yaml", "b.yaml"]
    assert old.read_text() == "old"
