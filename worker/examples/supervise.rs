//! The supervisor as a program of its own, for tests that run without the root binary.

fn main() -> std::process::ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    if args.peek().is_some_and(|word| word == "supervise") {
        args.next();
    }
    flowtilla_worker::supervise::supervise(args)
}
