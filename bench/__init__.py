"""What audit4 costs, as ratios against references measured beside it."""
