import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from audit4 import policy, registry
from audit4.check import Check
from audit4.errors import CheckLoadError
from audit4.evidence import Command, Fact
from audit4.finding import Verdict, passed
from audit4.registry import SHIPPED, Registry

CHECK = '''\
"""A banner must be shown before login."""

from audit4.api import Check, Verdict, passed


def evaluate(text: str) -> Verdict:
    """Pass always: this is an example."""
    return passed(text)


CHECK = Check(facts={}, evaluate=evaluate)
'''
TAKEN = "layer3_assessment/earlier_findings.py"
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "audit4-example"
version = "1.2"

[project.entry-points."audit4.checks"]
example = "audit4_example"

[tool.hatch.build.targets.wheel]
packages = ["audit4_example"]
"""
POLICY = """\
name: with-pack
version: "1"
as_of: 2026-11-22
title: {vi: Gói, en: Pack}
controls:
  - id: l1-banner
    layer: 1
    kind: technical
    title: {vi: Thông báo, en: Banner}
    rationale: {vi: Vì vậy, en: Because}
    severity: low
    remediation: {vi: Sửa, en: Mend}
    rules:
      - {id: banner, check: layer1_onsite.banner, with: {text: hello}}
"""


@dataclass(frozen=True)
class Trust:
    name: str
    version: str | None = None
    digest: str | None = None


@pytest.fixture(autouse=True)
def no_traces() -> Iterator[None]:
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.startswith(("audit4_example", "_audit4_site")):
            del sys.modules[name]


def installed(folder: Path, *, check: str = "layer1_onsite/banner.py") -> None:
    """A pack, built by a real build backend and installed where Python looks."""
    source, target = folder / "source", folder / "site"
    file = source / "audit4_example" / check
    file.parent.mkdir(parents=True)
    file.write_text(CHECK)
    (source / "audit4_example" / "__init__.py").write_text("")
    (source / "pyproject.toml").write_text(PROJECT)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*pip, *options, str(source)], check=True, capture_output=True)
    sys.path.append(str(target))


def local(folder: Path, text: str = CHECK, check: str = "layer1_onsite/banner") -> Path:
    file = folder / "checks" / "ours" / f"{check}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return folder / "checks"


def pack(found: Registry, name: str) -> registry.Pack:
    return next(p for p in found.packs if p.name == name)


def test_every_shipped_file_is_a_check() -> None:
    found = registry.load()
    root = Path(__file__).parents[2] / "checks"
    files = [f.relative_to(root) for f in root.glob("layer*/**/*.py")]
    ids = {".".join(f.with_suffix("").parts) for f in files if f.name[0] != "_"}

    assert set(found.checks) == ids
    assert {c.pack for c in found.checks.values()} == {SHIPPED}


def test_a_shipped_check_knows_its_layer_and_why() -> None:
    check = registry.load().checks["layer3_assessment.earlier_findings"]

    assert check.layer == 3
    assert check.doc.startswith("Findings of earlier rounds")


def test_probes_are_sorted_and_unique() -> None:
    ids = [p.id for p in registry.load().probes(shipped_only=True)]

    assert ids == sorted(set(ids))


def test_an_installed_pack_adds_a_check_that_a_policy_can_use(tmp_path: Path) -> None:
    installed(tmp_path)
    (tmp_path / "with-pack.yaml").write_text(POLICY, encoding="utf-8")

    found = registry.load([Trust("audit4-example", version="1.2")])

    assert found.checks["layer1_onsite.banner"].pack == "audit4-example"
    assert len(policy.load(tmp_path / "with-pack.yaml", found).rules) == 1


def test_an_untrusted_pack_is_listed_and_never_imported(tmp_path: Path) -> None:
    installed(tmp_path)

    found = registry.load()

    assert pack(found, "audit4-example").version == "1.2"
    assert "not named as trusted" in pack(found, "audit4-example").refused
    assert "layer1_onsite.banner" not in found.checks
    assert "audit4_example" not in sys.modules


def test_an_installed_pack_that_claims_a_taken_id_is_refused(tmp_path: Path) -> None:
    installed(tmp_path, check=TAKEN)

    with pytest.raises(CheckLoadError, match="audit4-example is taken by audit4"):
        registry.load([Trust("audit4-example")])


def test_a_pack_of_the_workspace_is_loaded_if_trusted(tmp_path: Path) -> None:
    site = local(tmp_path)

    unknown = registry.load([], site)
    known = registry.load([Trust("ours", digest=pack(unknown, "ours").digest)], site)

    assert "layer1_onsite.banner" not in unknown.checks
    assert known.checks["layer1_onsite.banner"].pack == "ours"


@pytest.mark.parametrize(
    ("trust", "why"),
    [
        (Trust("ours", version="9"), "version 9 is trusted"),
        (Trust("ours", digest="0" * 64), "do not have the trusted digest"),
        (Trust("our"), "not named as trusted"),
    ],
)
def test_another_version_or_digest_is_not_trusted(
    tmp_path: Path, trust: Trust, why: str
) -> None:
    found = registry.load([trust], local(tmp_path))

    assert why in pack(found, "ours").refused


def test_one_changed_byte_changes_the_digest(tmp_path: Path) -> None:
    site = local(tmp_path)
    digest = pack(registry.load([], site), "ours").digest
    local(tmp_path, CHECK.replace("example", "Example"))

    found = registry.load([Trust("ours", digest=digest)], site)

    assert pack(found, "ours").refused


FACT = """
from audit4.api import Fact
ODD = Fact(name="odd", probes=(), parse=lambda e: 1)
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"""Why."""\n', "has no CHECK"),
        (CHECK.replace("CHECK = Check", "NAME = Check"), "has no CHECK"),
        (CHECK.split('"""', 2)[2], "no docstring"),
        (CHECK.replace("(text: str)", "(text)"), "neither a fact nor annotated"),
        (CHECK.replace("(text: str)", "(*text: str)"), "must take `text` by name"),
        (CHECK.replace("(text: str)", '(text: "Nowhere")'), "Nowhere"),
        (CHECK.replace("facts={}", "facts={'odd': ODD}") + FACT, "does not import"),
        (
            CHECK.replace("\n\ndef", FACT + "\n\ndef").replace(
                "facts={}", "facts={'odd': ODD}"
            ),
            "does not take the fact `odd`",
        ),
        ("def broken(:\n", "does not import"),
        ("import nowhere_at_all\n", "does not import"),
        ("1 / 0\n", "does not import"),
    ],
)
def test_a_malformed_check_is_refused_in_words(
    tmp_path: Path, text: str, said: str
) -> None:
    site = local(tmp_path, text)

    with pytest.raises(CheckLoadError, match=said):
        registry.load([Trust("ours")], site)


