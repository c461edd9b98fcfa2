"""Which axes of a model's tensors are those of its images."""

from dataclasses import dataclass

from cnn_docs.inspection.table._receptive_fields import places_in


@dataclass(frozen=True)
class ImageAxes:
    """Where the axes of a model's inputs are, in the inputs and in every tensor that follows them.

    Attributes
    ----------
    fields : dict of str to TensorField
        What each tensor sees, by the name that the table prints, inputs included.
    """

    fields: dict

    def channel_axis(self, name):
        """Return the axis of an input that holds the channels, the batch axis counted; None if none does.

        Examples
        --------
        >>> from cnn_docs import build_cifar_cnn
        >>> from cnn_docs.inspection.table._build import image_axes
        >>> axes = image_axes(build_cifar_cnn())
        >>> axes.channel_axis("image"), axes.spatial_axes("conv_1"), axes.spatial_axes("flatten")
        (3, (1, 2), None)
        """
        return self._source(name).channel_axis

    def spatial_axes(self, name, of=None):
        """Return the axes of a tensor along which the spatial axes of an image lie, in the image's order.

        They are there also where each unit sees all of the image, as behind a gate.

        Parameters
        ----------
        name : str
            Name of the tensor.
        of : str, optional
            Name of the input; by default the first of which the tensor has places.

        Returns
        -------
        tuple of int or None
            The batch axis counts as 0; it stands for an axis of the image that is folded into it. None where
            the tensor has no places in the image any more.
        """
        field = self.fields[name]
        for source in field.sources:
            if of in (None, source.name):
                axes = places_in(field, source)
                if axes is not None:
                    return axes
        return None

    def depends_on(self, name, of):
        """Tell whether a tensor is computed from an input."""
        return any(source.name == of for source in self.fields[name].sources)

    def has_lost(self, name, of):
        """Tell whether a tensor may have places in an input that are not known."""
        field = self.fields[name]
        keys = {
            (source, axis) for source in field.sources if source.name == of for axis in source.spatial_axes
        }
        return not field.unknown.isdisjoint(keys)

    def _source(self, name):
        return next(source for source in self.fields[name].sources if source.name == name)
