# Server and page as an image, with what they need at run time and nothing else: docs/operations.md, "In containers".
#   docker build -t task-queue .
#   docker run --read-only --tmpfs /tmp -v task-queue:/data -p 3000:3000 -e REDIS_URL=… -e JWT_SECRET=… task-queue
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
ENV NX_DAEMON=false NX_NO_CLOUD=true
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --include=dev
COPY . .
RUN node tools/build.ts \
 && node tools/keep-runtime-packages.ts

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist/apps ./dist/apps
RUN mkdir /data && chown node:node /data
# As a number, so that Kubernetes knows that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
# That the process is up, of servers and workers alike. Whether it can do its work says /health/ready, to who sends it any.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "dist/apps/api/main.js"]
