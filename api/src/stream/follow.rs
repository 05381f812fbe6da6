//! From a topic's name and a place to a subscription.

use std::{str::FromStr, sync::Arc};

use flowtilla_shared::{domain::ids::ProjectId, store::Position};
use serde_json::Value;

use super::{
    hub::{Hub, Subscription},
    log::{Log, ProjectLog, TopicLog},
};
use crate::problem::Problem;

/// A subscription to one of the two kinds of topics.
pub enum Following {
    Run(Subscription<TopicLog>),
    All(Subscription<ProjectLog>),
}

/// Where a client wants to go on.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum After {
    /// Only what comes.
    #[default]
    Now,
    /// After this place, in the words of the topic.
    Place(String),
}

impl After {
    /// A place as JSON gives it: a number or a text.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn from_json(value: Option<&Value>) -> Result<Self, Problem> {
        match value {
            None | Some(Value::Null) => Ok(Self::Now),
            Some(Value::Number(number)) => Ok(Self::Place(number.to_string())),
            Some(Value::String(text)) => Ok(Self::Place(text.clone())),
            Some(_) => {
                Err(Problem::bad_request("`after` is the `seq` of an event, or on the topic `all` its `position`."))
            }
        }
    }

    /// A place as a header or a parameter gives it.
    #[must_use]
    pub fn from_text(text: Option<&str>) -> Self {
        text.filter(|text| !text.is_empty()).map_or(Self::Now, |text| Self::Place(text.to_owned()))
    }
}

impl Following {
    /// Subscribes a caller of one project.
    ///
    /// # Errors
    /// 404 for a run that the project does not have, 400 for a topic of no known form, 503 when the database does not answer.
    pub async fn start(hub: &Hub, project: ProjectId, topic: &str, after: After) -> Result<Self, Problem> {
        if topic == "all" {
            let followed = hub.follow_project(project).await?;
            return Ok(Self::All(begin::<_, Position>(hub, followed, after).await?));
        }
        let shown = |text: &str| text.chars().take(80).collect::<String>();
        let followed = if let Some(id) = topic.strip_prefix("generation:") {
            let id = id.parse().map_err(|_| Problem::not_found(format!("There is no generation `{}`.", shown(id))))?;
            hub.follow_generation(project, id).await?
        } else if let Some(id) = topic.strip_prefix("session:") {
            let id =
                id.parse().map_err(|_| Problem::not_found(format!("There is no agent session `{}`.", shown(id))))?;
            hub.follow_session(project, id).await?
        } else if let Some(id) = topic.strip_prefix("run:") {
            let id = id.parse().map_err(|_| Problem::not_found(format!("There is no test run `{}`.", shown(id))))?;
            hub.follow_run(project, id).await?
        } else if let Some(id) = topic.strip_prefix("mutation:") {
            let missing = |_| Problem::not_found(format!("There is no mutation score `{}`.", shown(id)));
            hub.follow_mutation(project, id.parse().map_err(missing)?).await?
        } else {
            let message = format!(
                "`{}` is no topic; there are `run:{{id}}`, `generation:{{id}}`, `mutation:{{id}}`, `session:{{id}}` and `all`.",
                shown(topic)
            );
            return Err(Problem::bad_request(message));
        };
        Ok(Self::Run(begin::<_, i64>(hub, followed, after).await?))
    }

    /// The place of the newest event now.
    #[must_use]
    pub fn head(&self) -> Value {
        match self {
            Self::Run(subscription) => subscription.followed.feed.top().into(),
            Self::All(subscription) => subscription.followed.feed.top().to_string().into(),
        }
    }
}

async fn begin<L: Log<Key = K>, K: FromStr>(
    hub: &Hub,
    followed: Arc<super::hub::Followed<L>>,
    after: After,
) -> Result<Subscription<L>, Problem> {
    match after {
        After::Now => Ok(hub.subscribe(followed, None).await?),
        After::Place(place) => match place.parse() {
            Ok(key) => Ok(hub.subscribe(followed, Some(key)).await?),
            Err(_) => {
                let shown: String = place.chars().take(80).collect();
                Ok(hub.subscribe_after_reset(
                    followed,
                    format!("`{shown}` is no place in this log. Read the state again."),
                ))
            }
        },
    }
}
