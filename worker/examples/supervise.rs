//! The supervisor, and the first program of a sandbox, as a program of its own, for tests that run without the root binary.

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    if args.next_if(|word| word == "sandbox-init").is_some() {
        return flowtilla_worker::desktop::sandbox_init(args);
    }
    args.next_if(|word| word == "supervise");
    flowtilla_worker::supervise::supervise(args)
}
