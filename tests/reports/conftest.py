from tests.factories.reports import duty_year  # noqa: F401 - a fixture
