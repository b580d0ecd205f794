# One image: one process with all roles, unless docker-compose.yml says which service a container runs.
#   docker build -t throughline .
# No Docker engine was at hand: the steps were run by hand in empty folders instead, the build
# and the services with what the second stage holds (docs/decisions/0036-one-image.md).
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY tools/build.mjs tools/
COPY libs libs
COPY apps apps
RUN npm run build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production OMS_HOST=0.0.0.0 OMS_PORT=3000 OMS_STATE_DIR=/var/lib/throughline
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# A named volume that is mounted here takes over the owner.
RUN install -d -o node -g node /var/lib/throughline
USER node
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.OMS_PORT + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/oms/src/main.js", "serve"]
