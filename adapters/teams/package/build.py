"""Builds the app package that an administrator uploads to Teams."""

import io
import json
import re
import zipfile
from uuid import UUID

from adapters.teams.package.icons import colour_icon, outline_icon
from adapters.teams.package.manifest import NEWEST, VERSIONS, Offers, make_manifest
from bot.errors import ConfigurationInvalid

WRITTEN = (2026, 1, 1, 0, 0, 0)
"""The date on every file, so that the same app is the same package, byte for byte."""
_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?", re.IGNORECASE)


def build_package(
    app_id: str, host: str, vendor: str, offers: Offers, version: str = NEWEST
) -> bytes:
    """Return the package as a zip: the manifest and the two icons, at its root.

    `app_id` is the bot's id at Microsoft, `host` where this program is reached by https. The same
    package is for every Teams tenant; an older `version` is for one that takes no newer.
    """
    if version not in VERSIONS:
        raise ConfigurationInvalid(f"this manifest is not written: choose {' or '.join(VERSIONS)}")
    try:
        guid = str(UUID(app_id))
    except ValueError:
        raise ConfigurationInvalid(f"the app's id is no GUID: {app_id}") from None
    if not _HOST.fullmatch(host):
        raise ConfigurationInvalid(f"this is no host of the web, such as bot.example.com: {host}")
    if not vendor.strip():
        raise ConfigurationInvalid("the vendor has no name")
    manifest = make_manifest(guid, host, vendor.strip(), offers, version)
    files = {
        "manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode(),
        manifest["icons"]["color"]: colour_icon(),
        manifest["icons"]["outline"]: outline_icon(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name, WRITTEN), data)
    return packed.getvalue()
