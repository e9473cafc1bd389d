"""How many examples a property test has."""

from hypothesis import HealthCheck, settings


def examples(times: float = 1, *, accepted: tuple[HealthCheck, ...] = ()) -> settings:
    """The number of examples of the profile, multiplied: less than 1 for slow tests, more for fast ones.

    Args:
        times: what to multiply it by.
        accepted: health checks that the test does not have to pass.
    """
    return settings(max_examples=max(1, round(times * settings.default.max_examples)), suppress_health_check=accepted)
