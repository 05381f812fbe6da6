//! What a project has put away, as one execution may use it: secrets, one-time codes, saved login states.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use flowtilla_shared::{
    blob::Blobs,
    domain::ids::ProjectId,
    seal::KeyRing,
    store::{Store, TotpStep, place},
};

use crate::mask::{Mask, Secret, Secrets};

/// The door to what one project has put away.
pub struct Vault {
    pub store: Store,
    pub blobs: Blobs,
    pub project: ProjectId,
    pub ring: Arc<KeyRing>,
    pub secrets: Arc<Secrets>,
    pub mask: Arc<Mask>,
    /// Why some secrets of the project cannot be used here, by name.
    pub closed: BTreeMap<String, String>,
    /// The newest time steps handed out for secrets of this process's environment.
    pub local_steps: Arc<LocalSteps>,
}

/// The newest time step whose code was handed out, by secret, for secrets that no store knows.
#[derive(Debug, Default)]
pub struct LocalSteps(Mutex<HashMap<String, u64>>);

impl Vault {
    /// Opens what the project has put away; `own` are the secrets of this process.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn open(
        store: &Store,
        blobs: &Blobs,
        project: ProjectId,
        ring: &Arc<KeyRing>,
        own: &Secrets,
        local_steps: &Arc<LocalSteps>,
    ) -> Result<Self, flowtilla_shared::store::Error> {
        let (mut open, mut closed) = (Vec::new(), BTreeMap::new());
        for row in store.secrets().list(project).await? {
            let opened = ring
                .open(&place(project, "secret", &row.name), &row.sealed())
                .map_err(|e| e.to_string())
                .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is no text".to_owned()));
            match opened {
                Ok(value) => open.push((row.name, Secret::stored(value, row.hosts, row.kind == "totp"))),
                Err(why) => drop(closed.insert(row.name, why)),
            }
        }
        let secrets = Arc::new(own.over(open));
        let mask = Arc::new(Mask::new(&secrets));
        let (ring, local_steps) = (ring.clone(), local_steps.clone());
        Ok(Self { store: store.clone(), blobs: blobs.clone(), project, ring, secrets, mask, closed, local_steps })
    }

    /// Takes the present time step of a one-time code for this execution alone.
    ///
    /// # Errors
    /// A sentence.
    pub async fn take_step(&self, name: &str, secret: &Secret, period: u32) -> Result<TotpStep, String> {
        if secret.stored {
            let step = self.store.secrets().take_totp_step(self.project, &name.to_ascii_lowercase(), period).await;
            return step.map_err(|e| format!("The one-time code `{name}` cannot be had: {e}."));
        }
        Ok(self.local_steps.take(name, period))
    }
}

impl LocalSteps {
    fn take(&self, name: &str, period: u32) -> TotpStep {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let step = now.as_secs() / u64::from(period.max(1));
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = newest.entry(name.to_ascii_lowercase()).or_default();
        if *last < step {
            *last = step;
            return TotpStep::Granted(step);
        }
        let next = u128::from(*last + 1) * u128::from(period) * 1000;
        TotpStep::After(u64::try_from(next.saturating_sub(now.as_millis())).unwrap_or_default().max(10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_the_environment_is_handed_out_once_in_its_time() {
        let steps = LocalSteps::default();
        let TotpStep::Granted(first) = steps.take("Shop", 300) else { panic!("the first is free") };
        match steps.take("shop", 300) {
            TotpStep::After(ms) => assert!(ms <= 300_000),
            TotpStep::Granted(next) => assert!(next > first, "a step was given twice"),
        }
        assert!(matches!(steps.take("other", 300), TotpStep::Granted(_)));
    }
}
