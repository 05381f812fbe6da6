//! How an endpoint of a model goes wrong.

use serde::Deserialize;

/// One way to go wrong. The first group is about the connection and the status, the second about what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// 429 without `Retry-After`.
    RateLimited,
    /// 429 with `Retry-After: 1`.
    RetryAfter,
    /// 429 with a date in `Retry-After`.
    RetryAfterDate,
    /// 429 with a page of a proxy.
    RateLimitedHtml,
    /// 500.
    ServerError,
    /// 502 with a page of a proxy.
    BadGateway,
    /// 529.
    Overloaded,
    /// 200, then an error in the stream.
    OverloadedInStream,
    /// 200 with an error as JSON, its code a number.
    ErrorInOk,
    /// 401.
    Unauthorized,
    /// 400: the conversation is too long.
    TooLong,
    /// No answer at all.
    Hang,
    /// Half a stream, then silence.
    HangInStream,
    /// One byte a second.
    Drip,
    /// A stream that ends too early, properly closed.
    CutStream,
    /// A stream whose connection breaks.
    Reset,
    /// 200 with a page where JSON was expected.
    Html,
    /// An event that is half JSON.
    HalfEvent,

    /// An answer without anything in it.
    Empty,
    UnknownTool,
    /// Five million bytes of input.
    HugeInput,
    /// A call whose input is half JSON.
    HalfInput,
    /// Half of the text.
    HalfJson,
    /// A click beside the screen.
    Outside,
    Nul,
    Refusal,
    /// The answer is cut at `max_tokens` in the middle of a call.
    CutInCall,
    /// Talk instead of what was asked for.
    WrongLanguage,
    /// A thousand calls in one turn.
    ManyCalls,
}

impl Fault {
    /// Every one of them.
    pub const ALL: [Self; 29] = [
        Self::RateLimited,
        Self::RetryAfter,
        Self::RetryAfterDate,
        Self::RateLimitedHtml,
        Self::ServerError,
        Self::BadGateway,
        Self::Overloaded,
        Self::OverloadedInStream,
        Self::ErrorInOk,
        Self::Unauthorized,
        Self::TooLong,
        Self::Hang,
        Self::HangInStream,
        Self::Drip,
        Self::CutStream,
        Self::Reset,
        Self::Html,
        Self::HalfEvent,
        Self::Empty,
        Self::UnknownTool,
        Self::HugeInput,
        Self::HalfInput,
        Self::HalfJson,
        Self::Outside,
        Self::Nul,
        Self::Refusal,
        Self::CutInCall,
        Self::WrongLanguage,
        Self::ManyCalls,
    ];
}
