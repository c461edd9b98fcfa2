"""Run a command and watch its whole family of processes: processor time, memory, libraries."""

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

INTERVAL = 0.05  # seconds between two looks


@dataclass
class Usage:
    """What a command and all its descendants used."""

    seconds: float = 0.0
    peak_bytes: int = 0
    loaded_tensorflow: bool = False
    returncode: int = 0
    output: str = ""
    processor: dict[int, float] = field(default_factory=dict)

    @property
    def processor_seconds(self):
        return sum(self.processor.values())


def watch(command, **options):
    """Return the usage of a command that runs to its end; a process counts once it has been seen."""
    usage, known, started = Usage(), {}, time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=-1, **options
    ) as process:
        family = psutil.Process(process.pid)
        while process.poll() is None:
            look(family, known, usage)
            time.sleep(INTERVAL)
        usage.output = process.stdout.read()
    usage.seconds, usage.returncode = time.perf_counter() - started, process.returncode
    return usage


def look(family, known, usage):
    """Add what the living members of the family use to the usage."""
    total = 0
    for member in members(family):
        known.setdefault(member.pid, member)
    for pid, member in list(known.items()):
        try:
            times = member.cpu_times()
            usage.processor[pid] = times.user + times.system
            total += member.memory_full_info().pss
            if not usage.loaded_tensorflow:
                usage.loaded_tensorflow = "libtensorflow" in Path(f"/proc/{pid}/maps").read_text()
        except (psutil.Error, OSError):
            del known[pid]
    usage.peak_bytes = max(usage.peak_bytes, total)


def members(family):
    try:
        return [family, *family.children(recursive=True)]
    except psutil.Error:
        return []
