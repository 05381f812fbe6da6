//! Answers other than 200.

use poem::{IntoResponse, Response, http::StatusCode, http::header};
use poem_openapi::{
    ApiResponse,
    payload::{Json, Payload},
    registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::{ToJSON, Type},
};

/// 201: made, and where it is.
pub struct Created<T> {
    location: String,
    value: T,
}

impl<T> Created<T> {
    pub fn new(location: String, value: T) -> Self {
        Self { location, value }
    }
}

/// 202: accepted, and where to look.
pub struct Accepted<T> {
    location: String,
    value: T,
}

impl<T> Accepted<T> {
    pub fn new(location: String, value: T) -> Self {
        Self { location, value }
    }
}

/// 204: done, nothing to say.
#[derive(poem_openapi::ApiResponse)]
pub enum Gone {
    /// Deleted.
    #[oai(status = 204)]
    Gone,
}

fn located<T: ToJSON>(status: StatusCode, location: &str, value: T) -> Response {
    let mut response = Json(value).into_response();
    response.set_status(status);
    if let Ok(location) = location.parse() {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn meta<T: Type>(status: u16, description: &'static str) -> MetaResponses {
    let location = MetaHeader {
        name: "LOCATION".into(),
        description: Some("Path of the thing.".into()),
        required: true,
        deprecated: false,
        schema: String::schema_ref(),
    };
    MetaResponses {
        responses: vec![MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: vec![MetaMediaType {
                content_type: "application/json",
                schema: <Json<T> as Payload>::schema_ref(),
            }],
            headers: vec![location],
        }],
    }
}

macro_rules! answer {
    ($name:ident, $status:ident, $description:literal) => {
        impl<T: ToJSON> IntoResponse for $name<T> {
            fn into_response(self) -> Response {
                located(StatusCode::$status, &self.location, self.value)
            }
        }

        impl<T: ToJSON> ApiResponse for $name<T> {
            fn meta() -> MetaResponses {
                meta::<T>(StatusCode::$status.as_u16(), $description)
            }

            fn register(registry: &mut Registry) {
                T::register(registry);
            }
        }
    };
}

answer!(Created, CREATED, "Made; `Location` is its path.");
answer!(Accepted, ACCEPTED, "Accepted; `Location` is the path to look at.");
