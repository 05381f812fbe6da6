//! Who calls, and whether they may: a permission is a type in the handler's signature.

use std::{
    collections::{HashMap, HashSet},
    marker::PhantomData,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use flowtilla_shared::{
    domain::ids::{ApiKeyId, ProjectId},
    store::{Error, Logins, Store},
};
use poem::{
    Request, RequestBody,
    http::{HeaderMap, StatusCode, header},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{problem::Problem, state::State};

/// How long a key is believed without asking the database again.
const BELIEVE: Duration = Duration::from_secs(2);
/// Keys remembered at most.
const REMEMBER: usize = 1024;
/// Cookie of somebody who logged in at the console: a random word that stands for a key.
pub const LOGIN_COOKIE: &str = "flowtilla_login";
/// WebSocket subprotocol prefix that carries a key where a page cannot set headers.
pub const KEY_PROTOCOL: &str = "flowtilla.key.";

/// A scope that an operation needs.
pub trait Permission: Send + Sync + 'static {
    const SCOPE: &'static str;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $scope:literal),+ $(,)?) => {$(
        $(#[$doc])*
        pub struct $name;
        impl Permission for $name { const SCOPE: &'static str = $scope; }
    )+};
}

permissions! {
    /// See everything in the project.
    Read = "read",
    /// Change flows, execute, cancel.
    Run = "run",
    /// Decide about versions of flows.
    Approve = "approve",
    /// Write to agents, decide about what they want to do, and drive their desktops.
    Agent = "agent",
    /// Everything, secrets included.
    Admin = "admin",
}

/// What the audit log will say about a request beside who, what and when.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Map<String, Value>>>);

impl Notes {
    /// Everything that was noted.
    #[must_use]
    pub fn take(&self) -> Map<String, Value> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Who calls.
#[derive(Clone, Debug)]
pub struct Identity {
    pub project: ProjectId,
    /// What people call the caller: the key's name, or `local`.
    pub name: String,
    pub key: Option<ApiKeyId>,
    pub scopes: Vec<String>,
    /// For the audit log.
    pub notes: Notes,
}

impl Identity {
    /// The caller where no keys are needed.
    fn local() -> Self {
        Self {
            project: ProjectId::DEFAULT,
            name: "local".into(),
            key: None,
            scopes: vec!["admin".into()],
            notes: Notes::default(),
        }
    }

    /// A schedule that starts a run.
    #[must_use]
    pub fn schedule(project: ProjectId, name: &str) -> Self {
        let scopes = vec![Run::SCOPE.into()];
        Self { project, name: format!("schedule {name}"), key: None, scopes, notes: Notes::default() }
    }

    /// Says more about this request in the audit log; never a secret.
    pub fn note(&self, what: &str, value: impl Into<Value>) {
        self.notes.0.lock().unwrap_or_else(PoisonError::into_inner).insert(what.into(), value.into());
    }

    /// Whether this is the operator, who sees every project: an `admin` of the project `default`.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.project == ProjectId::DEFAULT && self.may(Admin::SCOPE)
    }

    /// What the key may do.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// `admin` may do everything, and every key may read.
    #[must_use]
    pub fn may(&self, scope: &str) -> bool {
        scope == Read::SCOPE && !self.scopes.is_empty() || self.scopes.iter().any(|has| has == scope || has == "admin")
    }

    /// Refuses what the key may not do.
    ///
    /// # Errors
    /// 403 that names the missing scope.
    pub fn require(&self, scope: &str) -> Result<(), Problem> {
        if self.may(scope) {
            return Ok(());
        }
        let detail = format!(
            "This needs a key with the scope `{scope}`; the key `{}` has {}.",
            self.name,
            self.scopes.join(", ")
        );
        Err(Problem { code: "scope-missing", ..Problem::forbidden(detail) })
    }
}

/// A caller that has the permission `P`.
pub struct Caller<P> {
    identity: Identity,
    permission: PhantomData<fn() -> P>,
}

impl<P> std::ops::Deref for Caller<P> {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.identity
    }
}

impl<P> Caller<P> {
    /// Who it is.
    #[must_use]
    pub fn into_identity(self) -> Identity {
        self.identity
    }
}

impl<'a, P: Permission> ApiExtractor<'a> for Caller<P> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        // a mark for the contract, which puts the two real schemes in its place
        let mark = MetaSecurityScheme {
            ty: "http",
            description: None,
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme(P::SCOPE, mark);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![P::SCOPE]
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let identity = match request.data::<Identity>() {
            // the gate has asked already
            Some(identity) => identity.clone(),
            None => {
                let Some(state) = request.data::<Arc<State>>() else { return Err(Problem::internal().into()) };
                identify(state, request.headers()).await?
            }
        };
        identity.require(P::SCOPE)?;
        Ok(Self { identity, permission: PhantomData })
    }
}

