"""Maps of how information moves: rows, log, versions, comments, pictures, files in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class DataflowsConfig(AppConfig):
    name = "dataflows"
    verbose_name = "Maps"

    def ready(self) -> None:
        # Imports wait until the models are loaded.
        from dataflows.services.drawing import DRAW_MAP, draw_map  # noqa: PLC0415
        from dataflows.services.telling import TELL, tell_commenter  # noqa: PLC0415
        from jobs import registry  # noqa: PLC0415

        registry.register(DRAW_MAP, draw_map, label=gettext_noop("Drawing a map"))
        registry.register(TELL, tell_commenter, label=gettext_noop("Telling somebody what became of it"))
