"""Every address Daylight answers, by app."""

from django.urls import include, path
from django.views.generic import TemplateView

from config import health, status

urlpatterns = [
    path("", include("dataflows.urls")),
    path("", include("organisations.urls")),
    path("", include("live.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("api/v1/", include("config.api_urls")),
    path("help/", TemplateView.as_view(template_name="pages/help.html"), name="help"),
    path(
        "accessibility/", TemplateView.as_view(template_name="pages/accessibility.html"), name="accessibility"
    ),
    path("privacy/", TemplateView.as_view(template_name="pages/privacy.html"), name="privacy"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
        name="robots",
    ),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("status", status.status, name="status"),
    path("status/jobs/<uuid:job_id>/retry/", status.retry_job, name="job_retry"),
]
