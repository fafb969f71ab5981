"""Maps of how information moves: rows, log, versions, comments, pictures, files in and out."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class DataflowsConfig(AppConfig):
    name = "dataflows"
    verbose_name = "Maps"

    def ready(self) -> None:
        # Imports wait until the models are loaded.
        from dataflows.services import digesting, reminding  # noqa: PLC0415
        from dataflows.services.drawing import DRAW_MAP, draw_map  # noqa: PLC0415
        from dataflows.services.map_room import MAP_ROOM  # noqa: PLC0415
        from dataflows.services.telling import TELL, tell_commenter  # noqa: PLC0415
        from jobs import registry, schedules  # noqa: PLC0415
        from live import rooms  # noqa: PLC0415

        rooms.register(MAP_ROOM)

        registry.register(DRAW_MAP, draw_map, label=gettext_noop("Drawing a map"))
        registry.register(TELL, tell_commenter, label=gettext_noop("Telling somebody what became of it"))
        for kind, handler, label in (
            (reminding.REMIND, reminding.remind_of_reviews, gettext_noop("Looking what is due for review")),
            (reminding.WRITE, reminding.write_reminder, gettext_noop("Writing a reminder")),
            (digesting.DAILY, digesting.daily_digest, gettext_noop("Asking who is told every day")),
            (digesting.WEEKLY, digesting.weekly_digest, gettext_noop("Asking who is told every week")),
            (digesting.WRITE, digesting.write_digest, gettext_noop("Writing what happened")),
        ):
            registry.register(kind, handler, label=label)
        schedules.register_schedule("reviews", kind=reminding.REMIND, period_of=schedules.daily(7))
        schedules.register_schedule("daily digest", kind=digesting.DAILY, period_of=schedules.daily(7))
        schedules.register_schedule("weekly digest", kind=digesting.WEEKLY, period_of=schedules.weekly(0, 7))
