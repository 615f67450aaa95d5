"""Every setting: an environment variable DRUMBEAT_…, checked before anything starts."""

import re
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationInvalid
from bot.store.sessions import async_url

SLASH_COMMAND_LENGTH = 31
SLASH_COMMAND = re.compile(rf"[a-z0-9_-]{{1,{SLASH_COMMAND_LENGTH}}}")
"""What Slack takes behind the slash."""
SECRET_KEY_LENGTH = 32
BOUNCE_SECRET_LENGTH = 16
WANTED = {
    "vendor": "write your company's name, in at most 80 characters",
    "secret_key": f"at least {SECRET_KEY_LENGTH} characters are needed: try `drumbeat secret-key`",
    "port": "write a number from 0 to 65535",
    "currency": "write three capital letters, such as EUR",
    "fiscal_year_start_month": "write a month's number, from 1 to 12",
    "pushes_per_week": "write a number from 1 to 50",
    "slack_api_url": "write a URL that begins with https://",
    "teams_allow_anonymous": "write 1 or 0",
    "teams_login_url": "write a URL that begins with https://",
    "teams_openid_url": "write a URL that begins with https://",
    "smtp_allow_plain": "write 1 or 0",
    "bounce_domain": "write a domain, such as bounces.our-domain.example",
    "bounce_secret": f"at least {BOUNCE_SECRET_LENGTH} characters are needed",
}
"""What to write where a type or a limit was broken: pydantic's own words help no operator."""
SAMPLE_CONTENT = Path(__file__).parent.parent / "content" / "sample"


class Settings(BaseSettings):
    """What the operator decides; adapters get plain values from here, never the environment."""

    model_config = SettingsConfigDict(
        env_prefix="DRUMBEAT_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    vendor: str = Field(min_length=1, max_length=80)
    secret_key: SecretStr = Field(min_length=SECRET_KEY_LENGTH)
    database_url: str = "sqlite:///drumbeat.db"
    content: Path = SAMPLE_CONTENT
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    demo_previews: Path | None = None
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    zone: str = "UTC"
    fiscal_year_start_month: int = Field(default=7, ge=1, le=12)
    pushes_per_week: int = Field(default=5, ge=1, le=50)
    slack_signing_secret: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_commands: str = ""
    slack_api_url: str = Field(default="https://slack.com/api/", pattern="^https?://")
    teams_app_id: str = ""
    teams_app_password: SecretStr | None = None
    teams_tenant_id: str = ""
    teams_allow_anonymous: bool = False
    teams_service_hosts: str = ""
    teams_login_url: str = Field(default="", pattern="^(https?://.*)?$")
    teams_openid_url: str = Field(default="", pattern="^(https?://.*)?$")
    public_url: str = ""
    smtp_url: SecretStr | None = None
    smtp_allow_plain: bool = False
    smtp_ca_file: Path | None = None
    mail_from: str = ""
    bounce_domain: str = Field(default="", pattern="^([A-Za-z0-9-]+[.])*[A-Za-z0-9-]*$")
    bounce_secret: SecretStr | None = Field(default=None, min_length=BOUNCE_SECRET_LENGTH)
    bounce_mailbox: Path | None = None

    @property
    def has_sample_content(self) -> bool:
        """Whether what would be said is the sample's, which is made up."""
        return self.content.resolve() == SAMPLE_CONTENT.resolve()

    @property
    def renamed_slash_commands(self) -> dict[str, str]:
        """The slash commands that have another name than their word, by that word."""
        return _pairs(self.slack_commands)

    @field_validator("slack_commands")
    @classmethod
    def _slack_takes_these_names(cls, given: str) -> str:
        for name in _pairs(given).values():
            if not SLASH_COMMAND.fullmatch(name):
                raise ValueError(
                    f"{name!r} is no name Slack takes: write small letters, digits, - and _, "
                    f"{SLASH_COMMAND_LENGTH} at most"
                )
        return given

    @field_validator("database_url")
    @classmethod
    def _database_can_be_used(cls, url: str) -> str:
        return async_url(url)

    @field_validator("zone")
    @classmethod
    def _zone_is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise ValueError("it is no time zone such as Europe/Berlin") from problem
        return zone

    @field_validator("content")
    @classmethod
    def _content_is_a_folder(cls, folder: Path) -> Path:
        if not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        return folder

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else f"{url}/"

    @model_validator(mode="after")
    def _slack_is_whole(self) -> Self:
        if self.slack_bot_token is not None and self.slack_signing_secret is None:
            raise ValueError("DRUMBEAT_SLACK_BOT_TOKEN also needs DRUMBEAT_SLACK_SIGNING_SECRET")
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Self:
        given = {"APP_PASSWORD": self.teams_app_password, "TENANT_ID": self.teams_tenant_id}
        missing = [name for name, value in given.items() if not value]
        if self.teams_app_id and missing and not self.teams_allow_anonymous:
            raise ValueError(f"DRUMBEAT_TEAMS_APP_ID also needs DRUMBEAT_TEAMS_{missing[0]}")
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        for name, value in (("MAIL_FROM", self.mail_from), ("PUBLIC_URL", self.public_url)):
            if self.smtp_url is not None and not value:
                raise ValueError(f"DRUMBEAT_SMTP_URL also needs DRUMBEAT_{name}")
        if self.bounce_mailbox is not None and self.smtp_url is None:
            raise ValueError("DRUMBEAT_BOUNCE_MAILBOX also needs DRUMBEAT_SMTP_URL")
        return self


def _pairs(given: str) -> dict[str, str]:
    """Read "word=name, word=name"; a `ValueError` says what is wrong."""
    pairs: dict[str, str] = {}
    for each in filter(None, map(str.strip, given.split(","))):
        given_word, mark, name = (part.strip() for part in each.partition("="))
        word = given_word.removeprefix("/")
        if not (word and mark) or word in pairs:
            raise ValueError("write word=name, separated by commas and each once: nps=our-nps")
        pairs[word] = name.removeprefix("/")
    return pairs


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - pydantic checks them
    """Read the settings; wrong or missing ones are all named in one `ConfigurationInvalid`."""
    try:
        return Settings(**given)
    except ValidationError as problem:
        lines = [
            _sentence(error["loc"], error["type"], error["msg"]) for error in problem.errors()
        ]
        raise ConfigurationInvalid("\n".join(lines)) from None


def _sentence(place: tuple[int | str, ...], kind: str, reason: str) -> str:
    reason = reason.removeprefix("Value error, ")
    if not place:
        return reason
    name = str(place[0])
    variable = f"DRUMBEAT_{name.upper()}"
    if kind == "missing":
        return f"{variable} is not set (see .env.example)"
    if kind != "value_error":
        reason = WANTED.get(name, reason)
    return f"{variable} is wrong: {reason}"
