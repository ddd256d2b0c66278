"""What all tests share: the referee, the real services, and hypothesis settings that are the same everywhere."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.referee.plugin", "tests.services.plugin"]

_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("default", max_examples=30, **_common)
settings.register_profile("ci", max_examples=60, print_blob=True, **_common)
settings.load_profile("ci" if os.environ.get("CI") else "default")
