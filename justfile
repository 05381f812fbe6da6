# Everything that is done often. `just` lists it.
set shell := ["bash", "-euo", "pipefail", "-c"]

_list:
    @just --list --unsorted

# Install what is missing, build, run the sample flows, show the results
quickstart:
    ./ops/quickstart

# Everything in one process, with the demo shop, until Ctrl-C
dev *ARGS:
    . ops/env.sh && cargo run --quiet --bin flowtilla -- dev --ephemeral --demo {{ARGS}}

# All that CI runs
check:
    ./.ci/run

# The whole test suite, or the Rust tests whose names contain FILTER
test *FILTER:
    ./ops/test {{FILTER}}

# rustfmt and the checks that take seconds
fmt:
    . ops/env.sh && cargo fmt --all && ./ops/check-layers

# Clippy as CI runs it
lint:
    . ops/env.sh && cargo clippy --workspace --all-targets --all-features -- -D warnings

# The clients anew, after a change of the contract
clients *ARGS:
    ./ops/generate-clients {{ARGS}}

# The API under load, in numbers
load *ARGS:
    ./ops/bench/load/run {{ARGS}}

# Break things on purpose
faults *ARGS:
    ./ops/faults/run {{ARGS}}

# Measure beside Playwright
bench *ARGS:
    ./ops/bench/run {{ARGS}}

# After changing a query: bring .sqlx up to date
prepare:
    ./ops/sqlx-prepare
