"""Whether a heat map can be believed: deletion and insertion, random weights, agreement of maps."""

from cnn_docs.inspection.trust._results import PixelCurve, PixelCurves, TrustRow, TrustTable
from cnn_docs.inspection.trust.agreement import rank_correlation
from cnn_docs.inspection.trust.curves import deletion_insertion
from cnn_docs.inspection.trust.randomisation import randomised_maps
from cnn_docs.inspection.trust.report import trust_table

__all__ = [
    "PixelCurve",
    "PixelCurves",
    "TrustRow",
    "TrustTable",
    "deletion_insertion",
    "randomised_maps",
    "rank_correlation",
    "trust_table",
]
