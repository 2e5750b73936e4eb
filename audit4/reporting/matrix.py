"""Controls by hosts, in blocks that fit a page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from audit4.finding import Status
from audit4.reporting.context import Context, anchor
from audit4.reporting.rows import Row
from audit4.reporting.view import CellView, MatrixBlock, MatrixRow, SystemView

PER_BLOCK = 16
# The order in which one status of a control outweighs another (design section 4).
_WORST = (Status.FAIL, Status.UNKNOWN, Status.PENDING, Status.PASS)


def matrix(
    rows: Sequence[Row], systems: Iterable[SystemView], context: Context
) -> tuple[MatrixBlock, ...]:
    """A block for the unit itself, then for each system as many as its hosts need."""
    blocks = [_block(None, (), [r for r in rows if not r.system], context)]
    for system in systems:
        own = [r for r in rows if r.system == system.id]
        hosts = sorted({r.host for r in own if r.host})
        for start in range(0, max(1, len(hosts)), PER_BLOCK):
            chosen = tuple(hosts[start : start + PER_BLOCK])
            blocks.append(_block(system, chosen, own, context))
    return tuple(b for b in blocks if b.rows)


def _block(
    system: SystemView | None,
    hosts: tuple[str, ...],
    rows: Iterable[Row],
    context: Context,
) -> MatrixBlock:
    controls: dict[tuple[int, str], dict[str, Counter[Status]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    worst: dict[str, Row] = {}
    for row in rows:
        if row.status is Status.FAIL:
            known = worst.setdefault(row.control, row)
            if row.severity.weight > known.severity.weight:
                worst[row.control] = row
        of_control = controls[row.layer, row.control]
        of_control[""][row.status] += 1
        if row.host:
            of_control[row.host][row.status] += 1
    return MatrixBlock(
        system=system,
        hosts=hosts,
        rows=tuple(
            _row(place, controls[place], worst.get(place[1]), hosts, context)
            for place in sorted(controls)
        ),
    )


def _row(
    place: tuple[int, str],
    counts: Mapping[str, Counter[Status]],
    worst: Row | None,
    hosts: Iterable[str],
    context: Context,
) -> MatrixRow:
    layer, control = place
    return MatrixRow(
        control=control,
        anchor=anchor(worst.rule) if worst else "",
        title=context.control_title(control),
        layer=layer,
        whole=_cell(counts[""]),
        cells=tuple(_cell(counts[h]) if h in counts else None for h in hosts),
    )


def _cell(counts: Counter[Status]) -> CellView:
    return CellView(
        status=next((s for s in _WORST if counts[s]), Status.NOT_APPLICABLE),
        met=counts[Status.PASS],
        applicable=sum(counts[s] for s in _WORST),
    )
