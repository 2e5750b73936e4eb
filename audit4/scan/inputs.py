"""All that judging takes besides evidence, read from a workspace or from a snapshot."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from audit4 import attestation, inventory, policy, registry, waivers
from audit4.attestation import Attestations
from audit4.digest import canonical
from audit4.inventory import Inventory
from audit4.policy import Policy
from audit4.record import PolicyInfo
from audit4.registry import Registry
from audit4.waivers import Known, Waivers
from audit4.workspace import Workspace, zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What one judgement takes; `timezone` is where its days begin and end."""

    registry: Registry
    policy: Policy
    inventory: Inventory
    attestations: Attestations
    waivers: Waivers
    timezone: str

    @property
    def policy_info(self) -> PolicyInfo:
        """Which policy this is."""
        return PolicyInfo(
            name=self.policy.name,
            version=self.policy.version,
            sha256=self.policy.sha256,
        )

    def snapshots(self) -> dict[str, str]:
        """All of it as text by kind, from which `restored` makes it again."""
        return {
            "policy": canonical(self.policy.snapshot()),
            "inventory": canonical(self.inventory.snapshot()),
            "attestations": canonical(self.attestations.snapshot()),
            "waivers": canonical(self.waivers.snapshot()),
            "timezone": self.timezone,
        }


def read_inputs(workspace: Workspace, policy_name: str | None = None) -> Inputs:
    """Everything in a workspace that a scan judges by.

    Raises:
        Audit4Error: a file is wrong or a pack does not load.
    """
    config = workspace.config
    loaded = registry.load(config.packs, workspace.checks)
    rules = policy.load(policy_name or config.policy, loaded, folder=workspace.policies)
    hosts = inventory.load(workspace.inventory)
    return Inputs(
        registry=loaded,
        policy=rules,
        inventory=hosts,
        attestations=attestation.load(
            workspace.attestations,
            systems={u.id: {s.id for s in u.systems} for u in hosts.units},
            controls={c.id for c in rules.controls if c.attested},
        ),
        waivers=waivers.load(
            workspace.waivers, known=_known(rules, hosts), zone=config.zone
        ),
        timezone=config.timezone,
    )


def restored(snapshots: Mapping[str, str], loaded: Registry) -> Inputs:
    """The inputs that a stored judgement took."""
    taken = {k: json.loads(v) for k, v in snapshots.items() if k != "timezone"}
    timezone = snapshots["timezone"]
    return Inputs(
        registry=loaded,
        policy=policy.restore(taken["policy"], loaded),
        inventory=inventory.restore(taken["inventory"]),
        attestations=attestation.restore(taken["attestations"]),
        waivers=waivers.restore(taken["waivers"], zone(timezone)),
        timezone=timezone,
    )


def _known(rules: Policy, hosts: Inventory) -> Known:
    return Known(
        rules=rules.rule_ids,
        controls={c.id for c in rules.controls},
        subjects=hosts.subjects,
        tags=hosts.tags,
    )
