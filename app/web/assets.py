"""Finds `static/` and `templates/`, and serves the files.

In a checkout they lie beside `app/`; in an installed wheel inside it, as `app/_static` and `app/_templates`.
Files are read once and kept, packed for browsers that take gzip, with an ETag. An address under `/static/` is
asked for anew on each visit (304 if nothing changed); an address under `/static/~<digest>/`, which
`Assets.url` gives to pages of an installed copy, names the content of all files together and may be kept for
ever.
"""

import gzip
import hashlib
import posixpath
import re
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import app

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
PACKED = {".css", ".html", ".js", ".json", ".map", ".md", ".mjs", ".svg", ".txt", ".webmanifest"}
LONGEST = 200  # characters of a path; the file system refuses longer names with an error
OTHER = "application/octet-stream"
_IMPORTED = re.compile(r"""^(?:import|export)\b[^;"']*["'](\.{1,2}/[^"']+)["'];""", re.MULTILINE)


def find(name: str, package: Path | None = None) -> Path:
    """The folder `static` or `templates`, in a wheel or in a checkout."""
    package = package or Path(app.__file__).parent
    places = (package / f"_{name}", package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"expected the folder {name} at {places[0]} or {places[1]}")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    packed: bytes | None
    etag: str
    media_type: str
    imports: tuple[str, ...]  # the modules it names, as it names them


class Assets:
    """The files of one folder, by their path below it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.installed = self.folder.name.startswith("_")
        self._kept: dict[str, tuple[tuple[int, int], Asset]] = {}
        self.digest = self._digest() if self.installed else ""

    def url(self, path: str) -> str:
        """The address of a file for use in a page."""
        path = path.lstrip("/")
        return f"/static/~{self.digest}/{path}" if self.digest else f"/static/{path}"

    def modules(self, *entries: str) -> list[str]:
        """The modules that these will import, and theirs, so that a page can ask for all of them at once."""
        found: dict[str, None] = {}
        waiting = deque(entries)
        while waiting:
            path = waiting.popleft()
            asset = None if path in found else self.get(path)
            if asset is not None:
                found[path] = None
                folder = posixpath.dirname(path)
                waiting.extend(posixpath.normpath(f"{folder}/{name}") for name in asset.imports)
        return list(found)

    def get(self, path: str) -> Asset | None:
        """A file, or None if there is none of that name. Reads the disk: not for the event loop."""
        if "\0" in path or len(path) > LONGEST or any(part.startswith(".") for part in Path(path).parts):
            return None
        place = (self.folder / path).resolve()
        if not place.is_relative_to(self.folder) or not place.is_file():
            return None
        stat = place.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        kept = self._kept.get(path)
        if kept is None or kept[0] != stamp:
            kept = self._kept[path] = (stamp, self._read(place))
        return kept[1]

    def _read(self, place: Path) -> Asset:
        body = place.read_bytes()
        packed = gzip.compress(body, 9, mtime=0) if place.suffix in PACKED and len(body) > 500 else None
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        imports = tuple(_IMPORTED.findall(body.decode())) if place.suffix == ".js" else ()
        return Asset(body, packed, etag, TYPES.get(place.suffix, OTHER), imports)

    def _digest(self) -> str:
        """A name for the content of all files together."""
        digest = hashlib.sha256()
        for place in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            digest.update(str(place.relative_to(self.folder)).encode())
            digest.update(place.read_bytes())
        return digest.hexdigest()[:12]
