"""How static files are named and served: hashed once collected, plain from a bare clone."""

from collections.abc import Callable
from re import Match

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

Converter = Callable[[Match[str]], str]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Give each collected file a name with its hash, in stylesheets and ES module imports too.

    A bare clone in embedded mode has collected nothing: WhiteNoise then serves the files where they
    lie, under their plain names. In production a missing manifest stays the error it should be.
    """

    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        """Return the hashed name, or the plain one where nothing was collected and finders serve."""
        if not self.hashed_files and settings.WHITENOISE_USE_FINDERS:
            return name
        return str(super().stored_name(name))

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Converter:
        """Rewrite as Django does, but leave ``import("…")`` of no script alone: a type in a comment."""
        convert: Converter = super().url_converter(name, hashed_files, template)

        def converter(match: Match[str]) -> str:
            is_type = match["matched"].startswith("import(") and not match["url"].endswith(".js")
            return match["matched"] if is_type else convert(match)

        return converter
