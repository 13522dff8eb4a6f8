# docker build -t cdc-reconciler .
# CI runs the same steps as plain commands (.ci/run). The base is a tag here; a release pins what it was tested with:
#   docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:... --build-arg VERSION=... --build-arg REVISION=$(git rev-parse HEAD) .
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# The build needs the sources, which come after the packages so that these stay cached.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN npm run build

# The bundle holds its dependencies: no node_modules, no npm at run time.
FROM ${NODE_IMAGE} AS runtime
# git, ssh and certificates for watched repositories and ledgers. Debian removes old versions from its archive, so a pinned one would not build next month.
# hadolint ignore=DL3008
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get update \
 && apt-get install -y --no-install-recommends git ca-certificates openssh-client \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
 && git config --system --add safe.directory /work \
 && git config --system --add safe.directory /work/.git \
 && install -d -o 1000 -g 1000 /state
COPY --from=build /build/dist /app/dist
COPY scripts/healthcheck.mjs /app/healthcheck.mjs
COPY LICENSE /app/LICENSE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cdc-reconciler" \
      org.opencontainers.image.description="Declarative reconciler for change-data-capture pipelines on Confluent Cloud" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# git and ssh look for a home; with --read-only only /tmp and /state need to be writable.
ENV NODE_ENV=production HOME=/tmp
# The user's repository is mounted at /work; `watch` keeps its clone below /state (--state-dir /state/watch).
WORKDIR /work
VOLUME /state
EXPOSE 8080
# The user `node`, as a number: Kubernetes can prove that it is not root.
USER 1000:1000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["node", "/app/healthcheck.mjs"]
ENTRYPOINT ["node", "/app/dist/reconcile.js"]
