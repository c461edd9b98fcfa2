"""How many bytes the maps of a page take, and how many maps there is room for."""

from cnn_docs.explorer._choice import chosen_maps, room_of

_TEXT_OF_VALUE = 4 * 4 / 3  # bytes of a number, and base64


class Packing:
    """The maps of a page, packed; what has been packed once is kept.

    Parameters
    ----------
    recorded : Recorded
    """

    def __init__(self, recorded):
        self.recorded = recorded
        self._calls = {name: recorded.call_of(name) for name in recorded.planes}
        self._known = {}

    def at(self, most, *, colours):
        """Return the numbers of the maps that stay (see :func:`chosen_maps`), and their texts, by tensor."""
        chosen = chosen_maps(self.recorded.planes, self._calls, most, colours=colours)
        return chosen, {name: self._texts(name, numbers) for name, numbers in chosen.items()}

    def _texts(self, name, numbers):
        key = name, numbers.tobytes()
        if key not in self._known:
            self._known[key] = self.recorded.map_texts(name, {name: numbers})
        return self._known[key]

    def first_bound(self, size, *, colours):
        """Return the bound at which what stays has about ``size`` bytes before it is packed."""
        each = {
            name: len(tensor.values) * tensor.area * _TEXT_OF_VALUE
            for name, tensor in self.recorded.planes.items()
        }
        return self._bound(each, size, colours)

    def bound(self, chosen, maps, size, *, colours):
        """Return the bound at which what stays has about ``size`` bytes, from what these maps take."""
        each = {name: sum(map(len, maps[name])) / max(len(chosen[name]), 1) for name in maps}
        return self._bound(each, size, colours)

    def _bound(self, each, size, colours):
        """Return the largest bound at which maps of so many bytes are not more than ``size`` together."""
        planes = self.recorded.planes
        inputs = set(self.recorded.inputs)

        def total(most):
            return sum(
                (tensor.count if name in inputs else room_of(tensor, most, colours=colours)) * each[name]
                for name, tensor in planes.items()
            )

        high = max((tensor.count * tensor.area**0.5 for tensor in planes.values()), default=1.0)
        if total(high) <= size:
            return float(high)
        low = 1.0
        while high - low > max(0.5, low * 0.01):
            middle = (low + high) / 2
            low, high = (middle, high) if total(middle) <= size else (low, middle)
        return low
