# The daemon in a container:
#
#   docker build -t syncline .
#   install -d -o 990 -m 700 config       # the user 990 runs the daemon, and writes there what the console changes
#   install -o 990 -m 600 syncline.yaml config/
#   docker run -d --name syncline --hostname syncline -p 127.0.0.1:7470:7470 \
#     -v ./config:/config -v syncline-state:/state -v /srv/mail:/data/mail:ro syncline
#   docker logs syncline                  # shows where to set the password
#   docker exec syncline syncline status --state /state
#   docker exec -it syncline syncline secret set backup-server --config /config/syncline.yaml
#
# /config holds syncline.yaml. In a container the daemon has to answer other machines, so it says
#   http: { listen: 0.0.0.0:7470, allowPlain: true }
# and -p 127.0.0.1:… lets only this machine in. The host name tells whose temp files are whose on a server: give each machine its own, and
# a new container that of the one before, so that it removes what that one left when it was killed. What the items read has to be open to the user 990. A private key for an SFTP
# server goes to /config as well, mode 600, owned by the user 990; pin the host key of the server in the item (fingerprint),
# since the container knows no hosts.
FROM node:22-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12 install --frozen-lockfile \
  && npx -y pnpm@12 build \
  && npx -y pnpm@12 --filter syncline deploy --prod --legacy /app

FROM node:22-slim
RUN useradd --system --uid 990 --create-home --home-dir /home/syncline syncline \
  && install -d -o syncline -g syncline -m 700 /state /config
COPY --from=build /app /opt/syncline
RUN ln -s /opt/syncline/bin/syncline.js /usr/local/bin/syncline
USER syncline
VOLUME ["/config", "/state"]
EXPOSE 7470
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7470/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["syncline"]
CMD ["daemon", "--config", "/config/syncline.yaml", "--state", "/state"]
