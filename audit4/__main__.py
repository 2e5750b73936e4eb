"""Run audit4 as `python -m audit4`."""

from audit4.cli import main

main()
