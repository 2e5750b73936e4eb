"""Red Hat's system-wide crypto policy: what is chosen, and what it comes to.

`update-crypto-policies` writes the whole policy, modules worked in, beside the
configuration of each library, which is what programs obey.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit4.evidence import Evidence, Fact, File, Reason, Undetermined

CONFIG = File(
    id="crypto_policy.config", path="/etc/crypto-policies/config", needs_root=False
)
STATE = File(
    id="crypto_policy.state", path="/etc/crypto-policies/state/*", needs_root=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CryptoPolicy:
    """The policy; `installed` is false where programs obey none.

    `chosen` is what the next update applies, `current` what is applied now
    (`DEFAULT:NO-SHA1`). `settings` are the lines of the applied policy, such as
    `cipher` or `cipher@openssh-server`; empty where this release writes none.
    """

    installed: bool
    chosen: str = ""
    current: str = ""
    settings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def values(self, name: str, scope: str = "") -> tuple[str, ...]:
        """What holds for a library: its own line, its group's, or everybody's.

        Raises:
            Undetermined: this release does not write what the policy comes to.
        """
        if not self.settings:
            raise Undetermined(Reason.NOT_COLLECTED, "crypto-policies: CURRENT.pol")
        group = scope.partition("-")[0]
        for key in (f"{name}@{scope}", f"{name}@{group}", name):
            if key in self.settings:
                return self.settings[key]
        return ()


def parse_policy(text: str) -> Mapping[str, tuple[str, ...]]:
    """Values by setting of a `name = value value` file; the last line counts."""
    lines = (x.split("#", 1)[0].partition("=") for x in text.splitlines())
    return {k.strip().lower(): tuple(v.split()) for k, e, v in lines if e and k.strip()}


def _name(text: str) -> str:
    bare = (x.split("#", 1)[0].strip() for x in text.splitlines())
    return next((x for x in bare if x), "")


def _parse(seen: Evidence) -> CryptoPolicy:
    config = seen.file(CONFIG)
    if config is None:
        return CryptoPolicy(installed=False)
    state = {p.rsplit("/", 1)[-1]: t for p, t in seen.files(STATE).items()}
    return CryptoPolicy(
        installed=True,
        chosen=_name(config),
        current=_name(state.get("current", "")),
        settings=parse_policy(state.get("CURRENT.pol", "")),
    )


CRYPTO_POLICY: Fact[CryptoPolicy] = Fact(
    name="crypto_policy", probes=(CONFIG, STATE), parse=_parse
)
