//! `flowtilla openapi`, `flowtilla asyncapi`: the contracts, as this binary serves them.

use serde_json::Value;

use crate::exit::{Exit, Failure};

/// Prints the OpenAPI document.
pub fn openapi() -> Result<Exit, Failure> {
    print(&flowtilla_api::openapi())
}

/// Prints the AsyncAPI document.
pub fn asyncapi() -> Result<Exit, Failure> {
    print(&flowtilla_api::asyncapi())
}

fn print(document: &Value) -> Result<Exit, Failure> {
    anstream::println!("{}", serde_json::to_string_pretty(document)?);
    Ok(Exit::Passed)
}
