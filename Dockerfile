# Lockstead as an ordinary user, with its state in a volume. Build: docker build -t lockstead .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY packages/policy/package.json packages/policy/
COPY packages/wire/package.json packages/wire/
COPY packages/lockstead/package.json packages/lockstead/
COPY packages/conformance/package.json packages/conformance/
RUN npm ci --omit=dev --no-audit --no-fund
COPY packages packages
COPY LICENSE NOTICE lockstead ./

FROM node:24.21.0-bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/lockstead --create-home lockstead
COPY --from=build /src /opt/lockstead
USER 10001
WORKDIR /var/lib/lockstead
VOLUME /var/lib/lockstead
EXPOSE 4566
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4566/_lockstead/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/opt/lockstead/lockstead"]
# Inside a container every address is reached from outside: publish the port to loopback (-p 127.0.0.1:4566:4566), or give TLS instead of this flag.
CMD ["start", "--host", "0.0.0.0", "--insecure-http", "--data", "/var/lib/lockstead/data"]
