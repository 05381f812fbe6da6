//! Server-sent events: the same logs as the socket, for `EventSource` and curl.

use std::{
    io,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use bytes::Bytes;
use chrono::Utc;
use futures_util::{Stream, StreamExt, stream};
use poem::{Body, IntoResponse, Response, http::header};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use serde_json::json;

use super::{follow::Following, hub::Subscription, log::Log};
use crate::{
    caller::Identity,
    state::State,
    wire::domain::{Domain, Event},
};

/// A comment goes out this often, so that proxies and clients see that the stream lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// What `EventSource` waits before it connects again, in milliseconds.
const RETRY_MS: u32 = 2_000;

type Lines = Pin<Box<dyn Stream<Item = Bytes> + Send>>;

/// An open event stream.
pub struct EventStream(Lines);

impl EventStream {
    /// The events of a subscription until the client goes, the server stops or the key is revoked.
    pub fn new(state: &Arc<State>, caller: Identity, following: Following) -> Self {
        let events = match following {
            Following::Run(subscription) => lines(subscription),
            Following::All(subscription) => lines(subscription),
        };
        let counted = state.sockets.open_stream();
        let counter = Arc::clone(state);
        let events = events.inspect(move |_| {
            let _open = &counted;
            counter.sockets.messages.fetch_add(1, Ordering::Relaxed);
        });
        let begin = Bytes::from(format!("retry: {RETRY_MS}\n\n"));
        let whole = stream::once(async { begin }).chain(stream::select(events, keep_alive()));
        Self(Box::pin(whole.take_until(over(Arc::clone(state), caller))))
    }

    /// A few ticks of the server's state, to see that streaming works from end to end.
    pub fn ticks(state: &Arc<State>, caller: Identity, count: u32, interval: Duration) -> Self {
        let counted = state.sockets.open_stream();
        let teller = Arc::clone(state);
        let ticks = stream::iter(1..=count).then(move |tick| {
            let _open = &counted;
            let teller = Arc::clone(&teller);
            async move {
                if tick > 1 {
                    tokio::time::sleep(interval).await;
                }
                let data = json!({
                    "tick": tick, "of": count, "at": Utc::now(),
                    "uptime_seconds": teller.started.elapsed().as_secs(), "sockets": teller.sockets.now(),
                });
                Bytes::from(format!("id: {tick}\ndata: {data}\n\n"))
            }
        });
        Self(Box::pin(ticks.take_until(over(Arc::clone(state), caller))))
    }
}

fn lines<L: Log>(subscription: Subscription<L>) -> Lines {
    Box::pin(stream::unfold(subscription, |mut subscription| async move {
        let frame = subscription.tail.next().await;
        Some((Bytes::from(format!("id: {}\ndata: {}\n\n", frame.key, frame.json)), subscription))
    }))
}

fn keep_alive() -> impl Stream<Item = Bytes> {
    stream::unfold((), |()| async {
        tokio::time::sleep(KEEP_ALIVE).await;
        Some((Bytes::from_static(b": still here\n\n"), ()))
    })
}

/// Ends with the server, or when the key does not hold any more.
async fn over(state: Arc<State>, caller: Identity) {
    let mut revoked = state.revoked.subscribe();
    // the key may have ended while the stream was opened
    revoked.mark_changed();
    loop {
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            changed = revoked.changed() => {
                if changed.is_err() || !state.keys.still_valid(&caller) {
                    return;
                }
            }
        }
    }
}

impl IntoResponse for EventStream {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("text/event-stream")
            .header(header::CACHE_CONTROL, "no-cache, no-transform")
            .header("x-accel-buffering", "no")
            .body(Body::from_bytes_stream(self.0.map(Ok::<_, io::Error>)))
    }
}

impl ApiResponse for EventStream {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Events, each with its place as `id`; send the last one back in `Last-Event-ID` to go on.",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: "text/event-stream",
                    schema: Domain::<Event>::schema_ref(),
                }],
                headers: Vec::new(),
            }],
        }
    }

    fn register(registry: &mut Registry) {
        Domain::<Event>::register(registry);
    }
}
