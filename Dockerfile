# The command line as an image: docker build -t cdc-reconciler .
# CI runs the same steps as plain commands (.ci/run). Releases pin the base by digest: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:...
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
# git and CA certificates for a ledger in a git repository.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git ca-certificates openssh-client \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
 && git config --system --add safe.directory /work
COPY --from=build /build/dist /app/dist
COPY LICENSE /app/LICENSE
ENV NODE_ENV=production
# The user's repository is mounted here. Nothing else is written to: --read-only works.
WORKDIR /work
USER node
ENTRYPOINT ["node", "/app/dist/reconcile.js"]
