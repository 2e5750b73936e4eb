"""A real Chromium, driven by its command line: the page as a reader gets it."""

import re
import shutil
import subprocess
from pathlib import Path

# Nothing but the page: no updates, no first-run talk, no network of its own.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def chromium(profile: Path, page: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Open a page with a profile of its own; the log goes to stderr."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(found for name in names if (found := shutil.which(name)))
    command = [program, *FLAGS, f"--user-data-dir={profile}", *flags, page]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True
    )


def dom(profile: Path, page: str, *flags: str) -> str:
    """The document after its script ran."""
    return chromium(profile, page, *flags, "--dump-dom").stdout


def size(png: Path) -> tuple[int, int]:
    """Width and height of a picture, from its header."""
    header = png.read_bytes()[16:24]
    return int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")


def complaints(page: subprocess.CompletedProcess[str]) -> list[str]:
    """What the page said on the console: errors, refusals of the policy."""
    return re.findall(r".*CONSOLE.*", page.stderr)
