# One image for every role: `samspel serve`, `samspel work`, and the commands that run once. See docs/containers.md.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN ["python", "-m", "venv", "/opt/samspel"]
COPY requirements.lock docs/deploy/build.lock ./
RUN ["/opt/samspel/bin/pip", "install", "--require-hashes", "--only-binary=:all:", "-r", "requirements.lock"]
RUN ["pip", "install", "--require-hashes", "--only-binary=:all:", "-r", "build.lock"]
COPY pyproject.toml README.md LICENSE ./
COPY schemas ./schemas
COPY mappings ./mappings
COPY adapters ./adapters
COPY gateway ./gateway
RUN ["pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "/build/dist", "."]
RUN ["/opt/samspel/bin/pip", "install", "--no-deps", "--no-index", "--find-links", "/build/dist", "samspel"]
RUN ["/opt/samspel/bin/python", "-m", "pip", "uninstall", "--yes", "pip", "setuptools"]
RUN ["mkdir", "-p", "/empty/data", "/empty/journals", "/empty/directory"]

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Samspel" \
      org.opencontainers.image.description="Gateway for Swedish coordinated individual plans (SIP). Not for real persons yet." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build /opt/samspel /opt/samspel
# Folders that named volumes are laid over: an engine gives a new volume the owner of the folder beneath.
COPY --from=build --chown=10001:10001 /empty/data /data
COPY --from=build --chown=10001:10001 /empty/journals /journals
COPY --from=build --chown=10001:10001 /empty/directory /directory
ENV PATH="/opt/samspel/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
EXPOSE 9370
STOPSIGNAL SIGTERM
# Every role that lasts is started with --metrics; docker-compose.yml asks each role more closely.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "gateway.doctor.alive", "--url", "http://127.0.0.1:9370/metrics"]
ENTRYPOINT ["samspel"]
CMD ["--help"]
