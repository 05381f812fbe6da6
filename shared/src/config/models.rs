//! Language models: keys, addresses, time-outs and spending caps, and the table of models that follows from them.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::domain::models::{Api, Catalogue, Endpoint, Model, Price};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Models {
    /// The model when nobody names one: an id or alias of the catalogue, or `endpoint/id`. Empty: `sonnet` or `gpt`, whichever
    /// has a key; in `dev` without a key the scripted `demo`.
    pub default: String,
    /// Models to turn to, in this order, when the one asked for is away.
    pub fallback: Vec<String>,
    /// A TOML file that adds endpoints and models, or replaces some; its form is that of `shared/src/domain/models/catalogue.toml`.
    pub catalogue: PathBuf,
    /// What models cost, in dollars a million tokens, by id, alias or `endpoint/id`; goes before the catalogue:
    /// `[models.prices."openai/llama3.3"]` with `input = 0.5` and `output = 1.5`. A model of which nobody knows the price is not called
    /// while a spending cap is set.
    pub prices: BTreeMap<String, Price>,
    /// Also `ANTHROPIC_API_KEY`.
    pub anthropic_api_key: String,
    /// Also `ANTHROPIC_BASE_URL`. Empty: Anthropic's own.
    pub anthropic_base_url: String,
    /// Also `OPENAI_API_KEY`.
    pub openai_api_key: String,
    /// Also `OPENAI_BASE_URL`; any compatible server. Empty: OpenAI's own.
    pub openai_base_url: String,
    /// What the endpoint `openai` speaks: `responses`, `chat`, or `auto` (`chat` when `openai_base_url` is set).
    pub openai_api: String,
    /// Where the scripted model server answers (`flowtilla demo-model`); `dev` without a key starts one itself.
    pub demo_url: String,
    /// Longest silence in an answer.
    #[serde(with = "humantime_serde")]
    pub idle_timeout: Duration,
    /// Longest time for one answer, retries included.
    #[serde(with = "humantime_serde")]
    pub total_timeout: Duration,
    /// Attempts after the first, for failures that pass.
    pub retries: u32,
    /// Dollars that one run, generation or agent session may cost; 0: no cap.
    pub max_usd_per_run: f64,
    /// Dollars for all calls of one project in one day (UTC); 0: no cap.
    pub max_usd_per_project_day: f64,
    /// Dollars for all calls of all projects in one day (UTC); 0: no cap.
    pub max_usd_per_day: f64,
}

impl Default for Models {
    fn default() -> Self {
        Self {
            default: String::new(),
            fallback: Vec::new(),
            catalogue: PathBuf::new(),
            prices: BTreeMap::new(),
            anthropic_api_key: String::new(),
            anthropic_base_url: String::new(),
            openai_api_key: String::new(),
            openai_base_url: String::new(),
            openai_api: "auto".into(),
            demo_url: String::new(),
            idle_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(300),
            retries: 3,
            max_usd_per_run: 2.0,
            max_usd_per_project_day: 20.0,
            max_usd_per_day: 100.0,
        }
    }
}

impl std::fmt::Debug for Models {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Models")
            .field("default", &self.default)
            .field("fallback", &self.fallback)
            .finish_non_exhaustive()
    }
}

impl Models {
    /// Some provider is set up; otherwise `dev` brings the scripted one.
    #[must_use]
    pub fn has_provider(&self) -> bool {
        let set = [&self.anthropic_api_key, &self.openai_api_key, &self.openai_base_url, &self.anthropic_base_url];
        set.iter().any(|text| !text.is_empty()) || !self.default.is_empty()
    }
}

/// The models that can be asked, as the settings have it.
#[derive(Clone)]
pub struct Roster {
    catalogue: Catalogue,
    /// Of models that the catalogue does not list, by `endpoint/id`.
    prices: BTreeMap<String, Price>,
    keys: BTreeMap<String, String>,
    default: Option<String>,
    fallback: Vec<String>,
}

impl std::fmt::Debug for Roster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Roster").field("default", &self.default).finish_non_exhaustive()
    }
}

