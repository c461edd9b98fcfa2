"""Run the benchmarks that were asked for, print one table, fail if a bound was missed."""

import sys
from importlib import import_module
from pathlib import Path


def available():
    return sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def line(row):
    figures = " ".join(
        f"{key}={value:.4g}"
        for key, value in row.items()
        if key.startswith(("ours", "theirs")) and value is not None
    )
    if row.get("ratio") is None:
        return f"{'skipped':8} {row['name']}: {row.get('note', '')}"
    verdict = "ok" if row["ratio"] <= row["bound"] else "MISSED"
    return f"{verdict:8} {row['name']}: ratio {row['ratio']:.3f}, bound {row['bound']:g} ({figures})"


def main(names):
    unknown = set(names) - set(available())
    if unknown:
        sys.exit(f"Unknown benchmarks: {', '.join(sorted(unknown))}. There are: {', '.join(available())}.")
    missed = 0
    for name in names or [name for name in available() if name != "peers"]:  # these need an environment
        for row in import_module(f".bench_{name}", __package__).main():
            print(line(row), flush=True)
            missed += row.get("ratio") is not None and row["ratio"] > row["bound"]
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
