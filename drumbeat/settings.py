"""Every setting: an environment variable DRUMBEAT_…, checked before anything starts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import SettingsConfigDict

from adapters.teams.clouds import CLOUDS, Cloud, cloud_named
from bot.errors import ConfigurationInvalid
from bot.store.secret_box import SecretBox
from bot.store.sessions import async_url
from bot.store.sqlite_files import file_of
from drumbeat.relay_settings import RelaySettings
from drumbeat.setting_checks import WEEKLY_WORDS, check_apart, resolver, usable_proxy
from drumbeat.slack_settings import SlackSettings

if TYPE_CHECKING:
    from adapters.outgoing import Proxy

SECRET_KEY_LENGTH = 32
BOUNCE_SECRET_LENGTH = 16
IMPRINT_LENGTH = 1000
WANTED = {
    "vendor": "write your company's name, in at most 80 characters",
    "secret_key": f"at least {SECRET_KEY_LENGTH} characters are needed: try `drumbeat secret-key`",
    "secret_key_old": "write the key that is being changed, or nothing",
    "engine": "write embedded or distributed, or leave it out",
    "heartbeat_url": "write a URL that begins with https://",
    "check_links": "write 1 or 0",
    "content_base_url": "write a URL that begins with https://",
    "port": "write a number from 0 to 65535",
    "currency": "write three capital letters, such as EUR",
    "fiscal_year_start_month": "write a month's number, from 1 to 12",
    "figures_apart": "write 1 or 0",
    "count_taps": "write 1 or 0",
    "pushes_per_week": "write a number from 1 to 50",
    "round_up": "write a weekday and a time, such as friday 10:00",
    "slack_api_url": "write a URL that begins with https://",
    "teams_cloud": f"write one of {', '.join(CLOUDS)}",
    "teams_allow_anonymous": "write 1 or 0",
    "teams_login_url": "write a URL that begins with https://",
    "teams_openid_url": "write a URL that begins with https://",
    "smtp_allow_plain": "write 1 or 0",
    "mail_imprint": f"{IMPRINT_LENGTH} characters are the most that stand under a letter",
    "mail_dkim_selector": "write what stands after s= in your letters' DKIM-Signature",
    "bounce_domain": "write a domain, such as bounces.our-domain.example",
    "reply_domain": "write a domain, such as reply.our-domain.example",
    "bounce_secret": f"at least {BOUNCE_SECRET_LENGTH} characters are needed",
}
"""What to write where a type or a limit was broken: pydantic's own words help no operator."""
STATE = Path("var")
SAMPLE_CONTENT = Path(__file__).parent.parent / "content" / "sample"


