# The portal's image: the same for web, worker and beat. No secret is in it.
FROM python:3.13-slim-bookworm AS packages
COPY requirements/bootstrap.txt requirements/core.txt /requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements/bootstrap.txt \
 && VIRTUAL_ENV=/venv /venv/bin/uv pip install --no-cache --require-hashes -r /requirements/core.txt \
 && /venv/bin/uv pip uninstall --python /venv/bin/python uv

FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home portail \
 && install -d -o portail -g portail /srv/portail-var
COPY --from=packages /venv /venv
COPY --chown=root:root . /srv/portail
WORKDIR /srv/portail
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAIL_MODE=production PORTAIL_VAR=/srv/portail-var
USER portail
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "ops/healthcheck.py", "vivant"]
CMD ["gunicorn", "federation.wsgi:application", "--worker-class=gthread", "--workers=2", "--threads=4", "--preload", "--no-control-socket", "--log-level=warning", "--bind=0.0.0.0:8000"]
