"""Configuration of systemd's own daemons: one file, and drop-ins by precedence."""

from collections.abc import Mapping

from audit4.evidence import Evidence, File, Reason, Undetermined

# From low to high precedence, systemd.unit(5) and journald.conf(5). /lib is a
# directory of its own only where /usr was never merged.
_ROOTS = ("/lib", "/usr/lib", "/usr/local/lib", "/run", "/etc")


def systemd_files(module: str, name: str) -> tuple[File, ...]:
    """Probes for `systemd/NAME` and its drop-ins in every place that counts."""
    return tuple(
        File(
            id=f"{module}.{part}_{root[1:].replace('/', '_')}",
            path=f"{root}/systemd/{name}{pattern}",
        )
        for root in _ROOTS
        for part, pattern in (("main", ""), ("dropins", ".d/*.conf"))
    )


def systemd_settings(
    seen: Evidence, probes: tuple[File, ...], section: str
) -> Mapping[str, str]:
    """Effective settings of a section, as systemd merges main file and drop-ins.

    The main file of the highest place counts alone; of drop-ins with one name
    the highest place counts; they apply in the order of their names.

    Raises:
        Undetermined: one of the files could not be read.
    """
    main, dropins = "", {}
    for probe in probes:
        for path, text in texts_of(seen, probe).items():
            if ".conf.d/" in path:
                dropins[path.rsplit("/", 1)[1]] = text
            else:
                main = text
    merged: dict[str, str] = {}
    for text in (main, *(dropins[name] for name in sorted(dropins))):
        merged |= _section(text, section)
    return merged


def texts_of(seen: Evidence, probe: File) -> Mapping[str, str]:
    """Content by path of what one of the probes found.

    Raises:
        Undetermined: a file could not be read.
    """
    try:
        return seen.files(probe)
    except Undetermined as why:
        # A merged /usr makes /lib a link, which a collector may refuse to follow;
        # its target is read anyway.
        if why.reason is Reason.UNSAFE_PATH and probe.path.startswith("/lib/"):
            return {}
        raise


def _section(text: str, section: str) -> dict[str, str]:
    # Not configparser: it refuses repeated keys and lines without a key, which
    # systemd takes (the last one counts) or skips.
    found, here = {}, False
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            here = stripped == f"[{section}]"
        elif here and "=" in stripped and stripped[0] not in "#;":
            key, _, value = stripped.partition("=")
            found[key.strip()] = value.strip()
    return found


def is_yes(value: str) -> bool:
    """Whether systemd reads the value as true."""
    return value.lower() in {"1", "yes", "y", "true", "t", "on"}
