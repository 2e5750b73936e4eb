"""Where things lie in a workspace, and how one is made."""

from dataclasses import dataclass
from pathlib import Path

from audit4.disk import refuse_network
from audit4.documents import read, validate
from audit4.errors import Audit4Error
from audit4.workspace.config import Config
from audit4.workspace.disk import make_private, write_private
from audit4.workspace.templates import FILES

CONFIG = "audit4.yaml"
_FOLDERS = ("inventory", "policies", "attestations", "checks", "reports", ".audit4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace's folder and its settings."""

    root: Path
    config: Config

    @classmethod
    def find(cls, start: Path) -> "Workspace":
        """The workspace at a folder, or above it.

        Raises:
            Audit4Error: there is none, or it is on a network file system.
            InputError: its `audit4.yaml` is wrong.
        """
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / CONFIG).is_file():
                return cls.open(folder)
        raise Audit4Error(
            f"no {CONFIG} in {start} or above: make a workspace with `audit4 init`"
        )

    @classmethod
    def open(cls, root: Path) -> "Workspace":
        """The workspace at exactly this folder; raises as `find` does."""
        refuse_network(root)
        document = read(root / CONFIG)
        if document.data is None:
            return cls(root=root, config=Config())
        return cls(root=root, config=validate(Config, document))

    @property
    def inventory(self) -> Path:
        """Folder of the inventory files."""
        return self.root / "inventory"

    @property
    def policies(self) -> Path:
        """Folder of the workspace's own policies."""
        return self.root / "policies"

    @property
    def attestations(self) -> Path:
        """Folder of the units' statements."""
        return self.root / "attestations"

    @property
    def checks(self) -> Path:
        """Folder of the workspace's own packs of checks."""
        return self.root / "checks"

    @property
    def templates(self) -> Path:
        """Folder of the workspace's own templates of reports."""
        return self.root / "templates"

    @property
    def waivers(self) -> Path:
        """File of the waivers."""
        return self.root / "waivers.yaml"

    @property
    def known_hosts(self) -> Path:
        """File of the trusted host keys."""
        return self.root / "known_hosts"

    @property
    def reports(self) -> Path:
        """Folder of the reports, a folder a scan."""
        return self.root / "reports"

    @property
    def state(self) -> Path:
        """Folder of what audit4 itself keeps."""
        return self.root / ".audit4"

    @property
    def database(self) -> Path:
        """File of the database."""
        return self.state / "audit4.db"

    def ensure(self) -> None:
        """Make the folders that audit4 writes to, private to their owner."""
        make_private(self.state)
        make_private(self.reports)

    def report_folder(self, scan: str) -> Path:
        """The private folder of one scan's reports, made if need be."""
        folder = self.reports / scan
        make_private(self.reports)
        make_private(folder)
        return folder


def init(root: Path, language: str = "vi") -> tuple[Path, ...]:
    """Make a workspace with commented examples; says which files were made.

    Raises:
        Audit4Error: there is one already, or it cannot be made here.
    """
    if (root / CONFIG).exists():
        raise Audit4Error(f"{root / CONFIG} is there already: this is a workspace")
    make_private(root)
    refuse_network(root)
    for folder in _FOLDERS:
        make_private(root / folder)
    made = []
    for name, text in FILES[language].items():
        path = root / name
        if not path.exists():
            write_private(path, text)
            made.append(path)
    return tuple(made)
