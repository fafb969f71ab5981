"""Settings for tests: the real ones, with a fast hasher and mail kept in memory."""

import atexit
import os
import shutil
import tempfile

if "DAYLIGHT_DATA" not in os.environ:
    os.environ["DAYLIGHT_DATA"] = tempfile.mkdtemp(prefix="daylight-test-")
    atexit.register(shutil.rmtree, os.environ["DAYLIGHT_DATA"], ignore_errors=True)
os.environ.setdefault("DAYLIGHT_SECRET_KEY", "tests-only")

from config.settings import *  # noqa: F403
from config.settings import DATA_DIR, DATABASES, STATIC_ROOT

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without it
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in real life: threads and processes meet in it, which an in-memory database does not allow.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