/// A model with the way to it.
#[derive(Clone)]
pub struct Chosen {
    pub model: Model,
    pub endpoint: Endpoint,
    /// Empty: none is needed.
    pub key: String,
    /// What it costs; absent: nobody knows.
    pub price: Option<Price>,
}

impl std::fmt::Debug for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chosen({} at {})", self.model.id, self.model.endpoint)
    }
}

impl Roster {
    /// Reads the catalogue and fits it to the settings. `environment` looks up the keys of further endpoints.
    ///
    /// # Errors
    /// What is wrong with the catalogue's file, one sentence each.
    pub fn new(config: &Models, environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut catalogue = Catalogue::embedded()?;
        let file = &config.catalogue;
        if !file.as_os_str().is_empty() {
            let text = std::fs::read_to_string(file)
                .map_err(|e| format!("`models.catalogue`: `{}` cannot be read: {e}", file.display()))?;
            catalogue.add(Catalogue::parse(&text).map_err(|e| format!("{}: {e}", file.display()))?);
        }
        let problems = catalogue.problems();
        if !problems.is_empty() {
            return Err(format!("{}: {}", file.display(), problems.join("; ")));
        }
        let prices = price_tags(&mut catalogue, &config.prices)?;
        readdress(&mut catalogue, config);
        let key = |name: &str, endpoint: &Endpoint| {
            match name {
                "anthropic" => Some(config.anthropic_api_key.clone()).filter(|key| !key.is_empty()),
                "openai" | "openai_chat" => Some(config.openai_api_key.clone()).filter(|key| !key.is_empty()),
                // the scripted server wants a key too, any key
                "demo" | "demo_responses" | "demo_chat" => Some("demo".to_owned()),
                _ => None,
            }
            .or_else(|| environment(&endpoint.key_env).filter(|key| !key.is_empty()))
        };
        let keys = catalogue.endpoints.iter().filter_map(|(name, at)| Some((name.clone(), key(name, at)?))).collect();
        let mut roster = Self { catalogue, prices, keys, default: None, fallback: config.fallback.clone() };
        let given = Some(config.default.clone()).filter(|name| !name.is_empty());
        roster.default = given.or_else(|| {
            ["sonnet", "gpt", "demo"].into_iter().find(|name| roster.resolve(name).is_ok()).map(str::to_owned)
        });
        Ok(roster)
    }

    /// Every model known, and whether it can be asked.
    pub fn models(&self) -> impl Iterator<Item = (&Model, &Endpoint, bool)> {
        self.catalogue.models.iter().filter_map(|model| {
            let endpoint = self.catalogue.endpoints.get(&model.endpoint)?;
            Some((model, endpoint, self.can_reach(&model.endpoint, endpoint)))
        })
    }

    /// The model that answers when nobody names one.
    #[must_use]
    pub fn default_model(&self) -> Option<&str> {
        self.default.as_deref()
    }

    /// The model asked for, or the default, and those to turn to when it is away.
    ///
    /// # Errors
    /// What is missing and where it is set, for the first one; others that cannot be asked are left out.
    pub fn chain(&self, name: Option<&str>) -> Result<Vec<Chosen>, String> {
        let name = name.or(self.default.as_deref()).ok_or_else(|| {
            "no model is set up: set ANTHROPIC_API_KEY or OPENAI_API_KEY, or `models.default`".to_owned()
        })?;
        let mut chain = vec![self.resolve(name)?];
        for other in self.fallback.iter().filter_map(|name| self.resolve(name).ok()) {
            let known =
                |known: &Chosen| known.model.id == other.model.id && known.model.endpoint == other.model.endpoint;
            if !chain.iter().any(known) {
                chain.push(other);
            }
        }
        Ok(chain)
    }

