"""Which layers a page computes itself, for an image that its reader draws, and why not the others."""

from dataclasses import dataclass, field

from cnn_docs import _checks

MOST_MULTIPLY_ADDS = 20_000_000
"""Of the layers that a page computes itself without being told to: hundredths of a second in a browser."""

_FAR = "It reads"


@dataclass
class Live:
    """What a page computes itself.

    Attributes
    ----------
    image : str or None
        The input that is drawn on; None where the page computes nothing.
    whole : bool
        Whether it takes whole numbers only.
    names : list of str
        The tensors, in the order in which they are computed.
    why : dict of str to str
        For each layer that depends on the image and does not follow, the reason.
    refused : str
        Why the page computes nothing at all; empty where it does.
    """

    image: str | None = None
    whole: bool = False
    names: list = field(default_factory=list)
    why: dict = field(default_factory=dict)
    refused: str = ""

    def facts(self):
        """Return what the script is told, None where it computes nothing."""
        if self.image is None:
            return None
        return {"image": self.image, "whole": self.whole, "names": self.names, "why": self.why}


def live_part(recorded, *, asked):
    """Return the :class:`Live` part of a model, as if all weights and maps had room.

    Parameters
    ----------
    recorded : Recorded
    asked : bool or None
        False for none of it; True for all layers, whatever they cost; None for those that can be computed, up
        to a bound.

    Raises
    ------
    ValueError
        If all is asked for, and a layer cannot be computed in a page.
    """
    if asked is False:
        return Live()
    image = next((name for name in recorded.inputs if recorded.planes[name].area > 1), None)
    if image is None:
        found = Live(refused="No input of the model is a picture or a signal.")
    else:
        found = _followed(recorded, image)
    if asked:
        _refuse_gaps(recorded, found)
    cost = sum(recorded.row_of[name].multiply_adds or 0 for name in found.names)
    count = len(found.names) + len(found.why)
    if found.refused:
        return found
    if _few(found):
        first = [f" The first that it could not is {name}: {why}" for name, why in found.why.items()][:1]
        return Live(refused=f"A page could compute {len(found.names)} of its {count} layers.{''.join(first)}")
    if asked is None and cost > MOST_MULTIPLY_ADDS:
        words = f"It takes {cost:,} multiply-adds for an image, more than {MOST_MULTIPLY_ADDS:,}"
        return Live(refused=f"{words}." if found.why else f"{words}; `live=True` computes them all the same.")
    return found


def _followed(recorded, image):
    """Return what follows the image layer by layer."""
    changing = {image}
    found = Live(image, whole=recorded.planes[image].values.dtype.kind != "f")
    for name, tensor in recorded.planes.items():
        call = recorded.call_of(name)
        sources = call.sources if call else []
        depends = not sources or any(
            source.name in changing or source.name in found.why or source.name not in recorded.planes
            for source in sources
        )
        if name in recorded.inputs or not tensor.per_image or not depends:
            continue
        why = _why_not(name, sources, recorded, found)
        if why:
            found.why[name] = why
        else:
            changing.add(name)
            found.names.append(name)
    return found


def _why_not(name, sources, recorded, found):
    """Return why a layer that depends on the image cannot be computed in a page, "" where it can."""
    far = [source.name for source in sources if source.name in found.why]
    unsure = [source.name for source in sources if not source.certain]
    operation = recorded.operation_of(name)
    if far:
        return f"{_FAR} {far[0]}, which the page does not compute."
    if isinstance(operation, str):
        return operation
    return f"Code between the layers may change what it reads of {unsure[0]}." if unsure else ""


def missing_of(found, recorded, chosen, weights):
    """Return the tensors that a page cannot compute with the maps and weights that it holds."""
    missing = []
    for name in found.names:
        read = [name, *(source.name for source in recorded.call_of(name).sources)]
        whole = all(len(chosen[one]) == recorded.planes[one].count for one in read)
        if not whole or (recorded.operation_of(name).get("weights") and name not in weights):
            missing.append(name)
    return missing


def _few(found):
    """Tell whether less than half of the layers could follow."""
    return len(found.names) < max(len(found.why), 1)


def _refuse_gaps(recorded, found):
    """Refuse a model of which not all can be computed, with the first layer that cannot."""
    hint = "`live=None` computes the layers before it, and shows the others as they were recorded."
    reason = found.refused
    if found.refused or _few(found):
        hint = "`live=None` shows what was recorded."
    if found.why:
        first = next(name for name, why in found.why.items() if not why.startswith(_FAR))
        reason = f"{first!r} ({recorded.row_of[first].kind}): {found.why[first]}"
    if not reason:
        return
    wanted = "None or False for a model of which a page cannot compute every layer"
    _checks.refuse("live", wanted, True, hint=f"{reason} {hint}")