def test_a_pack_without_any_check_is_refused(tmp_path: Path) -> None:
    site = local(tmp_path, check="helpers/banner")

    with pytest.raises(CheckLoadError, match="no check in a folder"):
        registry.load([Trust("ours")], site)


TWICE = '''\
"""One {what} under a name that another has."""

from audit4.api import Check, Command, Fact, Verdict, passed

PROBE = Command(id="ours.same", argv=("{argv}",))
FACT: Fact[str] = Fact(name="{name}", probes=(PROBE,), parse=lambda e: "")


def evaluate(text: str) -> Verdict:
    """Pass always."""
    return passed(text)


CHECK = Check(facts={{"text": FACT}}, evaluate=evaluate)
'''


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (("true", "a"), ("false", "b"), "probe `ours.same` is not the one of"),
        (("true", "a"), ("true", "a"), "fact `a` is not the one of"),
    ],
)
def test_one_name_means_one_thing_in_all_checks(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], said: str
) -> None:
    for n, (argv, name) in enumerate((first, second)):
        text = TWICE.format(what="thing", argv=argv, name=name)
        site = local(tmp_path, text, f"layer1_onsite/c{n}")

    with pytest.raises(CheckLoadError, match=said):
        registry.load([Trust("ours")], site)


def test_probes_of_packs_stand_apart_from_the_shipped() -> None:
    probe = Command(id="other.one", argv=("true",))
    fact: Fact[str] = Fact(name="o", probes=(probe,), parse=lambda _: "")

    def evaluate(text: str) -> Verdict:
        return passed(text)

    check = Check(facts={"text": fact}, evaluate=evaluate)
    loaded = registry.LoadedCheck(id="x", check=check, pack="ours", doc="", layer=1)
    found = Registry(checks={"x": loaded}, packs=())

    assert found.probes() == (probe,)
    assert found.probes(shipped_only=True) == ()