class Settings(SlackSettings, RelaySettings):
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
    secret_key_old: SecretStr | None = Field(default=None, min_length=SECRET_KEY_LENGTH)
    database_url: str = "sqlite:///drumbeat.db"
    state: Path | None = None
    wave_keys: Path | None = None
    engine: Literal["", "embedded", "distributed"] = ""
    heartbeat_url: str = Field(default="", pattern="^(https?://.*)?$")
    content: Path = SAMPLE_CONTENT
    check_links: bool = True
    content_base_url: str = Field(default="", pattern="^(https://[^\\s/?#][^\\s?#]*)?$")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    demo_previews: Path | None = None
    source_patience: float = Field(default=60, gt=0, le=3600)
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$")
    zone: str = "UTC"
    fiscal_year_start_month: int = Field(default=7, ge=1, le=12)
    figures_apart: bool = False
    count_taps: bool = True
    pushes_per_week: int = Field(default=5, ge=1, le=50)
    round_up: str = Field(default="friday 10:00", pattern=WEEKLY_WORDS)
    teams_app_id: str = ""
    teams_app_password: SecretStr | None = None
    teams_federated_token_file: Path | None = None
    teams_tenant_id: str = ""
    teams_cloud: Literal["", "public", "gcc", "gcc-high", "dod", "china"] = ""
    teams_allow_anonymous: bool = False
    teams_service_hosts: str = ""
    teams_login_url: str = Field(default="", pattern="^(https?://.*)?$")
    teams_openid_url: str = Field(default="", pattern="^(https?://.*)?$")
    mail_from: str = ""
    mail_imprint: str = Field(default="", max_length=IMPRINT_LENGTH)
    mail_dkim_selector: str = Field(default="", pattern="^[A-Za-z0-9._-]*$")
    dns: str = ""
    bounce_domain: str = Field(default="", pattern="^([A-Za-z0-9-]+[.])*[A-Za-z0-9-]*$")
    bounce_secret: SecretStr | None = Field(default=None, min_length=BOUNCE_SECRET_LENGTH)
    bounce_mailbox: Path | None = None
    reply_domain: str = Field(default="", pattern="^([A-Za-z0-9-]+[.])*[A-Za-z0-9-]*$")
    reply_mailbox: Path | None = None
    https_proxy: SecretStr | None = Field(default=None, validation_alias="https_proxy")
    no_proxy: str = Field(default="", validation_alias="no_proxy")

    @property
    def proxy(self) -> "Proxy":
        """What every call that leaves this machine goes through."""
        from adapters.outgoing import Proxy  # noqa: PLC0415 - it brings the web's client

        address = self.https_proxy.get_secret_value() if self.https_proxy is not None else ""
        return Proxy(address, self.no_proxy)

    def new_box(self) -> SecretBox:
        """Return what locks and opens with the operator's key, and opens with the one before.

        Each learns from the database by itself with which key fingerprints are made there.
        """
        old = self.secret_key_old.get_secret_value() if self.secret_key_old is not None else ""
        return SecretBox(self.secret_key.get_secret_value(), old)

    @property
    def mark_file(self) -> Path:
        """Where this machine keeps how far it has sent: outside of the database."""
        database = file_of(self.database_url)
        if self.state is None and database is not None:
            return database.with_name(f"{database.name}.mark")
        return (self.state or STATE) / "drumbeat.mark"

    @property
    def imprint(self) -> tuple[str, ...]:
        """Who writes our letters and where they are, a line each."""
        lines = self.mail_imprint.replace("\\n", "\n").splitlines()
        return tuple(" ".join(line.split()) for line in lines if line.strip())

    @property
    def dns_server(self) -> tuple[str, int] | None:
        """The resolver to ask, by address and port; None: those of this machine."""
        return resolver(self.dns) if self.dns else None

    @property
    def has_sample_content(self) -> bool:
        """Whether what would be said is the sample's, which is made up."""
        return self.content.resolve() == SAMPLE_CONTENT.resolve()

    @property
    def teams_hosts(self) -> list[str]:
        """The hosts besides Microsoft's that Teams is spoken to on."""
        return self.teams_service_hosts.replace(",", " ").split()

    @property
    def teams_home(self) -> Cloud:
        """The cloud of Microsoft's that the Teams app lives in, with what is overridden of it."""
        return cloud_named(
            self.teams_cloud,
            service_hosts=self.teams_hosts,
            login_url=self.teams_login_url,
            openid_url=self.teams_openid_url,
        )

    @field_validator("https_proxy")
    @classmethod
    def _proxy_can_be_used(cls, address: SecretStr | None) -> SecretStr | None:
        return usable_proxy(address)

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

    @model_validator(mode="after")
    def _wave_keys_lie_apart(self) -> Self:
        check_apart(self.wave_keys, file_of(self.database_url))
        return self

    @model_validator(mode="after")
    def _dns_is_an_address(self) -> Self:
        try:
            self.dns_server  # noqa: B018 - read, so that it is refused now
        except ValueError:
            said = "DRUMBEAT_DNS is wrong: write an address such as 192.0.2.53 or 192.0.2.53:5353"
            raise ValueError(said) from None
        return self

    @model_validator(mode="after")
    def _engine_fits_the_database(self) -> Self:
        if self.engine == "distributed" and self.database_url.startswith("sqlite"):
            raise ValueError(
                "DRUMBEAT_ENGINE=distributed needs PostgreSQL: a SQLite file has one owner"
            )
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> Self:
        secret, file = self.teams_app_password, self.teams_federated_token_file
        if secret and file:
            raise ValueError(
                "DRUMBEAT_TEAMS_APP_PASSWORD and DRUMBEAT_TEAMS_FEDERATED_TOKEN_FILE are two ways "
                "to prove one thing: set one of them"
            )
        given = {"APP_PASSWORD": secret or file, "TENANT_ID": self.teams_tenant_id}
        missing = [name for name, value in given.items() if not value]
        if self.teams_app_id and missing and not self.teams_allow_anonymous:
            raise ValueError(f"DRUMBEAT_TEAMS_APP_ID also needs DRUMBEAT_TEAMS_{missing[0]}")
        return self

    @model_validator(mode="after")
    def _teams_lives_in_one_cloud(self) -> Self:
        try:
            _ = self.teams_home
        except ConfigurationInvalid as problem:
            raise ValueError(str(problem)) from problem
        return self

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        given = {"MAIL_FROM": self.mail_from, "PUBLIC_URL": self.public_url}
        for name, value in given.items():
            if self.smtp_url is not None and not value:
                raise ValueError(f"DRUMBEAT_SMTP_URL also needs DRUMBEAT_{name}")
        if self.smtp_url is not None and not self.imprint:
            raise ValueError(
                "DRUMBEAT_SMTP_URL also needs DRUMBEAT_MAIL_IMPRINT: "
                "every letter says in its foot who writes it, with a postal address"
            )
        if self.bounce_mailbox is not None and self.smtp_url is None:
            raise ValueError("DRUMBEAT_BOUNCE_MAILBOX also needs DRUMBEAT_SMTP_URL")
        return self

    @model_validator(mode="after")
    def _answers_by_mail_are_read(self) -> Self:
        if self.reply_mailbox is not None and not self.reply_domain:
            raise ValueError("DRUMBEAT_REPLY_MAILBOX also needs DRUMBEAT_REPLY_DOMAIN")
        ways = (self.reply_mailbox, self.bounce_mailbox, self.bounce_secret)
        if self.reply_domain and self.smtp_url is not None and not any(ways):
            raise ValueError(
                "DRUMBEAT_REPLY_DOMAIN also needs DRUMBEAT_REPLY_MAILBOX, "
                "DRUMBEAT_BOUNCE_MAILBOX or DRUMBEAT_BOUNCE_SECRET: somebody has to read it"
            )
        return self


def read_settings(**given: Any) -> Settings:  # noqa: ANN401 - pydantic checks them
    """Read the settings; wrong or missing ones are all named in one `ConfigurationInvalid`."""
    try:
        return Settings(**given)
    except ValidationError as problem:
        lines = [
            _sentence(error["loc"], error["type"], error["msg"]) for error in problem.errors()
        ]
        raise ConfigurationInvalid("\n".join(lines)) from None


def variable_of(name: str) -> str:
    """Return the environment variable of a setting; what all programs know has no name of ours."""
    is_ours = Settings.model_fields[name].validation_alias is None
    return f"DRUMBEAT_{name.upper()}" if is_ours else name.upper()


def _sentence(place: tuple[int | str, ...], kind: str, reason: str) -> str:
    reason = reason.removeprefix("Value error, ")
    if not place:
        return reason
    name = str(place[0])
    variable = variable_of(name)
    if kind == "missing":
        return f"{variable} is not set (see .env.example)"
    if kind != "value_error":
        reason = WANTED.get(name, reason)
    return f"{variable} is wrong: {reason}"