/// Who sends these headers.
///
/// # Errors
/// 401 without a valid key where one is needed; 503 when that cannot be found out.
pub async fn identify(state: &State, headers: &HeaderMap) -> Result<Identity, Problem> {
    if !*state.database_up.borrow() {
        return Err(Problem::unavailable("The database does not answer at the moment."));
    }
    if let Some(key) = key_in(headers) {
        return of_key(state, key).await;
    }
    let word = login_word(headers);
    let known = match word {
        Some(word) => state.keys.find(&state.store, Proof::Login(Logins::hash(word))).await?,
        None => None,
    };
    match known {
        Some(identity) => Ok(identity),
        // a cookie from another time must not lock out whoever needs none
        None if state.open => Ok(Identity::local()),
        None if word.is_some() => {
            Err(Problem::new(StatusCode::UNAUTHORIZED, "key-unknown", "This login is over; log in again with a key."))
        }
        None => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "key-missing",
            "A key is needed: send `Authorization: Bearer <key>` or `X-API-Key: <key>`. `flowtilla keys create` makes one.",
        )),
    }
}

/// Whose key this is.
///
/// # Errors
/// 401 when it is not valid; 503 when that cannot be found out.
pub async fn of_key(state: &State, key: &[u8]) -> Result<Identity, Problem> {
    match state.keys.find(&state.store, Proof::Key(Sha256::digest(key).into())).await? {
        Some(identity) => Ok(identity),
        None => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "key-unknown",
            "This key is not known, was revoked, or has expired.",
        )),
    }
}

/// The word of a login. Other sites cannot make a browser send it (`SameSite=Strict`), nor pages of other origins (see `http::access`).
pub fn login_word(headers: &HeaderMap) -> Option<&[u8]> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == LOGIN_COOKIE && !value.is_empty()).map(|(_, value)| value.as_bytes())
}

/// The key of a request: from `Authorization`, `X-API-Key`, or the WebSocket subprotocol. Whatever is there is taken for one.
fn key_in(headers: &HeaderMap) -> Option<&[u8]> {
    let bytes = |name: header::HeaderName| headers.get(name).map(|value| value.as_bytes().trim_ascii());
    let bearer = bytes(header::AUTHORIZATION).map(|value| match value.split_at_checked(7) {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case(b"bearer ") => key.trim_ascii(),
        _ => value,
    });
    let plain = || bytes(header::HeaderName::from_static("x-api-key"));
    let offered = || headers.get(header::SEC_WEBSOCKET_PROTOCOL).and_then(|value| value.to_str().ok());
    let protocol =
        || offered()?.split(',').find_map(|offered| offered.trim().strip_prefix(KEY_PROTOCOL)).map(str::as_bytes);
    bearer.or_else(plain).or_else(protocol)
}

/// What a caller shows, as its hash. A key is no login, and a login no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    Key([u8; 32]),
    Login([u8; 32]),
}

/// Keys and logins that were valid a moment ago, by their hash, and the keys that have ended since.
#[derive(Default)]
pub struct KeyCache {
    known: Mutex<HashMap<Proof, (Instant, Identity)>>,
    ended: Mutex<HashSet<ApiKeyId>>,
}

impl KeyCache {
    /// Who shows this; `None` when it is not valid.
    async fn find(&self, store: &Store, proof: Proof) -> Result<Option<Identity>, Error> {
        let cached =
            self.lock().get(&proof).filter(|(seen, _)| seen.elapsed() < BELIEVE).map(|(_, found)| found.clone());
        if let Some(identity) = cached.filter(|identity| self.still_valid(identity)) {
            return Ok(Some(Identity { notes: Notes::default(), ..identity }));
        }
        let row = match proof {
            Proof::Key(hash) => store.keys().find_by_hash(&hash).await?,
            Proof::Login(hash) => store.logins().find(&hash).await?,
        };
        let Some(row) = row else {
            self.lock().remove(&proof);
            return Ok(None);
        };
        let identity = Identity {
            project: row.project_id,
            name: row.name,
            key: Some(row.id),
            scopes: row.scopes,
            notes: Notes::default(),
        };
        let mut known = self.lock();
        if known.len() >= REMEMBER {
            known.retain(|_, (seen, _)| seen.elapsed() < BELIEVE);
        }
        if known.len() < REMEMBER {
            known.insert(proof, (Instant::now(), identity.clone()));
        }
        Ok(Some(identity))
    }

    /// Whether the key of an identity from a while ago still holds, as far as [`KeyCache::end`] was told.
    #[must_use]
    pub fn still_valid(&self, identity: &Identity) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        identity.key.is_none_or(|key| !ended.contains(&key))
    }

    /// Asks the database again about one key, or about all.
    pub fn forget(&self, key: Option<ApiKeyId>) {
        self.lock().retain(|_, (_, identity)| key.is_some() && identity.key != key);
    }

    /// Asks the database again about a login.
    pub fn forget_login(&self, hash: [u8; 32]) {
        self.lock().remove(&Proof::Login(hash));
    }

    /// Takes the keys that ended lately in the place of those told before; says whether there is a new one among them.
    pub fn end(&self, keys: HashSet<ApiKeyId>) -> bool {
        self.lock().retain(|_, (_, identity)| identity.key.is_none_or(|key| !keys.contains(&key)));
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *ended, keys);
        !ended.is_subset(&before)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Proof, (Instant, Identity)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
