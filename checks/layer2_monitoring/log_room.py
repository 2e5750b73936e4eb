"""The file system of the logs must have room left, blocks and index nodes alike.

Once it is full nothing is logged at all, and many services stop.
"""

from audit4.api import LOG_ROOM, Check, LogRoom, Verdict, judged_all


def evaluate(room: LogRoom, max_percent: int) -> Verdict:
    """Fail where more than `max_percent` is used."""
    nodes = room.inodes or 0
    wrong = [f"/var/log {room.used} %"] if room.used > max_percent else []
    if nodes > max_percent:
        wrong.append(f"/var/log inodes {nodes} %")
    return judged_all(
        wrong,
        expected=f"<= {max_percent} %",
        actual=f"{room.used} %, {room.free // 1024} MiB free",
    )


CHECK = Check(facts={"room": LOG_ROOM}, evaluate=evaluate)
