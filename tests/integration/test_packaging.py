"""The three ways to have audit4: a wheel, an editable install, a bare checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Everything that is not code and must come along: policies, templates, scripts.
DATA = ("policies", "reports", "audit4/collector", "audit4/store", "audit4/demo")
ASK = """
import importlib.resources, json, pathlib, pkgutil, sys, audit4, audit4.checks
walk = pkgutil.walk_packages(audit4.checks.__path__, "audit4.checks.")
found = {"checks": sorted(m.name.removeprefix("audit4.checks.") for m in walk)}
for place in sys.argv[1:]:
    name = "audit4." + place.removeprefix("audit4/")
    folder = pathlib.Path(next(importlib.resources.files(name).iterdir())).parent
    found[place] = sorted(
        str(f.relative_to(folder)) for f in folder.rglob("*")
        if f.is_file() and "__pycache__" not in f.parts
    )
print(json.dumps(found))
"""
WORKS = "import audit4.policy as p, audit4.registry as r; p.load(p.DEFAULT, r.load())"


def clean_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


def ask(python: Path | str, cwd: Path) -> dict[str, object]:
    said = subprocess.run(
        [str(python), "-c", ASK, *DATA],
        cwd=cwd,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    answer: dict[str, object] = json.loads(said.stdout)
    return answer


def checks_on_disk() -> list[str]:
    files = (ROOT / "checks").rglob("*.py")
    ids = {
        ".".join(f.relative_to(ROOT / "checks").with_suffix("").parts) for f in files
    }
    return sorted(i.removesuffix(".__init__") for i in ids if i != "__init__")


def data_on_disk() -> dict[str, list[str]]:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *DATA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return {
        place: sorted(f.removeprefix(f"{place}/") for f in tracked if f"{place}/" in f)
        for place in DATA
    }


def assert_whole(found: dict[str, object]) -> None:
    assert found == {"checks": checks_on_disk()} | data_on_disk()


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A new environment that sees the libraries of this one, but not audit4."""
    where = tmp_path / "env"
    venv.create(where, with_pip=False, symlinks=True)
    site = next((where / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return where


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def install(environment: Path, *what: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(environment / "bin/python"),
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--no-build-isolation",
            "--ignore-installed",
            *what,
        ],
        cwd=environment,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_wheel_holds_every_check_and_all_that_is_not_code(
    environment: Path, tmp_path: Path, wheel: Path
) -> None:
    install(environment, str(wheel))
    found = ask(environment / "bin/python", tmp_path)

    assert_whole(found)


def test_wheel_puts_one_name_into_site_packages(environment: Path, wheel: Path) -> None:
    site = next((environment / "lib").glob("python*/site-packages"))
    before = {p.name for p in site.iterdir()}

    install(environment, str(wheel))

    new = {p.name for p in site.iterdir()} - before
    assert {n for n in new if not n.endswith(".dist-info")} == {"audit4"}


def test_editable_install_sees_the_checkout(environment: Path, tmp_path: Path) -> None:
    install(environment, "--editable", str(ROOT))

    found = ask(environment / "bin/python", tmp_path)

    assert_whole(found)


def test_bare_checkout_runs(environment: Path) -> None:
    found = ask(environment / "bin/python", ROOT)

    assert_whole(found)


def test_wheel_loads_its_policy_and_runs_its_command(
    environment: Path, tmp_path: Path, wheel: Path
) -> None:
    install(environment, str(wheel))

    for argv in (
        ["python", "-c", WORKS],
        ["audit4", "policy", "lint"],
        ["audit4", "init", "ws"],
    ):
        program = environment / "bin" / argv[0]
        done = subprocess.run(
            [program, *argv[1:]],
            cwd=tmp_path,
            env={**clean_environment(), "XDG_CONFIG_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stderr
        assert "Traceback" not in done.stderr


def test_a_second_name_for_checks_is_refused(environment: Path) -> None:
    said = subprocess.run(
        [environment / "bin/python", "-c", "import checks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert "import audit4.checks" in said.stderr
