//! Webhooks: where events are sent, and what became of each delivery.

use flowtilla_shared::{
    domain::{
        ids::{ProjectId, WebhookId},
        webhook::{is_event_filter, secret_bytes, secret_of},
    },
    seal::Sealed,
    store::{self, DeliveryRow, place},
};
use poem::http::StatusCode;
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
    payload::Json,
};
use url::Url;
use uuid::Uuid;

use super::{Area, Shared, vault::no_key};
use crate::{
    answer::{Accepted, Created, Gone},
    body::Body,
    caller::{Admin, Caller},
    deliver,
    problem::Problem,
    state::State,
    wire::{
        page::{self, List},
        webhooks::{
            Delivery, DeliveryDetail, DeliveryStatus, NewWebhook, Webhook, WebhookChange, WebhookList,
            WebhookWithSecret,
        },
    },
};

/// Filters of one webhook.
const MOST_EVENTS: usize = 50;
/// What is sent when nobody says.
const USUAL_EVENT: &str = "run.finished";

pub struct WebhooksApi;

#[OpenApi(prefix_path = "/api/v1", tag = "Area::Webhooks")]
impl WebhooksApi {
    /// List webhooks, newest first.
    #[oai(path = "/webhooks", method = "get", operation_id = "listWebhooks")]
    async fn list(&self, state: Shared<'_>, caller: Caller<Admin>) -> Result<Json<WebhookList>, Problem> {
        let rows = state.store.webhooks().list(caller.project).await?;
        Ok(Json(WebhookList { items: rows.into_iter().map(Into::into).collect() }))
    }

    /// Make a webhook for what happens from now on.
    ///
    /// Deliveries are signed as of the Standard Webhooks specification (`webhook-id`, `webhook-timestamp`, `webhook-signature`) with
    /// the secret of this answer. One that is not answered with 2xx is tried again after 5 seconds, 1, 5 and 30 minutes, 2, 5, 10 and 10 hours.
    #[oai(path = "/webhooks", method = "post", operation_id = "createWebhook")]
    async fn create(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        asked: Body<NewWebhook>,
    ) -> Result<Created<WebhookWithSecret>, Problem> {
        let NewWebhook { url, name, events, secret } = asked.value;
        let url = checked_url(&state, &url)?;
        let events = checked_events(events.unwrap_or_else(|| vec![USUAL_EVENT.into()]))?;
        let secret = match secret {
            Some(secret) if secret_bytes(&secret).is_none() => {
                let detail = "`secret` is `whsec_` and base64 of 24 to 64 bytes; leave it out to have one made.";
                return Err(Problem::invalid(detail, Vec::new()));
            }
            Some(secret) => secret,
            None => secret_of(rand::random()),
        };
        let id = WebhookId::new();
        let sealed = seal(&state, caller.project, id, &secret)?;
        let new = store::NewWebhook { id, name: name.unwrap_or_default(), url, events, secret: sealed };
        let row = state.store.webhooks().create(caller.project, new).await?;
        caller.note("url", without_query(&row.url));
        let location = format!("/api/v1/webhooks/{id}");
        Ok(Created::new(location, WebhookWithSecret { secret, webhook: row.into() }))
    }

    /// Get a webhook.
    #[oai(path = "/webhooks/:id", method = "get", operation_id = "getWebhook")]
    async fn get(&self, state: Shared<'_>, caller: Caller<Admin>, id: Path<Uuid>) -> Result<Json<Webhook>, Problem> {
        Ok(Json(state.store.webhooks().get(caller.project, id.0.into()).await?.into()))
    }

    /// Change a webhook, or switch it off or on.
    #[oai(path = "/webhooks/:id", method = "put", operation_id = "changeWebhook")]
    async fn change(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        asked: Body<WebhookChange>,
    ) -> Result<Json<Webhook>, Problem> {
        let WebhookChange { url, name, events, active } = asked.value;
        let change = store::WebhookChange {
            url: url.map(|url| checked_url(&state, &url)).transpose()?,
            name,
            events: events.map(checked_events).transpose()?,
            active,
        };
        let row = state.store.webhooks().change(caller.project, id.0.into(), &change).await?;
        caller.note("url", without_query(&row.url));
        caller.note("active", row.active);
        Ok(Json(row.into()))
    }

    /// Delete a webhook with its deliveries.
    #[oai(path = "/webhooks/:id", method = "delete", operation_id = "deleteWebhook")]
    async fn delete(&self, state: Shared<'_>, caller: Caller<Admin>, id: Path<Uuid>) -> Result<Gone, Problem> {
        state.store.webhooks().delete(caller.project, id.0.into()).await?;
        Ok(Gone::Gone)
    }

