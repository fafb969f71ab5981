"""Maps of how information moves: rows, log, versions, comments, pictures, files in and out."""

from django.apps import AppConfig


class DataflowsConfig(AppConfig):
    name = "dataflows"
    verbose_name = "Maps"
