"""The solver finds what scikit-learn's `LinearSVC` finds."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random
from sklearn.svm import LinearSVC

from assistant.intents.solver import Machines

UNPENALISED = 5.0
"""`LinearSVC` penalises the bias, and the less the larger this is"""


def loss(rows, signs, weights, bias, C):
    """The least of this, column by column, is wanted."""
    missed = np.maximum(0, 1 - signs * (rows @ weights + bias))
    return 0.5 * (weights**2).sum(axis=0) + C * (missed**2).sum(axis=0)


def data(seed, count=300, width=900, classes=4):
    draw = np.random.default_rng(seed)
    rows = random(count, width, 0.03, "csr", np.float32, random_state=draw)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    rows = csr_matrix(rows.multiply(1.5 / np.maximum(lengths, 1e-6)[:, None]), dtype=np.float32)
    target = (rows @ draw.normal(size=(width, classes))).argmax(axis=1)
    return rows, np.where(target[:, None] == np.arange(classes), 1, -1).astype(np.float32)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("C", [0.1, 1.0, 5.0])
def test_no_loss_is_above_liblinears(seed, C):
    rows, signs = data(seed)
    weights, bias = Machines(rows, signs, C).fit(1e-8).weights()
    usual = Machines(rows, signs, C).fit().weights()
    ours, near = loss(rows, signs, weights, bias, C), loss(rows, signs, *usual, C)
    for column in range(signs.shape[1]):
        peer = LinearSVC(
            C=C, tol=1e-5, max_iter=100_000, intercept_scaling=UNPENALISED, random_state=0
        ).fit(rows, signs[:, column])
        theirs = loss(rows, signs[:, [column]], peer.coef_.T, peer.intercept_, C)[0]
        assert ours[column] <= theirs * 1.001
    assert near.sum() <= ours.sum() * 1.05


def test_rows_that_are_empty_or_equal_do_no_harm():
    rows = csr_matrix(np.array([[0, 0], [1, 0], [1, 0], [0, 1], [0, 0]], np.float32))
    signs = np.array([[1, -1], [1, -1], [1, -1], [-1, 1], [-1, 1]], np.float32)
    weights, bias = Machines(rows, signs, 1.0).fit().weights()
    assert np.isfinite(weights).all()
    assert np.isfinite(bias).all()
    scores = rows @ weights + bias
    assert scores[1, 0] > 0 > scores[3, 0]


def test_columns_without_the_other_sign_stay_finite():
    rows = csr_matrix(np.eye(3, dtype=np.float32))
    weights, bias = Machines(rows, np.ones((3, 2), np.float32), 1.0).fit().weights()
    assert np.allclose(rows @ weights + bias, 1)


def test_everything_stays_in_single_precision():
    rows, signs = data(0)
    machines = Machines(rows, signs, 1.0).fit()
    # one double among them doubles the time of every step
    assert {a.dtype for a in (machines.shares, machines.bias, *machines.weights())} == {
        np.dtype(np.float32)
    }
