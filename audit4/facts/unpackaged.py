"""Files that no package brought, in places where programs start by themselves.

The host looks up owners of all candidates at once: dpkg's and apk's lists are read
through, since `dpkg -S` takes as long for each path; rpm has an index. What a
package diverted counts as its own. Links are not looked at: they lead to files.
"""

from dataclasses import dataclass

from audit4.evidence import KIB, Command, Evidence, Fact, Reason, Undetermined

UNPACKAGED_FILES = Command(
    id="unpackaged.files",
    argv=(
        "sh",
        "-c",
        (
            "c=$(find /etc/cron* /etc/anacrontab /etc/init.d /etc/rc.d/init.d"
            " /etc/systemd/system /etc/systemd/user /usr/local/lib/systemd"
            " /etc/profile.d /etc/modules* /etc/modprobe.d"
            " /etc/systemd/system-generators /etc/udev/rules.d /etc/update-motd.d"
            " /etc/network/if-*.d /etc/NetworkManager/dispatcher.d /usr/bin /usr/sbin"
            " /bin/ /sbin/ /usr/libexec /usr/lib/systemd/system"
            " /usr/lib/systemd/system-generators /usr/lib/udev/rules.d /lib/*/security"
            " /lib/systemd/system /usr/lib/*/security /lib*/security /usr/lib*/security"
            " -type f|sort -u);if [ -d /var/lib/dpkg/info ];then k=dpkg;"
            'u=$(echo "$c"|awk \'function n(p){sub("^/usr/","/",p);return p}'
            'FILENAME=="-"{a[n($0)]=$0;next}'
            "{delete a[n($0)]}END{for(p in a)print a[p]}'"
            " - /var/lib/dpkg/info/*.list /var/lib/dpkg/diversions);"
            "elif [ -f /lib/apk/db/installed ];then k=apk;"
            'u=$(echo "$c"|awk \'FILENAME=="-"{a[$0];next}/^F:/{d="/"substr($0,3)"/"}'
            "/^R:/{delete a[d substr($0,3)]}END{for(p in a)print p}'"
            " - /lib/apk/db/installed);"
            "else command -v rpm >&2||exit 127;k=rpm;"
            "u=$(echo \"$c\"|xargs rpm -qf --qf ''"
            "|sed -n 's/^file \\(.*\\) is not owned by any package$/\\1/p');fi;"
            'echo "$k $(echo "$c"|wc -l)";echo "$u"|sort'
        ),
    ),
    seconds=30,
    max_bytes=128 * KIB,
)

_HEAD_WORDS = 2
_NOT_THERE = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpackaged:
    """Paths without a package, and how many were looked up."""

    paths: tuple[str, ...]
    count: int


def _parse(seen: Evidence) -> Unpackaged:
    (item,) = seen.take(UNPACKAGED_FILES)
    if item.exit == _NOT_THERE:
        raise Undetermined(Reason.MISSING_TOOL, "rpm")
    head, *paths = seen.output(UNPACKAGED_FILES).splitlines() or [""]
    words = head.split()
    if len(words) != _HEAD_WORDS or not words[1].isdecimal():
        raise Undetermined(Reason.UNPARSEABLE, "owners of files")
    paths = [path for path in paths if path]
    if not int(words[1][:9]) > len(paths):  # no package owns anything: no database
        raise Undetermined(Reason.UNPARSEABLE, f"{words[0]}: no owner of any file")
    return Unpackaged(paths=tuple(paths), count=int(words[1][:9]))


UNPACKAGED: Fact[Unpackaged] = Fact(
    name="unpackaged", probes=(UNPACKAGED_FILES,), parse=_parse
)
