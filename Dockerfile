# syntax=docker/dockerfile:1
# The portal in production. Give it the settings of .env.example, and a volume at /data unless DATABASE_URL is set.
FROM node:24-slim AS base
WORKDIR /srv/lakeport
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./

FROM base AS build
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM base AS packages
# The image brings Node 24 itself, so the pinned binary for machines without it is left out.
RUN npm ci --ignore-scripts --omit=dev && rm -rf node_modules/node-* node_modules/.bin/node

FROM node:24-slim
WORKDIR /srv/lakeport
# Its files may all be read-only but for /data; without this, tsx wants to keep what it made of ours in /tmp.
ENV TSX_DISABLE_CACHE=1
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOSTNAME=0.0.0.0 LAKEPORT_DATA_DIR=/data
COPY --from=packages /srv/lakeport/node_modules ./node_modules
COPY --from=build /srv/lakeport/.next ./.next
COPY --from=build /srv/lakeport/public ./public
COPY --from=build /srv/lakeport/lib ./lib
COPY package.json next.config.js tsconfig.json ./
RUN rm -rf .next/cache .next/dev && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/api/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the container's first process, so that SIGTERM reaches it and running requests are finished.
CMD ["node", "--import", "tsx", "--conditions=react-server", "lib/commands/start.ts"]
