"""Build the images of the booted hosts beforehand: `make images`."""

from .province import HOSTS, STOCK

if __name__ == "__main__":
    for spec in (*HOSTS, *STOCK):
        print(spec.image())  # noqa: T201 - a command
