"""Measurements of speed, size and memory, as ratios within one run.

Each ``bench_*.py`` has a function ``main`` that returns rows: dictionaries with ``name``, ``ours`` and
``theirs`` (with their unit), ``ratio`` and ``bound``. ``nox -s bench`` runs all of them,
``nox -s bench -- operations plots`` some. These are measurements, never tests.
"""