    /// Give a webhook a new secret.
    ///
    /// For a day deliveries carry two signatures, one by the secret so far.
    #[oai(path = "/webhooks/:id/rotate-secret", method = "post", operation_id = "rotateWebhookSecret")]
    async fn rotate(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
    ) -> Result<Json<WebhookWithSecret>, Problem> {
        let secret = secret_of(rand::random());
        let sealed = seal(&state, caller.project, id.0.into(), &secret)?;
        let row = state.store.webhooks().rotate(caller.project, id.0.into(), &sealed).await?;
        Ok(Json(WebhookWithSecret { secret, webhook: row.into() }))
    }

    /// Send a `webhook.ping`, to see that deliveries arrive; one that is switched off gets it too.
    #[oai(path = "/webhooks/:id/ping", method = "post", operation_id = "pingWebhook")]
    async fn ping(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
    ) -> Result<Accepted<Delivery>, Problem> {
        Ok(on_its_way(state.store.webhooks().ping(caller.project, id.0.into()).await?))
    }

    /// List the deliveries of a webhook, newest first.
    #[oai(path = "/webhooks/:id/deliveries", method = "get", operation_id = "listDeliveries")]
    async fn deliveries(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        /// Only those that are this far; all when absent.
        status: Query<Option<DeliveryStatus>>,
        /// Go on after this place: the `next_cursor` of the answer before.
        cursor: Query<Option<String>>,
        /// Items in a part, 1 to 200; 50 when absent.
        size: Query<Option<u32>>,
    ) -> Result<Json<List<Delivery>>, Problem> {
        let asked = page::asked(cursor.0, None, size.0)?;
        let status = status.0.map(DeliveryStatus::word);
        let part = state.store.webhooks().deliveries(caller.project, id.0.into(), &asked, status).await?;
        Ok(Json(List::of(&asked, part, Into::into)))
    }

    /// Get a delivery: what was sent, and what was answered to each attempt.
    #[oai(path = "/webhooks/:id/deliveries/:delivery_id", method = "get", operation_id = "getDelivery")]
    async fn delivery(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        delivery_id: Path<Uuid>,
    ) -> Result<Json<DeliveryDetail>, Problem> {
        let webhooks = state.store.webhooks();
        let row = webhooks.delivery(caller.project, id.0.into(), delivery_id.0.into()).await?;
        let log = webhooks.attempts(row.id).await?.into_iter().map(Into::into).collect();
        Ok(Json(DeliveryDetail { body: row.body.clone(), delivery: row.into(), log }))
    }

    /// Send a delivery again, whatever became of it, under the same `webhook-id`.
    #[oai(path = "/webhooks/:id/deliveries/:delivery_id/redeliver", method = "post", operation_id = "redeliver")]
    async fn redeliver(
        &self,
        state: Shared<'_>,
        caller: Caller<Admin>,
        id: Path<Uuid>,
        delivery_id: Path<Uuid>,
    ) -> Result<Accepted<Delivery>, Problem> {
        let row = state.store.webhooks().redeliver(caller.project, id.0.into(), delivery_id.0.into()).await?;
        Ok(on_its_way(row))
    }
}

fn on_its_way(row: DeliveryRow) -> Accepted<Delivery> {
    Accepted::new(format!("/api/v1/webhooks/{}/deliveries/{}", row.webhook_id, row.id), row.into())
}

fn seal(state: &State, project: ProjectId, id: WebhookId, secret: &str) -> Result<Sealed, Problem> {
    let ring = state.ring.as_ref().map_err(|_| no_key())?;
    ring.seal(&place(project, "webhook", &id.to_string()), secret.as_bytes()).map_err(|_| no_key())
}

/// What can be said of an address without looking its name up; the rest is checked with each delivery.
fn checked_url(state: &State, url: &str) -> Result<String, Problem> {
    let wrong = |why: String| Problem::invalid(format!("`url`: {why}."), Vec::new());
    let parsed = Url::parse(url.trim()).map_err(|error| wrong(format!("this is no URL ({error})")))?;
    if !matches!(parsed.scheme(), "https" | "http") || parsed.host_str().is_none() {
        return Err(wrong("only http and https are spoken".into()));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong("leave user and password out; the signature tells who sends".into()));
    }
    deliver::literal_allowed(&state.config.webhooks, &parsed).map_err(|why| Problem {
        code: "address-refused",
        status: StatusCode::UNPROCESSABLE_ENTITY,
        ..wrong(why)
    })?;
    Ok(parsed.into())
}

fn checked_events(events: Vec<String>) -> Result<Vec<String>, Problem> {
    if events.is_empty() || events.len() > MOST_EVENTS {
        return Err(Problem::invalid(format!("`events` has 1 to {MOST_EVENTS} entries."), Vec::new()));
    }
    if let Some(wrong) = events.iter().find(|word| !is_event_filter(word)) {
        let detail = format!("`{wrong}` in `events` is no type of events; write `run.finished`, `run.*` or `*`.");
        return Err(Problem::invalid(detail, Vec::new()));
    }
    Ok(events)
}

/// People put keys into queries.
fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}
