#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image in which submissions are checked.
set -euo pipefail
source=${AUTOGRADER:-/autograder}/source

# For exercises that look at the network with nslookup.
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends bind9-dnsutils

# What is wrong is better seen now than at the first submission. A zip that was packed anew may have lost the mark of a program.
chmod +x "$source/netcheck"
"$source/netcheck" --version
"$source/netcheck" lint --assignment "$source/assignment"
