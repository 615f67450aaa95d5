"""What an operator sets for Slack, checked as a whole."""

from typing import Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings

from drumbeat.setting_checks import its_own_token, pairs, renamed


class SlackSettings(BaseSettings):
    """The part of the settings that is about Slack; `public_url` also serves mail and pictures."""

    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_commands: str = ""
    slack_api_url: str = Field(default="https://slack.com/api/", pattern="^https?://")
    public_url: str = ""

    @property
    def renamed_slash_commands(self) -> dict[str, str]:
        """The slash commands that have another name than their word, by that word."""
        return pairs(self.slack_commands)

    @property
    def pictures_at(self) -> str:
        """Where the content folder's pictures stand for everybody; empty where nowhere."""
        base = self.public_url.rstrip("/")
        return f"{base}/pictures" if base.startswith("https://") else ""

    @field_validator("slack_commands")
    @classmethod
    def _slack_takes_these_names(cls, given: str) -> str:
        return renamed(given)

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _slack_token_is_its_own(
        cls, token: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        return its_own_token(str(info.field_name), token)

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        ways_in = self.slack_signing_secret, self.slack_app_token
        if self.slack_bot_token is not None and ways_in == (None, None):
            raise ValueError(
                "DRUMBEAT_SLACK_BOT_TOKEN also needs DRUMBEAT_SLACK_APP_TOKEN (no public "
                "address) or DRUMBEAT_SLACK_SIGNING_SECRET (requests by HTTP)"
            )
        if self.slack_app_token is not None and self.slack_bot_token is None:
            raise ValueError("DRUMBEAT_SLACK_APP_TOKEN also needs DRUMBEAT_SLACK_BOT_TOKEN")
        return self

    @model_validator(mode="after")
    def _slack_can_be_installed(self) -> Self:
        needs = {
            "SLACK_CLIENT_ID": self.slack_client_id,
            "SLACK_CLIENT_SECRET": self.slack_client_secret,
            "PUBLIC_URL": self.public_url,
        }
        asked = self.slack_client_id or self.slack_client_secret
        missing = [name for name, value in needs.items() if not value]
        if asked and missing:
            given = "ID" if self.slack_client_id else "SECRET"
            raise ValueError(f"DRUMBEAT_SLACK_CLIENT_{given} also needs DRUMBEAT_{missing[0]}")
        if asked and not self.public_url.startswith(("https://", "http://")):
            raise ValueError("DRUMBEAT_PUBLIC_URL is wrong: write a URL that begins with https://")
        return self
