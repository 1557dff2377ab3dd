"""Make sure that a Chromium is there for the browser tests; say how to get one if it is not.

Looks for one on the system, then asks the system's package manager (as root on Debian or Ubuntu),
then Playwright's own download. Chinese fonts come along where the package manager can bring them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def on_system() -> str | None:
    """Return the path of a Chromium or Chrome of the system's."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def of_playwright() -> str | None:
    """Return the path of the Chromium that Playwright has downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None  # noqa: PTH110


def find() -> str | None:
    """Return the path of a browser for the tests."""
    return on_system() or of_playwright()


def install() -> None:
    """Install a browser by the first way that works."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        packages = ["chromium", "fonts-noto-cjk"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-qq", *packages], env=environment, check=False)
    if not on_system():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """Find or install a browser; exit 1, with words, when there is none."""
    if not find():
        install()
    path = find()
    if path is None:
        print("No Chromium for the browser tests. Install the package `chromium`.", file=sys.stderr)
        return 1
    print(f"browser: {path}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