    /// A model by id, alias or `endpoint/id`.
    ///
    /// # Errors
    /// What is missing and where it is set.
    pub fn resolve(&self, name: &str) -> Result<Chosen, String> {
        let model = match self.catalogue.find(name) {
            Some(model) => model.clone(),
            None => self.unlisted(name)?,
        };
        let endpoint = self.catalogue.endpoints.get(&model.endpoint).cloned();
        let endpoint = endpoint.ok_or_else(|| format!("there is no endpoint `{}`", model.endpoint))?;
        if !self.can_reach(&model.endpoint, &endpoint) {
            let missing = if endpoint.base_url.is_empty() { "FLOWTILLA_MODELS__DEMO_URL" } else { &endpoint.key_env };
            return Err(format!("the model `{name}` cannot be asked: set {missing}"));
        }
        let key = self.keys.get(&model.endpoint).cloned().unwrap_or_default();
        // a server of one's own has no price list
        let listed = model.price.or_else(|| self.prices.get(name).copied());
        let price = listed.or_else(|| is_near(&endpoint.base_url).then_some(Price::FREE));
        Ok(Chosen { model, endpoint, key, price })
    }

    /// `endpoint/id` of a model that the catalogue does not list.
    fn unlisted(&self, name: &str) -> Result<Model, String> {
        let known = name.split_once('/').filter(|(endpoint, _)| self.catalogue.endpoints.contains_key(*endpoint));
        let Some((endpoint, id)) = known else {
            return Err(format!(
                "there is no model `{name}`; `GET /api/models` lists them, and `endpoint/id` names any other"
            ));
        };
        let text = format!("id = {:?}\nendpoint = {:?}", id, endpoint);
        toml::from_str(&text).map_err(|_| format!("`{name}` is no name of a model"))
    }

    fn can_reach(&self, name: &str, endpoint: &Endpoint) -> bool {
        !endpoint.base_url.is_empty()
            && (endpoint.key_env.is_empty() || self.keys.contains_key(name) || is_near(&endpoint.base_url))
    }
}

/// Puts the prices of the settings into the table; answers with those of models that it does not list.
fn price_tags(catalogue: &mut Catalogue, prices: &BTreeMap<String, Price>) -> Result<BTreeMap<String, Price>, String> {
    let mut unlisted = BTreeMap::new();
    for (name, price) in prices {
        let all = [Some(price.input), Some(price.output), price.cache_read, price.cache_write];
        if all.into_iter().flatten().any(|usd| !usd.is_finite() || usd < 0.0) {
            return Err(format!("`models.prices`: the price of `{name}` is a number of dollars that is not below 0"));
        }
        let meant = |model: &&mut Model| {
            model.id == *name
                || model.aliases.contains(name)
                || name.split_once('/').is_some_and(|(endpoint, id)| model.endpoint == endpoint && model.id == id)
        };
        if let Some(model) = catalogue.models.iter_mut().find(meant) {
            model.price = Some(*price);
        }
        // a name with an endpoint may also be asked for where the catalogue has the model elsewhere
        if name.split_once('/').is_some_and(|(endpoint, _)| catalogue.endpoints.contains_key(endpoint)) {
            unlisted.insert(name.clone(), *price);
        } else if catalogue.find(name).is_none() {
            return Err(format!(
                "`models.prices`: there is no model `{name}`; name one of `GET /api/models`, or any other as `endpoint/id`"
            ));
        }
    }
    Ok(unlisted)
}

/// Puts the addresses of the settings into the table.
fn readdress(catalogue: &mut Catalogue, config: &Models) {
    let mut lead = |name: &str, url: &str, suffix: &str| {
        if let Some(endpoint) = catalogue.endpoints.get_mut(name).filter(|_| !url.is_empty()) {
            endpoint.base_url = with_version(url, suffix);
        }
    };
    // Anthropic's SDKs take the address without the version, OpenAI's with it; both are accepted
    lead("anthropic", &config.anthropic_base_url, "/v1");
    lead("openai", &config.openai_base_url, "");
    lead("openai_chat", &config.openai_base_url, "");
    for demo in ["demo", "demo_responses", "demo_chat"] {
        lead(demo, &config.demo_url, "/v1");
    }
    let chat = match config.openai_api.as_str() {
        "chat" => true,
        "responses" => false,
        _ => !config.openai_base_url.is_empty(),
    };
    if let Some(openai) = catalogue.endpoints.get_mut("openai").filter(|_| chat) {
        openai.api = Api::ChatCompletions;
    }
}

