#!/usr/bin/env bash
# Starts a GitHub API emulator on loopback, for the tests with the build tag "integration".
#
#   scripts/peers-github.sh start    install if needed, start, print how to run the tests
#   scripts/peers-github.sh stop     stop what "start" started
#   scripts/peers-github.sh run      start, run the tests, stop
#
# The version is pinned twice: later ones need a newer Node, and the registry's "latest" of this name is an
# unrelated package. PEERS_CACHE chooses the folder, PEERS_GITHUB_PORT the port.
set -euo pipefail

VERSION=0.11.2
EXAMPLES=7.6.1 # of GitHub's published examples of webhooks, MIT
PORT="${PEERS_GITHUB_PORT:-14001}"
CACHE="${PEERS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/daylight/peers}"
DIR="$CACHE/emulate-$VERSION"
URL="http://127.0.0.1:$PORT"
PID="$DIR/github-$PORT.pid"
ROOT="$(cd "$(dirname "$0")/.." && pwd)"

install_peer() {
  command -v node >/dev/null && command -v npm >/dev/null || { echo "node and npm are needed" >&2; exit 2; }
  mkdir -p "$DIR"
  if [ ! -f "$DIR/node_modules/emulate/package.json" ]; then
    (cd "$DIR" && npm install --no-audit --no-fund --ignore-scripts --save-exact "emulate@$VERSION" >&2)
  fi
  got="$(node -p "require('$DIR/node_modules/emulate/package.json').version")"
  [ "$got" = "$VERSION" ] || { echo "emulate $got is installed, $VERSION is needed: remove $DIR" >&2; exit 1; }
  if [ "$(node -p "try { require('$DIR/node_modules/@octokit/webhooks-examples/package.json').version } catch { '' }")" != "$EXAMPLES" ]; then
    (cd "$DIR" && npm install --no-audit --no-fund --ignore-scripts --save-exact "@octokit/webhooks-examples@$EXAMPLES" >&2)
  fi
  # The emulator listens on every interface; a test peer belongs on loopback.
  cat >"$DIR/loopback.cjs" <<'JS'
const net = require("net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, second, ...rest) {
  if (typeof first === "number") {
    const more = typeof second === "string" || second === undefined ? rest : [second, ...rest];
    return listen.call(this, first, "127.0.0.1", ...more);
  }
  return listen.call(this, first, second, ...rest);
};
JS
  # The key of an app, whose public half the emulator checks each token of ours with.
  [ -f "$DIR/app.pem" ] || node -e "process.stdout.write(require('crypto').generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey.export({type: 'pkcs1', format: 'pem'}))" >"$DIR/app.pem"
  cat >"$DIR/github.yaml" <<'YAML'
tokens:
  bot-token: {login: daylight-bot, scopes: [repo, user, "admin:repo_hook"]}
  vendor-token: {login: vendor-dev, scopes: [repo, user]}
  stranger-token: {login: passer-by, scopes: [repo, user]}
github:
  users:
    - {login: daylight-bot, name: Daylight}
    - {login: vendor-dev, name: Vendor developer}
    - {login: passer-by, name: Somebody}
    - {login: "team-disclosure[bot]", name: Team disclosure} # the app's own account, which the emulator else makes at its first write
  repos:
    - {owner: daylight-bot, name: vendor-intake, private: true}
    - {owner: daylight-bot, name: public-page, private: false}
  apps:
    - app_id: 4711
      slug: team-disclosure
      name: Team disclosure
      permissions: {issues: write, metadata: read, contents: write, pull_requests: write} # it brings pages to a site, too
      events: [issues, issue_comment, repository]
      installations:
        - {installation_id: 100, account: daylight-bot, repository_selection: all}
      private_key: |
YAML
  sed 's/^/        /' "$DIR/app.pem" >>"$DIR/github.yaml"
}

running() { [ -f "$PID" ] && kill -0 "$(cat "$PID")" 2>/dev/null; }

start_peer() {
  install_peer
  if running; then
    echo "already running with pid $(cat "$PID")" >&2
  else
    (
      cd "$DIR"
      NODE_OPTIONS="--require $DIR/loopback.cjs" nohup node node_modules/emulate/dist/index.js start \
        --service github --port "$PORT" --base-url "$URL" --seed "$DIR/github.yaml" >"$DIR/github.log" 2>&1 &
      echo $! >"$PID"
    )
  fi
  for _ in $(seq 1 100); do
    if node -e "fetch('$URL/rate_limit').then(() => process.exit(0), () => process.exit(1))" 2>/dev/null; then
      echo "EMULATE_GITHUB_URL=$URL EMULATE_GITHUB_APP_KEY=$DIR/app.pem WEBHOOK_EXAMPLES=$DIR/node_modules/@octokit/webhooks-examples/api.github.com/index.json go test -tags integration -run 'Emulator|PublishedWebhook' ./notify/github/ ./cmd/bot/internal/e2e/" >&2
      return
    fi
    running || break
    sleep 0.1
  done
  echo "the emulator did not start; see $DIR/github.log" >&2
  exit 1
}

stop_peer() {
  if running; then kill "$(cat "$PID")"; fi
  rm -f "$PID"
}

case "${1:-}" in
  start) start_peer ;;
  stop) stop_peer ;;
  run)
    start_peer
    trap stop_peer EXIT
    cd "$ROOT" && EMULATE_GITHUB_URL="$URL" EMULATE_GITHUB_APP_KEY="$DIR/app.pem" WEBHOOK_EXAMPLES="$DIR/node_modules/@octokit/webhooks-examples/api.github.com/index.json" \
      go test -tags integration -count=1 -run 'Emulator|PublishedWebhook' ./notify/github/ ./cmd/bot/internal/e2e/
    ;;
  *) sed -n '2,10p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
esac
