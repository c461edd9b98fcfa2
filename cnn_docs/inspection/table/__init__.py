"""The layer table: every call of a layer with its shapes, parameters, cost and receptive field."""

from cnn_docs.inspection.table.build import layer_table
from cnn_docs.inspection.table.results import LayerRow, LayerTable, TableComparison

__all__ = ["LayerRow", "LayerTable", "TableComparison", "layer_table"]
