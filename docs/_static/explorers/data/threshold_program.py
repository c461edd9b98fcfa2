"""The neuron whose scores the explorer shows, and what is counted of them; printed beside it from here on."""

import numpy as np
from sklearn import metrics

from cnn_docs import load_digits, sigmoid

digits = load_digits()
inputs, is_nine = digits.images.reshape(-1, 64) / 16, digits.labels == 9

# One neuron learns from the first 20 eights and nines: 100 steps downhill.
learnt = np.flatnonzero(np.isin(digits.labels, (8, 9)))[:20]
weights, bias = np.zeros(64), 0.0
for _ in range(100):
    slopes = sigmoid(inputs[learnt] @ weights + bias) - is_nine[learnt]
    weights -= 0.1 * slopes @ inputs[learnt] / 20
    bias -= 0.1 * slopes.mean()

# Its scores of 50 eights and 50 nines that it never saw.
held_out = [digits.test[digits.test_labels == label][:50] for label in (8, 9)]
shown = np.concatenate(held_out)
scores, is_nine = sigmoid(inputs[shown] @ weights + bias).round(3), is_nine[shown]

threshold, prevalence = 0.5, 0.5
called_nine = scores >= threshold
per_thousand = np.where(is_nine, prevalence, 1 - prevalence) * 1000 / 50
counts = metrics.confusion_matrix(is_nine, called_nine)
expected = metrics.confusion_matrix(is_nine, called_nine, sample_weight=per_thousand)
sensitivity = metrics.recall_score(is_nine, called_nine)
specificity = metrics.recall_score(~is_nine, ~called_nine)
precision = metrics.precision_score(is_nine, called_nine, sample_weight=per_thousand, zero_division=np.nan)
print("counts", *counts.ravel())
print("of a thousand", *(f"{count:.2f}" for count in expected.ravel()))
print(f"sensitivity {sensitivity:.3f}, specificity {specificity:.3f}, precision {precision:.3f}")
print(f"area {metrics.roc_auc_score(is_nine, scores):.4f}")
