# Sourced by every script in ops/: where builds go, and how they link.
# A cache outside the checkout keeps a second run short; set CARGO_TARGET_DIR to put it elsewhere.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/flowtilla/target}"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
# mold links the test binaries in a tenth of the time; without it the system's linker does.
if command -v mold >/dev/null 2>&1; then
  export RUSTFLAGS="${RUSTFLAGS:--C link-arg=-fuse-ld=mold}"
fi
# rustup installs here, and a shell that was open before does not look there
if ! command -v cargo >/dev/null 2>&1 && [ -x "$HOME/.cargo/bin/cargo" ]; then
  export PATH="$HOME/.cargo/bin:$PATH"
fi
