"""What the house promises of itself: checks, probes, editions, words on paper."""

import ast
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from audit4 import policy, registry
from audit4.cli import edition, reference
from audit4.collector import editions
from audit4.reporting import reference as templates

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = dict(reference.commands())
CODE = re.findall(r"```.*?```|`[^`\n]+`", README, re.DOTALL)
# A command ends where the shell or a comment beside it begins.
END = r"(?=`| {2,}|>|&&|$)"
SHOWN = [
    shown.strip()
    for code in CODE
    for shown in re.findall(rf"\b(audit4 [a-z].*?){END}", code, re.MULTILINE)
]


def check_files() -> list[Path]:
    return sorted(
        p for p in (ROOT / "checks").glob("*/*.py") if not p.name.startswith("_")
    )


@pytest.mark.parametrize("file", check_files(), ids=lambda p: p.stem)
def test_a_check_says_why_it_is_there_and_has_a_test(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)
    assert (ROOT / "tests/checks" / file.parent.name / f"test_{file.name}").is_file()


def test_every_check_has_a_place_in_the_policy() -> None:
    loaded = registry.load()
    used = {rule.check_id for rule in policy.load(policy.DEFAULT, loaded).rules}

    assert set(loaded.checks) - used == set()


def test_every_check_file_is_found() -> None:
    on_disk = {f"{p.parent.name}.{p.stem}" for p in check_files()}

    assert set(registry.load().checks) == on_disk


def test_every_probe_has_an_id_of_its_own() -> None:
    probes: dict[str, object] = {}
    for check in registry.load().checks.values():
        for probe in check.check.probes:
            assert probes.setdefault(probe.id, probe) == probe


def test_the_newest_edition_is_the_collector_of_the_checks() -> None:
    newest = max(editions().items(), default=(0, ""))

    assert newest[1] == edition.current(), "run `make edition`"


def test_an_edition_of_an_earlier_version_is_never_touched() -> None:
    first = edition.recorded("", "a" * 64, "0.1.0")

    again = edition.recorded(first, "b" * 64, "0.1.0")
    later = edition.recorded(again, "c" * 64, "0.2.0")

    assert f"1: {'b' * 64}  # 0.1.0\n2: {'c' * 64}  # 0.2.0\n" in later
    assert edition.recorded(later, "b" * 64, "0.3.0") == later


def test_the_command_reference_is_current() -> None:
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")

    # How wide click folds differs with its version; the words do not.
    assert page.split() == reference.reference().split(), "run `make reference`"


def test_the_page_on_templates_is_current() -> None:
    page = (ROOT / "docs/report-templates.md").read_text(encoding="utf-8")

    assert page == templates.page(), "run `make reference`"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    command = COMMANDS[name]
    shown = command.get_help(click.Context(command, info_name=name))

    assert command.help
    if not isinstance(command, click.Group):
        assert re.search(r"[Ee]xamples?:|Exit codes:", shown), shown
        assert all(p.help for p in command.params if isinstance(p, click.Option)), shown


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_whatever_lists_can_print_json(name: str) -> None:
    words = name.split()
    lists = words[-1] in {"list", "show", "explain", "verify", "plan", "doctor"}

    options = {o for p in COMMANDS[name].params for o in p.opts}

    assert not lists or "--format" in options


@pytest.mark.parametrize("shown", sorted(set(SHOWN)))
def test_a_command_of_the_readme_exists_with_its_options(shown: str) -> None:
    words = [w for w in shlex.split(shown, comments=True) if w not in {"|", ">>"}]
    path = "audit4"
    rest = words[1:]
    while rest and f"{path} {rest[0]}" in COMMANDS:
        path = f"{path} {rest.pop(0)}"
    command = COMMANDS[path]

    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}

    assert path != "audit4", shown
    assert {w for w in rest if re.fullmatch(r"--?[a-z][a-z-]*", w)} <= known
    takes = any(isinstance(p, click.Argument) for p in command.params)
    assert takes or not rest or rest[0].startswith("-") or "<" in rest[0], shown


def test_the_readme_shows_a_dozen_commands() -> None:
    assert len({" ".join(s.split()[:2]) for s in SHOWN}) >= 12


@pytest.mark.parametrize(
    "word", re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", README, re.MULTILINE)
)
def test_a_make_target_of_the_readme_exists(word: tuple[str, str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(rf"^{word[0] or word[1]}:", makefile, re.MULTILINE)


@pytest.mark.needs("systemd-analyze")
def test_the_units_of_the_readme_are_accepted_by_systemd(tmp_path: Path) -> None:
    service, timer = re.findall(r"```ini\n(.*?)```", README, re.DOTALL)
    program = shutil.which("true") or "/bin/true"
    text = service.replace("/opt/audit4/bin/audit4", program).replace(
        "User=audit4\n", ""
    )
    (tmp_path / "audit4.service").write_text(text)
    (tmp_path / "audit4.timer").write_text(timer)

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "audit4.timer"],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )

    said = [line for line in done.stderr.splitlines() if "audit4" in line]
    assert done.returncode == 0, done.stderr
    assert not said
