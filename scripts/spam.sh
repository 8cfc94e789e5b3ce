#!/bin/sh
# Prints how many points SpamAssassin gives the mail of every template in every language, by its own rules without the network
# (spamassassin -L -t), and fails where one has a point or more. It installs the package where it is missing.
set -eu
cd "$(dirname "$0")/.."
command -v spamassassin >/dev/null || scripts/packages.sh spamassassin
SPAMASSASSIN=$(command -v spamassassin) go test -count=1 -run NoMailLooksLikeSpam -v ./notify/email/
