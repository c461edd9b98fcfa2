"""The layer table: every call of a layer with its shapes, parameters, cost and receptive field."""

from cnn_docs.inspection.table import _layer_kinds  # noqa: F401 - fills the table of kinds
from cnn_docs.inspection.table._build import layer_table
from cnn_docs.inspection.table._results import LayerRow, LayerTable, MemoryEstimate, TableComparison

__all__ = ["LayerRow", "LayerTable", "MemoryEstimate", "TableComparison", "layer_table"]
