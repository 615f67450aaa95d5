"""What an operator sets for the mail relay."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class RelaySettings(BaseSettings):
    """The part of the settings that is about the relay: where it is, and what it takes.

    It takes `smtp_pace` letters a second from us, over so many `smtp_connections` at once.
    """

    smtp_url: SecretStr | None = None
    smtp_allow_plain: bool = False
    smtp_ca_file: Path | None = None
    smtp_pace: float = Field(default=10, gt=0, le=1000)
    smtp_connections: int = Field(default=4, ge=1, le=100)