fn with_version(url: &str, suffix: &str) -> String {
    let url = url.trim_end_matches('/');
    if url.ends_with("/v1") { url.to_owned() } else { format!("{url}{suffix}") }
}

/// On this machine.
fn is_near(base_url: &str) -> bool {
    let host = Url::parse(base_url).ok().and_then(|url| url.host().map(|host| host.to_owned()));
    match host {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    #[test]
    fn without_a_key_there_is_no_model_and_the_error_says_what_to_set() {
        let roster = Roster::new(&Models::default(), nothing).unwrap();
        assert_eq!(roster.default_model(), None);
        assert!(roster.chain(None).unwrap_err().contains("ANTHROPIC_API_KEY"));
        assert!(roster.chain(Some("sonnet")).unwrap_err().contains("ANTHROPIC_API_KEY"));
    }

    #[test]
    fn a_key_makes_its_provider_the_default() {
        let config = Models { anthropic_api_key: "k".into(), ..Models::default() };
        let roster = Roster::new(&config, nothing).unwrap();
        let chosen = &roster.chain(None).unwrap()[0];
        assert_eq!((chosen.model.endpoint.as_str(), chosen.key.as_str()), ("anthropic", "k"));
        assert!(roster.resolve("gpt").is_err());
    }

    #[test]
    fn another_address_of_openai_speaks_chat_and_one_on_this_machine_is_free() {
        let config = Models { openai_base_url: "http://127.0.0.1:11434/v1/".into(), ..Models::default() };
        let chosen = Roster::new(&config, nothing).unwrap().resolve("openai/llama3.3").unwrap();
        assert_eq!(chosen.endpoint.api, Api::ChatCompletions);
        assert_eq!(chosen.endpoint.base_url, "http://127.0.0.1:11434/v1");
        assert_eq!((chosen.model.id.as_str(), chosen.price), ("llama3.3", Some(Price::FREE)));
    }

    #[test]
    fn the_operator_sets_prices_of_models_that_are_listed_and_of_others() {
        let price = Price { input: 0.5, output: 1.5, cache_read: None, cache_write: None };
        let prices = ["sonnet", "openai/llama3.3"].map(|name| (name.to_owned(), price));
        let config = Models {
            anthropic_api_key: "k".into(),
            openai_base_url: "http://models.example/v1".into(),
            openai_api_key: "k".into(),
            prices: BTreeMap::from(prices),
            ..Models::default()
        };
        let roster = Roster::new(&config, nothing).unwrap();
        for (name, known) in
            [("sonnet", true), ("claude-sonnet-4-6", true), ("openai/llama3.3", true), ("openai/other", false)]
        {
            assert_eq!(roster.resolve(name).unwrap().price, known.then_some(price), "{name}");
        }
        let with = |name: &str, input: f64| {
            let prices = BTreeMap::from([(name.to_owned(), Price { input, ..price })]);
            Roster::new(&Models { prices, ..Models::default() }, nothing).unwrap_err()
        };
        assert!(with("nobody", 1.0).contains("there is no model `nobody`"));
        assert!(with("sonnet", -1.0).contains("below 0"));
        let file = "[models.prices.\"openai/llama3.3\"]\ninput = 0.5\noutput = 1.5\n";
        let read: BTreeMap<String, Models> = toml::from_str(file).unwrap();
        assert_eq!(read["models"].prices["openai/llama3.3"], price);
    }

    #[test]
    fn the_fallback_leaves_out_what_cannot_be_asked() {
        let config = Models {
            anthropic_api_key: "k".into(),
            fallback: vec!["gpt".into(), "haiku".into(), "sonnet".into()],
            ..Models::default()
        };
        let chain = Roster::new(&config, nothing).unwrap().chain(None).unwrap();
        let ids: Vec<&str> = chain.iter().map(|chosen| chosen.model.id.as_str()).collect();
        assert_eq!(ids, ["claude-sonnet-4-6", "claude-haiku-4-5"]);
    }
}
