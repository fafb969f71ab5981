"""Settings for tests: the real ones, with a fast hasher and mail kept in memory."""

import os
import tempfile

os.environ.setdefault("DAYLIGHT_DATA", tempfile.mkdtemp(prefix="daylight-test-"))
os.environ.setdefault("DAYLIGHT_SECRET_KEY", "tests-only")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
