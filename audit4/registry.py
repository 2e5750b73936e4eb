"""The checks that can be used, and the packs they come from.

A check's id is its path below its pack: `layer1_onsite.sshd_option`. The shipped
pack is `audit4.checks`. Others come by the entry point group `audit4.checks`,
whose value is a package to walk, or lie below the workspace's `checks/`, a folder
each. Packs are code that runs with the auditor's rights, so only those that the
workspace names as trusted are ever imported; the rest are known by their metadata.
"""

import hashlib
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType
from typing import Protocol

from audit4 import __version__
from audit4.check import Check
from audit4.errors import CheckLoadError
from audit4.evidence import Fact, Probe

GROUP = "audit4.checks"
SHIPPED = "audit4"

_SITE = "_audit4_site_checks"
# What a module of somebody else's may raise while it is imported.
_IMPORT_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


class Trust(Protocol):
    """A pack that the workspace trusts: by name, and version or digest if given."""

    @property
    def name(self) -> str:
        """Name of the distribution, or of the folder below `checks/`."""

    @property
    def version(self) -> str | None:
        """The only version that is trusted."""

    @property
    def digest(self) -> str | None:
        """The only digest of its files that is trusted, as hexadecimal SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Where checks come from; `refused` says why it is not loaded, empty if it is."""

    name: str
    version: str
    origin: str
    digest: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCheck:
    """A check with its id, its pack's name, its module's words and its layer."""

    id: str
    check: Check
    pack: str
    doc: str
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All loaded checks by id, and all packs, loaded or not."""

    checks: Mapping[str, LoadedCheck]
    packs: tuple[Pack, ...]

    def probes(self, *, shipped_only: bool = False) -> tuple[Probe, ...]:
        """All probes of the checks, sorted by id, each once."""
        chosen = [
            c for c in self.checks.values() if c.pack == SHIPPED or not shipped_only
        ]
        found = {p.id: p for c in chosen for p in c.check.probes}
        return tuple(found[key] for key in sorted(found))


def load(trusted: Sequence[Trust] = (), site: Path | None = None) -> Registry:
    """All shipped checks, and those of trusted packs.

    `site` is the workspace's `checks/` folder.

    Raises:
        CheckLoadError: a check is not well formed, an id is taken, or a pack does
            not import.
    """
    checks: dict[str, LoadedCheck] = {}
    packs = [Pack(name=SHIPPED, version=__version__, origin="shipped")]
    _add(checks, _checks_of(import_module("audit4.checks"), SHIPPED))
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda e: e.name):
        packs.append(pack := _judged(_installed(entry), trusted))
        if not pack.refused:
            _add(checks, _checks_of(_imported(entry.module, pack.name), pack.name))
    for folder in _folders(site):
        packs.append(pack := _judged(_local(folder), trusted))
        if not pack.refused:
            _add(checks, _checks_of(_site_package(folder), pack.name))
    _verify_ids(checks.values())
    return Registry(checks=dict(sorted(checks.items())), packs=tuple(packs))


def _add(known: dict[str, LoadedCheck], more: Iterable[LoadedCheck]) -> None:
    for check in more:
        if taken := known.get(check.id):
            message = f"`{check.id}` of pack {check.pack} is taken by {taken.pack}"
            raise CheckLoadError(f"{message}: rename the file or distrust the pack")
        known[check.id] = check


def _installed(entry: metadata.EntryPoint) -> Pack:
    name = entry.dist.name if entry.dist else entry.name
    version = entry.dist.version if entry.dist else ""
    files = entry.dist.files if entry.dist else None
    found = [(str(f), Path(str(f.locate()))) for f in files or () if f.suffix == ".py"]
    return Pack(name=name, version=version, origin="entry point", digest=_digest(found))


def _local(folder: Path) -> Pack:
    found = [(str(f.relative_to(folder)), f) for f in folder.rglob("*.py")]
    return Pack(name=folder.name, version="", origin="workspace", digest=_digest(found))


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    """SHA-256 over the digests and names of a pack's Python files; empty for none.

    An editable install lists no files, so it can be trusted by name alone.
    """
    listed = sorted((name, path) for name, path in files if path.is_file())
    whole = hashlib.sha256()
    for name, path in listed:
        content = path.read_bytes()
        whole.update(f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode())
    return whole.hexdigest() if listed else ""


def _judged(pack: Pack, trusted: Sequence[Trust]) -> Pack:
    named = [t for t in trusted if t.name == pack.name]
    why = "" if named else "not named as trusted in audit4.yaml"
    for trust in named:
        if trust.version and trust.version != pack.version:
            why = f"version {trust.version} is trusted, this is {pack.version}"
        if trust.digest and trust.digest.lower() != pack.digest:
            why = f"its files do not have the trusted digest, but {pack.digest}"
    return Pack(
        name=pack.name,
        version=pack.version,
        origin=pack.origin,
        digest=pack.digest,
        refused=why,
    )


def _folders(site: Path | None) -> list[Path]:
    if site is None or not site.is_dir():
        return []
    return sorted(f for f in site.iterdir() if f.is_dir() and f.name.isidentifier())


def _site_package(folder: Path) -> ModuleType:
    """The folder as a package, under a name that nothing else can have."""
    name = f"{_SITE}_{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    return package


def _imported(name: str, pack: str) -> ModuleType:
    try:
        return import_module(name)
    except _IMPORT_FAILURES as error:
        why = f"{type(error).__name__}: {error}"
        raise CheckLoadError(f"pack {pack}: {name} does not import: {why}") from error


def _checks_of(package: ModuleType, pack: str) -> tuple[LoadedCheck, ...]:
    """Each check below a package's `layerN_…` folders; at least one."""
    found = tuple(_walk(package, pack))
    if not found:
        raise CheckLoadError(f"pack {pack}: no check in a folder `layerN_…`")
    return found


