"""Build the site twice from nothing, and compare the two byte for byte."""

import filecmp
import sys
import tempfile
from pathlib import Path

from tests.bench.bench_site import PAGES, build, copy_of_repository


def files(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def differences(first, second):
    one, two = files(first), files(second)
    yield from sorted(one ^ two)
    for name in sorted(one & two):
        if not filecmp.cmp(first / name, second / name, shallow=False):
            yield name


def main():
    with tempfile.TemporaryDirectory() as name:
        sites = []
        for copy in ("first", "second"):
            folder = Path(name) / copy / "repository"  # the path may not show in the pages either
            folder.mkdir(parents=True)
            build(copy_of_repository(folder))
            sites.append(folder / PAGES)
        different = list(differences(*sites))
        count = len(files(sites[0]))
    if not count:
        sys.exit(f"The build left nothing in {PAGES}.")
    if different:
        sys.exit("These files differ between two builds:\n" + "\n".join(map(str, different)))
    print(f"{count} files are equal in both builds.")


if __name__ == "__main__":
    main()
