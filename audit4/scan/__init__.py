"""A scan: plan, collect, judge, record; hosts side by side, each on its own."""
