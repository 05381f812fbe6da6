//! The variables of one flow, and what else its steps may name.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use flowtilla_shared::domain::{
    flow::{
        Expect, assert,
        template::{self, Origin, Outside},
    },
    outcome::StepError,
};
use serde_json::{Map, Value};

use super::workspace::Workspace;
use crate::mask::{Secrets, Using};

/// Prefix of the worker's environment variables that `{{env.X}}` may read.
pub const ENV_PREFIX: &str = "FLOWTILLA_ENV_";

/// What a flow may name besides its variables: `{{env.X}}` and `{{secret.X}}`.
#[derive(Clone, Debug)]
pub struct Names {
    env: Arc<BTreeMap<String, String>>,
    secrets: Arc<Secrets>,
    /// One-time codes of the present step.
    codes: Arc<Mutex<BTreeMap<String, Using>>>,
    files: Workspace,
}

impl Names {
    /// The execution's own `env` goes before the worker's `FLOWTILLA_ENV_*`.
    #[must_use]
    pub fn new(env: &Map<String, Value>, worker_env: &HashMap<String, String>, secrets: Arc<Secrets>) -> Self {
        let from_worker = worker_env
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(ENV_PREFIX)?.to_owned(), value.clone())));
        let own = env
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        let env = Arc::new(from_worker.chain(own).collect());
        Self { env, secrets, codes: Arc::default(), files: Workspace::default() }
    }

    /// The same names for a new attempt: no codes yet, an empty workspace.
    #[must_use]
    pub fn for_attempt(&self) -> Self {
        Self { codes: Arc::default(), files: Workspace::default(), ..self.clone() }
    }

    /// The files of the attempt.
    pub(super) fn files(&self) -> &Workspace {
        &self.files
    }

    /// Gives `{{totp.name}}` its value.
    pub(super) fn set_code(&self, name: &str, code: String, hosts: Arc<[String]>) {
        let using = Using { name: format!("totp.{name}"), value: code, hosts };
        self.codes.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_ascii_lowercase(), using);
    }

    /// The code that `{{totp.name}}` stands for now.
    pub(super) fn code_in_use(&self, name: &str) -> Option<Using> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner).get(&name.to_ascii_lowercase()).cloned()
    }

    /// Whether `{{env.X}}` or `{{secret.X}}` has a value.
    pub(super) fn has(&self, reference: &template::Reference) -> bool {
        match reference.origin {
            Origin::Env => self.env(&reference.name).is_some(),
            Origin::Secret => self.secret(&reference.name).is_some(),
            Origin::Totp => self.secrets.find(&reference.name).is_some(),
            Origin::Value | Origin::File | Origin::Random | Origin::Now => true,
        }
    }
}

impl Outside for Names {
    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }

    fn secret(&self, name: &str) -> Option<String> {
        self.secrets.get(name).map(str::to_owned)
    }

    fn totp(&self, name: &str) -> Option<String> {
        self.code_in_use(name).map(|using| using.value)
    }

    fn file(&self, name: &str) -> Result<String, String> {
        self.files.text(name)
    }

    fn known(&self, origin: Origin) -> Vec<String> {
        match origin {
            Origin::Env => self.env.keys().cloned().collect(),
            Origin::Secret | Origin::Totp => self.secrets.names().map(str::to_owned).collect(),
            Origin::Value | Origin::File | Origin::Random | Origin::Now => Vec::new(),
        }
    }
}

/// The variables of one flow: its defaults, what the caller gave, what steps set.
#[derive(Debug)]
pub(super) struct Scope {
    values: template::Scope,
    /// Names that steps have set.
    set: BTreeSet<String>,
}

impl Scope {
    pub(super) fn new(defaults: &Map<String, Value>, given: &Map<String, Value>, names: &Names) -> Self {
        let mut params = defaults.clone();
        params.extend(given.clone());
        Self { values: template::Scope::new(params, names.clone()), set: BTreeSet::new() }
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.values.set(name, value);
        self.set.insert(name.to_owned());
    }

    /// Gives a loop variable its value of this round.
    pub(super) fn enter_round(&mut self, name: &str, value: Value) {
        self.values.set(name, value);
    }

    /// The variable as it is, to be put back by [`Scope::leave_loop`].
    pub(super) fn variable(&self, name: &str) -> Option<Value> {
        self.values.variables().get(name).cloned()
    }

    /// Ends a loop: its variable has again what it had before.
    pub(super) fn leave_loop(&mut self, name: &str, before: Option<Value>) {
        match before {
            Some(value) => self.values.set(name, value),
            None => drop(self.values.unset(name)),
        }
    }

    /// What the steps of an inner flow have set is set here too, or only what `returns` names.
    pub(super) fn take_over(&mut self, inner: Self, returns: Option<&[String]>) {
        let Self { mut values, set } = inner;
        for name in set.into_iter().filter(|name| returns.is_none_or(|names| names.contains(name))) {
            if let Some(value) = values.unset(&name) {
                self.set(&name, value);
            }
        }
    }

    /// The value of a reference.
    ///
    /// # Errors
    /// `refused`, naming what is unknown.
    pub(super) fn resolve(&self, reference: &template::Reference) -> Result<Value, StepError> {
        self.values.resolve(reference)
    }

    /// Fills `{{…}}` in, at any depth.
    ///
    /// # Errors
    /// `refused`, naming the unknown name.
    pub(super) fn fill(&self, value: &Value) -> Result<Value, StepError> {
        template::fill(value, &self.values)
    }

    /// As [`Scope::fill`] for a whole step; the steps in it wait for their turn, scripts stay as they are.
    pub(super) fn fill_step(&self, step: &Value) -> Result<Value, StepError> {
        template::fill_step(step, &self.values)
    }

    /// The variable that an `expect` is about.
    ///
    /// # Errors
    /// `refused` for an unknown variable.
    pub(super) fn value_of(&self, expect: &Expect) -> Result<&Value, StepError> {
        let name = expect.var.as_deref().unwrap_or_default();
        self.values.get(name).ok_or_else(|| {
            StepError::refused(format!("There is no variable `{name}`: set or extract it in an earlier step"))
        })
    }

    /// Checks an `expect` of a variable.
    ///
    /// # Errors
    /// `assertion`, with what was expected and what was there; `refused` for an unknown variable.
    pub(super) fn check(&self, expect: &Expect) -> Result<(), StepError> {
        assert::var_holds(expect, self.value_of(expect)?)
    }
}
