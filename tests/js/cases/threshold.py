"""Counts, rates and ROC curves as scikit-learn has them, of the explorer's scores and of others with ties."""

import numpy as np
import threshold_data
from sklearn import metrics

from . import rows, tidy

THRESHOLDS = (0.0, 0.053, 0.3, 0.35, 0.5, 0.503, 0.66, 0.8, 0.947, 0.95, 1.0)
PREVALENCES = (0.001, 0.01, 0.1, 0.5, 0.99)


def cases():
    """Return the cases of each kind."""
    space = threshold_data.names()
    given = (space["scores"], space["is_nine"].astype(int))
    others = list(drawn())
    return {
        "pictures": [pair(*both) for both in (given, *others)],
        "judged": [judged(*given, threshold, share) for threshold in THRESHOLDS for share in PREVALENCES],
        "others": [
            {"pictures": at, **judged(*other, threshold, 0.2)}
            for at, other in enumerate(others, 1)
            for threshold in (0.0, 0.5, 1.1)
        ],
        "roc": [curve(*both) for both in (given, *others)],
    }


def drawn():
    """Scores and labels: many ties, all equal, told apart wholly, one picture of a kind."""
    random = np.random.default_rng(13)
    for count, decimals in ((12, 1), (30, 1), (40, 2)):
        labels = np.r_[0, 1, random.integers(0, 2, count - 2)]
        yield random.random(count).round(decimals), labels
    yield np.full(6, 0.5), np.array([0, 1, 0, 1, 1, 1])
    yield np.array([0.1, 0.2, 0.8, 0.9]), np.array([0, 0, 1, 1])
    yield np.array([0.9, 0.8, 0.2, 0.1, 0.5]), np.array([0, 0, 1, 1, 1])
    yield np.array([0.2, 0.4, 0.4, 0.7]), np.array([0, 0, 1, 0])


def pair(scores, labels):
    """Return scores and labels as lists."""
    return {"scores": rows(scores), "labels": rows(labels)}


def judged(scores, labels, threshold, prevalence):
    """What is counted at a threshold, and what would be of a thousand pictures of this prevalence."""
    called = scores >= threshold
    weights = 1000 * np.where(labels, prevalence / labels.sum(), (1 - prevalence) / (1 - labels).sum())
    precision = metrics.precision_score(labels, called, sample_weight=weights, zero_division=np.nan)
    return {
        "threshold": threshold,
        "prevalence": prevalence,
        "counts": rows(metrics.confusion_matrix(labels, called).ravel()),
        "expected": rows(metrics.confusion_matrix(labels, called, sample_weight=weights).ravel()),
        "sensitivity": tidy(metrics.recall_score(labels, called)),
        "specificity": tidy(metrics.recall_score(1 - labels, ~called)),
        "precision": None if np.isnan(precision) else tidy(precision),
    }


def curve(scores, labels):
    """Return the ROC curve with every threshold, of which the first lies above all scores."""
    across, up, thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    return {
        "falsePositiveRates": rows(across),
        "sensitivities": rows(up),
        "thresholds": rows(thresholds[1:]),
        "area": tidy(metrics.roc_auc_score(labels, scores)),
    }
