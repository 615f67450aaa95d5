"""What the operator writes, and what it comes to."""

from drumbeat.settings import read_settings


def test_an_empty_value_is_one_that_is_not_set(monkeypatch):
    monkeypatch.setenv("DRUMBEAT_SMTP_URL", "")
    monkeypatch.setenv("DRUMBEAT_PORT", "")
    settings = read_settings(vendor="Cirrus", secret_key="k" * 40)

    assert (settings.smtp_url, settings.port) == (None, 8080)