def _walk(package: ModuleType, pack: str) -> Iterator[LoadedCheck]:
    """Files named `_…` are helpers, and so are other folders."""
    for root in map(Path, package.__path__):
        for file in sorted(root.glob("layer[1-4]_*/**/*.py")):
            parts = file.relative_to(root).with_suffix("").parts
            if not any(part.startswith("_") for part in parts):
                name = ".".join((package.__name__, *parts))
                yield _loaded(".".join(parts), _imported(name, pack), pack)


def _loaded(check_id: str, module: ModuleType, pack: str) -> LoadedCheck:
    check = getattr(module, "CHECK", None)
    if not isinstance(check, Check):
        raise CheckLoadError(f"pack {pack}: {check_id} has no CHECK")
    if not module.__doc__:
        raise CheckLoadError(f"pack {pack}: {check_id} has no docstring that says why")
    _verify_arguments(check_id, check)
    return LoadedCheck(
        id=check_id,
        check=check,
        pack=pack,
        doc=inspect.cleandoc(module.__doc__),
        layer=int(check_id[len("layer")]),
    )


def _verify_arguments(check_id: str, check: Check) -> None:
    try:
        signature = inspect.signature(check.evaluate, eval_str=True)
    except (NameError, TypeError, ValueError) as error:
        raise CheckLoadError(f"{check_id}: annotations of evaluate: {error}") from error
    for fact in check.facts:
        if fact not in signature.parameters:
            raise CheckLoadError(
                f"{check_id}: evaluate does not take the fact `{fact}`"
            )
    for name, argument in signature.parameters.items():
        if argument.kind not in {
            argument.POSITIONAL_OR_KEYWORD,
            argument.KEYWORD_ONLY,
        }:
            raise CheckLoadError(f"{check_id}: evaluate must take `{name}` by name")
        if argument.annotation is argument.empty:
            raise CheckLoadError(
                f"{check_id}: `{name}` is neither a fact nor annotated as a parameter"
            )


def _verify_ids(checks: Iterable[LoadedCheck]) -> None:
    """One name must mean one fact, and one id one probe, over all checks."""
    facts: dict[str, tuple[Fact[object], str]] = {}
    probes: dict[str, tuple[Probe, str]] = {}
    for loaded in checks:
        for fact in loaded.check.facts.values():
            first, by = facts.setdefault(fact.name, (fact, loaded.id))
            if first != fact:
                raise CheckLoadError(
                    f"{loaded.id}: fact `{fact.name}` is not the one of {by}"
                )
        for probe in loaded.check.probes:
            known, by = probes.setdefault(probe.id, (probe, loaded.id))
            if known != probe:
                raise CheckLoadError(
                    f"{loaded.id}: probe `{probe.id}` is not the one of {by}"
                )
