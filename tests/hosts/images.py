"""Build the images of the booted hosts beforehand: `make images`."""

from .machines import image
from .province import PACKAGES

if __name__ == "__main__":
    for suite, packages in PACKAGES.items():
        print(image(suite, packages))  # noqa: T201 - a command
