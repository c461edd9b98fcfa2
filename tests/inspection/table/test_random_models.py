"""Tables of random models equal brute force: shapes, parameters, multiply-adds, fields, maps.

``python -m tests.bench.random_models`` does the same with hundreds of them.
"""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.inspection.table.brute_force import check
from tests.inspection.table.random_models import random_model


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # making a failing model smaller takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_tables_of_random_models_equal_brute_force(data):
    check(random_model(data.draw))
