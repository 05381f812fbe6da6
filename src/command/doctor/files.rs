//! Files with secrets in them: nobody else reads them.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use flowtilla_shared::{
    config::{Loaded, Origin},
    seal::KeyRing,
};

use super::{Finding, Mark, finding, good};
use crate::settings;

/// Settings that are secrets.
const SECRETS: [&str; 6] = [
    "database.url",
    "redis.url",
    "secrets.key",
    "telemetry.otlp_headers",
    "models.anthropic_api_key",
    "models.openai_api_key",
];

/// The key that seals, and every file that a secret came from.
pub fn look(loaded: &Loaded) -> Vec<Finding> {
    let mut findings = vec![sealing_key(&loaded.config.secrets.key)];
    let mut files: BTreeSet<PathBuf> = SECRETS
        .iter()
        .filter_map(|key| match loaded.origins.get(*key)? {
            Origin::File(path, _) | Origin::Environment(_, Some(path)) => Some(path.clone()),
            Origin::Environment(_, None) | Origin::Default | Origin::Flag(_) => None,
        })
        .collect();
    // `dev` and `run` keep one beside their data
    let kept = Some(loaded.config.storage.dir.clone()).filter(|dir| !dir.as_os_str().is_empty());
    let kept = kept.or_else(|| settings::default_data_dir().ok()).map(|dir| dir.join("secrets.key"));
    files.extend(kept.filter(|path| path.exists()));
    findings.extend(files.iter().map(|path| permissions(path)));
    findings
}

fn sealing_key(text: &str) -> Finding {
    let what = "sealing key";
    let advice = "`flowtilla secrets new-key` makes one; give it as FLOWTILLA_SECRETS_KEY_FILE and keep a copy apart from backups";
    match KeyRing::parse(text) {
        Ok(ring) if ring.is_empty() => finding(
            what,
            Mark::Weak,
            "none: `api` and `worker` can keep no secrets and saved logins; `dev` makes one of its own",
        )
        .advise(advice),
        Ok(ring) => good(what, format!("{} in use", ring.ids().collect::<Vec<_>>().join(", "))),
        Err(error) => finding(what, Mark::Bad, error.to_string()).advise(advice),
    }
}

fn permissions(path: &Path) -> Finding {
    let what = "secret file";
    let name = path.display();
    match fs::metadata(path) {
        Err(error) => finding(what, Mark::Bad, format!("{name}: {error}")),
        Ok(about) => {
            let mode = about.permissions().mode() & 0o777;
            if mode & 0o007 != 0 {
                finding(
                    what,
                    Mark::Bad,
                    format!("{name} has the mode {mode:03o}: everybody on this machine can read it"),
                )
                .advise(format!("chmod 600 {name}"))
            } else if mode & 0o070 != 0 && about.gid() != 0 {
                finding(what, Mark::Weak, format!("{name} has the mode {mode:03o}: its group can read it"))
                    .advise(format!("chmod 600 {name}, unless the group is the service's own"))
            } else {
                good(what, format!("{name} is readable for its owner only"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_key_file_that_everybody_reads_is_bad() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        fs::write(&path, "x").unwrap();
        let mark = |mode| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            permissions(&path)
        };
        let open = mark(0o644);
        assert_eq!(open.mark, Mark::Bad);
        assert_eq!(open.advice, Some(format!("chmod 600 {}", path.display())));
        assert_eq!(mark(0o600).mark, Mark::Good);
        assert_eq!(permissions(&dir.path().join("gone")).mark, Mark::Bad);
    }

    #[test]
    fn a_sealing_key_that_is_none_is_bad_and_an_absent_one_weak() {
        assert_eq!(sealing_key("kettle").mark, Mark::Bad);
        assert_eq!(sealing_key("").mark, Mark::Weak);
        assert_eq!(sealing_key(&KeyRing::generate()).mark, Mark::Good);
    }
}
