"""Which pixels a model's answer depends on: gradients, class activation maps and occlusion."""

from cnn_docs.inspection.attribution.grad_cam import grad_cam
from cnn_docs.inspection.attribution.integrated_gradients import integrated_gradients
from cnn_docs.inspection.attribution.occlusion import occlusion
from cnn_docs.inspection.attribution.saliency import saliency
from cnn_docs.inspection.attribution.smooth_grad import smooth_grad

__all__ = ["grad_cam", "integrated_gradients", "occlusion", "saliency", "smooth_grad"]
