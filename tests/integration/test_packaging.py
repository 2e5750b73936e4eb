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
ASK = """
import importlib.resources, json, pkgutil, audit4, audit4.checks
walk = pkgutil.walk_packages(audit4.checks.__path__, "audit4.checks.")
names = [m.name for m in walk]
policies = importlib.resources.files("audit4.policies")
reports = importlib.resources.files("audit4.reports")
print(json.dumps({
    "checks": sorted(n.removeprefix("audit4.checks.") for n in names),
    "policy": (policies / "four-layer.yaml").is_file(),
    "data": sorted(p.name for p in (policies / "data").iterdir()),
    "templates": any(p.name.endswith(".j2") for p in (reports / "templates").iterdir()),
}))
"""


def clean_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}


def ask(python: Path | str, cwd: Path) -> dict[str, object]:
    said = subprocess.run(
        [str(python), "-c", ASK],
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


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A new environment that sees the libraries of this one, but not audit4."""
    where = tmp_path / "env"
    venv.create(where, with_pip=False, symlinks=True)
    site = next((where / "lib").glob("python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return where


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


def test_wheel_holds_every_check_policy_and_template(
    environment: Path, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")

    install(environment, str(wheel))
    found = ask(environment / "bin/python", tmp_path)

    assert found["checks"] == checks_on_disk()
    assert found["policy"]
    assert found["templates"]
    assert found["data"]


def test_wheel_puts_one_name_into_site_packages(
    environment: Path, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    site = next((environment / "lib").glob("python*/site-packages"))
    before = {p.name for p in site.iterdir()}

    install(environment, str(wheel))

    new = {p.name for p in site.iterdir()} - before
    assert {n for n in new if not n.endswith(".dist-info")} == {"audit4"}


def test_editable_install_sees_the_checkout(environment: Path, tmp_path: Path) -> None:
    install(environment, "--editable", str(ROOT))

    found = ask(environment / "bin/python", tmp_path)

    assert found["checks"] == checks_on_disk()
    assert found["policy"]
    assert found["templates"]


def test_bare_checkout_runs(environment: Path) -> None:
    found = ask(environment / "bin/python", ROOT)

    assert found["checks"] == checks_on_disk()
    assert found["policy"]


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
