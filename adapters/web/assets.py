"""The pages' own scripts, style and mark: read once, told apart by a hash of their content."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "pages" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with the version that its address carries."""

    body: bytes
    kind: str
    version: str


class Assets:
    """Every static file here and in the folders added; any other name is not found."""

    def __init__(self, prefix: str, *folders: Path) -> None:
        self._prefix = prefix
        files = (path for folder in (FOLDER, *folders) for path in sorted(folder.iterdir()))
        self._files: Mapping[str, Asset] = {
            path.name: _read(path) for path in files if path.suffix in TYPES
        }

    def address(self, name: str) -> str:
        """Return the address that changes with the file."""
        return f"{self._prefix}/{name}?v={self._files[name].version}"

    async def serve(self, request: web.Request) -> web.Response:
        """Give a file: for a year under its own version, else only after asking again."""
        asset = self._files.get(request.match_info["name"])
        if asset is None:
            return web.Response(status=404, text="There is no such file.")
        known = request.query.get("v") == asset.version
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if known else "no-cache",
            "ETag": f'"{asset.version}"',
        }
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=asset.body, content_type=asset.kind, charset="utf-8", headers=headers
        )


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body, TYPES[path.suffix], sha256(body).hexdigest()[:12])
