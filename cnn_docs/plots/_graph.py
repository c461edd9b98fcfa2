"""A model as a graph: ranks by the longest path, few crossings, straight long edges, columns on a page.

The layout is Sugiyama's in its simplest form: an edge over several ranks gets a bend point in each,
the order within a rank follows the means of the neighbours, and so do the places, with a distance
kept by isotonic regression.

References
----------
.. [1] K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system
   structures", IEEE Transactions on Systems, Man, and Cybernetics 11(2), 1981.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from cnn_docs.plots._layers import neighbours

SWEEPS = 12


@dataclass
class Layout:
    """Ranks of positions; those from `count` on are bend points of long edges."""

    count: int
    ranks: list
    routes: dict = field(default_factory=dict)
    x: list = field(default_factory=list)

    def rank_of(self):
        """Rank of each position."""
        return {position: number for number, rank in enumerate(self.ranks) for position in rank}


def layered(count, edges, width, bend, gap):
    """Layout of `count` boxes of one `width` with bend points `bend` wide, `gap` apart; in inches."""
    depth = _depths(count, edges)
    ranks = [[] for _ in range(max(depth) + 1)]
    for position in range(count):
        ranks[depth[position]].append(position)
    layout = Layout(count, ranks)
    links = _with_bends(layout, edges, depth)
    total = sum(map(len, layout.ranks))
    before, after = neighbours(links, total)
    _order(layout.ranks, before, after)
    widths = [width if position < count else bend for position in range(total)]
    layout.x = _places(layout.ranks, before, after, widths, gap)
    return layout


def _depths(count, edges):
    """Longest path from a source to each box; a source stands right above its first successor."""
    before, after = neighbours(edges, count)
    depth = [0] * count
    for position in range(count):
        depth[position] = max((depth[other] + 1 for other in before[position]), default=0)
    for position in reversed(range(count)):
        if not before[position] and after[position]:
            depth[position] = min(depth[other] for other in after[position]) - 1
    return depth


def _with_bends(layout, edges, depth):
    """Add bend points to the ranks, note each edge's route, and return the edges of one rank each."""
    links = set()
    new = layout.count
    for start, end in sorted(edges):
        route = [start]
        for rank in range(depth[start] + 1, depth[end]):
            layout.ranks[rank].append(new)
            route.append(new)
            new += 1
        route.append(end)
        layout.routes[start, end] = route
        links.update(pairwise(route))
    return links


def _order(ranks, before, after):
    """Sort each rank by the mean place of its neighbours, downwards and upwards in turn."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        near = before if down else after
        for number in range(len(ranks)) if down else reversed(range(len(ranks))):
            place = {
                position: index
                for rank in ranks[max(number - 1, 0) : number + 2]
                for index, position in enumerate(rank)
            }
            ranks[number].sort(
                key=lambda position: _mean([place[other] for other in near[position]], place[position])
            )


def _places(ranks, before, after, widths, gap):
    """Centre of each position in inches, drawn to the mean of its neighbours, none overlapping."""
    x = [0.0] * len(widths)
    for rank in ranks:
        _set(rank, x, dict.fromkeys(rank, 0.0), widths, gap)
    loose = [rank for rank in ranks if len(rank) > 1]  # a box alone in its rank stays on the middle line
    for sweep in range(2 * SWEEPS):
        near = (before, after)[sweep % 2]
        for rank in loose if near is before else reversed(loose):
            wanted = {p: _pulled(x, widths, near[p], x[p]) for p in rank}
            _set(rank, x, wanted, widths, gap)
    return x


def _set(rank, x, wanted, widths, gap):
    """Places of one rank nearest to the wanted ones that keep the order and the distances."""
    steps, reach = [], 0.0
    for index, position in enumerate(rank):
        if index:
            reach += (widths[rank[index - 1]] + widths[position]) / 2 + gap
        steps.append(reach)
    weights = [widths[position] for position in rank]
    level = _increasing([wanted[p] - step for p, step in zip(rank, steps, strict=True)], weights)
    for position, value, step in zip(rank, level, steps, strict=True):
        x[position] = value + step


def _increasing(values, weights):
    """Return the non-decreasing sequence nearest to `values`, by pooling adjacent violators."""
    pools = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([value, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, weight, count = pools.pop()
            low = pools[-1]
            low[0] = (low[0] * low[1] + value * weight) / (low[1] + weight)
            low[1] += weight
            low[2] += count
    return [value for value, _, count in pools for _ in range(count)]


def _pulled(x, widths, near, otherwise):
    """Mean place of the neighbours, where a box pulls by its width more than a bend point."""
    total = sum(widths[other] for other in near)
    return sum(widths[other] * x[other] for other in near) / total if near else otherwise


def _mean(values, otherwise):
    return sum(values) / len(values) if values else otherwise


def in_columns(layout, wanted):
    """Ranks in `wanted` columns of about equal length: the first rank of each column.

    A column ends only where all edges to the next rank come from one box, so that the turn of the
    line is easy to follow.
    """
    ranks = layout.rank_of()
    above = [set() for _ in layout.ranks]
    for route in layout.routes.values():
        for start, end in pairwise(route):
            above[ranks[end]].add(start)
    allowed = [r for r in range(1, len(layout.ranks)) if len(above[r]) == 1 and min(above[r]) < layout.count]
    starts = [0]
    for column in range(1, wanted):
        goal = len(layout.ranks) * column / wanted
        later = [rank for rank in allowed if rank > starts[-1]]
        if later:
            starts.append(min(later, key=lambda rank: abs(rank - goal)))
    return starts
