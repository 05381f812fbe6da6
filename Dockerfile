# syntax=docker/dockerfile:1
# One image for `flowtilla api`, `flowtilla worker` and `flowtilla migrate`: not root, with browsers and what desktops need.
#   docker build -t flowtilla --build-arg COMMIT="$(git rev-parse --short HEAD)" .
# `ops/check-image` builds the same filesystem without a container engine and runs a flow in it.

FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends build-essential mold pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
ARG COMMIT=unknown
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    SQLX_OFFLINE=true FLOWTILLA_COMMIT="$COMMIT" cargo build --locked --release --bin flowtilla \
 && install -D -m 755 target/release/flowtilla /out/flowtilla

FROM debian:bookworm-slim
# Browser and driver come from one source, so that their versions fit. The second group is what a desktop is made of.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      ca-certificates tini \
      chromium chromium-driver chromium-headless-shell firefox-esr \
      fonts-liberation fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
 && apt-get install --yes --no-install-recommends \
      bubblewrap tigervnc-standalone-server openbox xauth x11-xkb-utils dbus-x11 tint2 xterm mousepad pcmanfm curl fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --create-home --home-dir /var/lib/flowtilla --shell /usr/sbin/nologin flowtilla
COPY --from=build /out/flowtilla /usr/local/bin/flowtilla
USER 10001:10001
WORKDIR /var/lib/flowtilla
ENV HOME=/var/lib/flowtilla \
    FLOWTILLA_STORAGE__DIR=/var/lib/flowtilla \
    FLOWTILLA_LOG__FORMAT=json \
    FLOWTILLA_API__LISTEN=0.0.0.0:8000
VOLUME ["/var/lib/flowtilla"]
EXPOSE 8000 8001 8002
# reaps what browsers leave, and passes signals on
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/flowtilla"]
CMD ["api"]
