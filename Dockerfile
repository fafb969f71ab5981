# Daylight's image: the same for every service of docker-compose.yml; the command tells them apart.
FROM python:3.13-slim-trixie

# The drawing engine. No fonts: Daylight measures text with its own.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends graphviz \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.lock requirements-engine.lock ./
# What sets paper comes with the engine's wheels.
RUN pip install --require-hashes -r requirements.lock \
    && pip install --require-hashes --only-binary :all: -r requirements-engine.lock

COPY . .
# Hashed names for static files, made once here; the settings want a few words that the build does not use.
RUN DAYLIGHT_MODE=production DAYLIGHT_SECRET_KEY=build DAYLIGHT_HOSTS=build CELERY_BROKER_URL=redis://build \
    DATABASE_URL=postgres://build/build DAYLIGHT_DATA=/tmp/build DAYLIGHT_STATIC=/app/staticfiles \
    python manage.py collectstatic --noinput --verbosity 0

ENV DAYLIGHT_MODE=production DAYLIGHT_DATA=/data DAYLIGHT_STATIC=/app/staticfiles \
    DJANGO_SETTINGS_MODULE=config.settings
RUN install -d -o 10001 -g 10001 /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application"]
