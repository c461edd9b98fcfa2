"""What tests of every part share."""

import re

import pytest
from hypothesis import HealthCheck, settings

# The first example of a property may load a library; no test says how long anything takes.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture
def refused():
    """Return a context that expects an error with exactly this message."""

    def expect(error, message):
        return pytest.raises(error, match=f"^{re.escape(message)}$")

    return expect
