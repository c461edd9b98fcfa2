"""Which pixels a model's answer depends on: gradients, class activation maps and occlusion."""

from cnn_docs.inspection.attribution.class_maps import grad_cam
from cnn_docs.inspection.attribution.gradients import integrated_gradients, saliency, smooth_grad
from cnn_docs.inspection.attribution.patches import occlusion

__all__ = ["grad_cam", "integrated_gradients", "occlusion", "saliency", "smooth_grad"]
