//! Webhooks and their deliveries. Secrets go out once, when they are made.

use chrono::{DateTime, Utc};
use flowtilla_shared::store::{AttemptRow, DeliveryRow, WebhookRow};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

/// How far a delivery is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DeliveryStatus {
    Pending,
    Delivered,
    Failed,
}

impl DeliveryStatus {
    /// As the database writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// A webhook to make.
#[derive(Clone, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// Where events are sent by POST: `https://…` or `http://…`, without user and password. Redirects are not followed.
    #[oai(validator(max_length = 2000))]
    pub url: String,
    /// For people.
    #[oai(validator(max_length = 100))]
    pub name: Option<String>,
    /// Types of events: `run.finished`, `run.*`, `*`. Only `run.finished` when absent.
    pub events: Option<Vec<String>>,
    /// `whsec_` and base64 of 24 to 64 bytes; made when absent.
    pub secret: Option<String>,
}

/// What is to be different about a webhook; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    #[oai(validator(max_length = 2000))]
    pub url: Option<String>,
    #[oai(validator(max_length = 100))]
    pub name: Option<String>,
    pub events: Option<Vec<String>>,
    /// Switched on again, it begins with what happens from then on.
    pub active: Option<bool>,
}

/// Where events are sent.
#[derive(Clone, Debug, Object)]
pub struct Webhook {
    pub id: Uuid,
    pub name: String,
    pub url: String,
    pub events: Vec<String>,
    /// Whether anything is sent.
    pub active: bool,
    /// Why it was switched off without anybody asking.
    #[oai(nullable)]
    pub disabled_reason: Option<String>,
    /// Since when every delivery has failed.
    #[oai(nullable)]
    pub failing_since: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The webhooks of the project, newest first.
#[derive(Clone, Debug, Object)]
pub struct WebhookList {
    pub items: Vec<Webhook>,
}

/// A webhook with the secret that signs its deliveries.
#[derive(Clone, Debug, Object)]
pub struct WebhookWithSecret {
    /// Only this answer has it.
    pub secret: String,
    pub webhook: Webhook,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, Object)]
pub struct Delivery {
    /// The `webhook-id` of every attempt.
    pub id: Uuid,
    pub webhook_id: Uuid,
    /// The type of the event, or `webhook.ping`.
    pub event_type: String,
    /// The event's stream, e.g. `run:0197…`.
    #[oai(nullable)]
    pub topic: Option<String>,
    /// The event's number in its stream.
    #[oai(nullable)]
    pub seq: Option<i64>,
    /// `pending`, `delivered` or `failed`.
    pub status: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    #[oai(nullable)]
    pub next_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    #[oai(nullable)]
    pub finished_at: Option<DateTime<Utc>>,
    /// The status that the last attempt was answered with.
    #[oai(nullable)]
    pub last_status: Option<i32>,
    /// Why the last attempt has no answer.
    #[oai(nullable)]
    pub last_error: Option<String>,
}

/// A delivery with what was sent, and what was answered to each attempt.
#[derive(Clone, Debug, Object)]
pub struct DeliveryDetail {
    pub delivery: Delivery,
    /// The body, as it is signed and sent.
    pub body: String,
    pub log: Vec<DeliveryAttempt>,
}

/// One attempt of a delivery.
#[derive(Clone, Debug, Object)]
pub struct DeliveryAttempt {
    /// From 1.
    pub number: i32,
    pub at: DateTime<Utc>,
    /// The status of the answer.
    #[oai(nullable)]
    pub status: Option<i32>,
    /// Why there is no answer.
    #[oai(nullable)]
    pub error: Option<String>,
    /// The first kilobyte of the answer.
    #[oai(nullable)]
    pub answer: Option<String>,
    pub duration_ms: i64,
}

impl From<WebhookRow> for Webhook {
    fn from(row: WebhookRow) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            url: row.url,
            events: row.events,
            active: row.active,
            disabled_reason: row.disabled_reason,
            failing_since: row.failing_since,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Self {
            id: row.id.0,
            webhook_id: row.webhook_id.0,
            event_type: row.event_type,
            topic: row.topic,
            seq: row.seq,
            status: row.status,
            attempts: row.attempts,
            next_at: row.next_at,
            created_at: row.created_at,
            finished_at: row.finished_at,
            last_status: row.last_status,
            last_error: row.last_error,
        }
    }
}

impl From<AttemptRow> for DeliveryAttempt {
    fn from(row: AttemptRow) -> Self {
        Self {
            number: row.number,
            at: row.at,
            status: row.status,
            error: row.error,
            answer: row.answer,
            duration_ms: row.duration_ms,
        }
    }
}
