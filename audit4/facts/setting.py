"""What the inventory says of the host, and the one clock that judging may use."""

from datetime import datetime

from audit4.evidence import Fact, Setting

SETTING: Fact[Setting] = Fact(name="setting", probes=(), parse=lambda e: e.setting)
NOW: Fact[datetime] = Fact(name="now", probes=(), parse=lambda e: e.collected_at)
