//! Postgres and Redis: there, set well, and by the same clock.

use std::{
    fs,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use flowtilla_shared::{
    config::{self, Config},
    queue::{Queue, RedisFacts},
    store::{PostgresFacts, Store},
};

use super::{Finding, Mark, browsers::found, finding, good};

/// Longest wait for a server.
const PATIENCE: Duration = Duration::from_secs(10);
/// Difference of clocks above which times look odd, and above which certificates and tokens fail, in seconds.
const ODD_CLOCK: f64 = 2.0;
const WRONG_CLOCK: f64 = 60.0;
/// The oldest Postgres that has all that we use.
const OLDEST_POSTGRES: u32 = 14;

/// Looks at both.
pub async fn look(config: &Config) -> Vec<Finding> {
    let mut findings = if config.database.url.is_empty() {
        vec![local("Postgres", postgres_installed(), "postgresql")]
    } else {
        postgres(&config.database).await
    };
    if config.redis.url.is_empty() {
        findings.push(local("Redis", found("", &["redis-server", "valkey-server"]).is_some(), "redis-server"));
    } else {
        findings.extend(redis(&config.redis).await);
    }
    findings
}

fn local(what: &'static str, installed: bool, package: &str) -> Finding {
    if installed {
        return good(what, "installed; `flowtilla dev` and `flowtilla run` start their own");
    }
    finding(what, Mark::Bad, "not found")
        .advise(format!("apt install {package}, dnf install {package}, or brew install {package}"))
}

fn postgres_installed() -> bool {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    found("", &["initdb"]).is_some() || debian.into_iter().any(|version| version.path().join("bin/initdb").is_file())
}

async fn postgres(config: &config::Database) -> Vec<Finding> {
    let what = "Postgres";
    let store = match tokio::time::timeout(PATIENCE, Store::connect(config)).await {
        Ok(Ok(store)) => store,
        Ok(Err(error)) => return vec![finding(what, Mark::Bad, format!("DATABASE_URL: {error}")).advise(AWAY)],
        Err(_) => return vec![finding(what, Mark::Bad, "DATABASE_URL: no answer").advise(AWAY)],
    };
    let mut findings = Vec::new();
    findings.push(match store.schema_status().await {
        Ok(status) if status.is_current() => good(what, format!("answers; schema {}", status.applied)),
        Ok(status) => finding(
            what,
            Mark::Bad,
            format!("answers; its schema is at {}, and must be at {}", status.applied, status.newest),
        )
        .advise("flowtilla migrate"),
        Err(error) => finding(what, Mark::Bad, error.to_string()).advise(AWAY),
    });
    let asked = now();
    match store.facts().await {
        Ok(facts) => {
            findings.extend(judge_postgres(&facts, config.max_connections));
            findings.push(clock("clock: Postgres", asked, now(), facts.time));
        }
        Err(error) => findings.push(finding("Postgres settings", Mark::Bad, error.to_string())),
    }
    findings
}

const AWAY: &str = "is it running, and reachable from here? `psql \"$DATABASE_URL\" -c 'select 1'` shows more";

/// What is set so that data is lost or requests fail.
fn judge_postgres(facts: &PostgresFacts, ours: u32) -> Vec<Finding> {
    let what = "Postgres settings";
    let of = |name: &str| facts.settings.get(name).map(String::as_str).unwrap_or_default();
    let number = |name: &str| of(name).parse::<u64>().unwrap_or(0);
    let mut findings = Vec::new();
    let version = number("server_version_num") / 10_000;
    if version < u64::from(OLDEST_POSTGRES) {
        let told = format!("version {version} is too old; {OLDEST_POSTGRES} is the oldest that has all that is used");
        findings.push(finding(what, Mark::Bad, told).advise("upgrade Postgres"));
    }
    for name in ["fsync", "full_page_writes"] {
        if of(name) == "off" {
            findings.push(
                finding(what, Mark::Bad, format!("{name} is off: a power cut destroys the database"))
                    .advise(format!("{name} = on in postgresql.conf")),
            );
        }
    }
    if of("autovacuum") == "off" {
        findings.push(
            finding(what, Mark::Bad, "autovacuum is off: the queue gets slower and slower")
                .advise("autovacuum = on in postgresql.conf"),
        );
    }
    if facts.encoding != "UTF8" {
        findings.push(
            finding(
                what,
                Mark::Bad,
                format!("the database has the encoding {}: many texts cannot be stored", facts.encoding),
            )
            .advise("CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"),
        );
    }
    let (most, open) = (number("max_connections"), facts.connections);
    let left = most.saturating_sub(open);
    if most > 0 && left < u64::from(ours) {
        findings.push(
            finding(
                what,
                Mark::Weak,
                format!("{open} of {most} connections are in use, and one process of ours takes up to {ours}"),
            )
            .advise("raise max_connections, lower `database.max_connections`, or put a pooler in session mode between"),
        );
    }
    if findings.is_empty() {
        findings.push(good(what, format!("version {version}, durable, {left} of {most} connections free")));
    }
    findings
}

async fn redis(config: &config::Redis) -> Vec<Finding> {
    let what = "Redis";
    let away = "is it running, and reachable from here? `redis-cli -u \"$REDIS_URL\" ping` shows more";
    let asked = now();
    let looked = async { Queue::connect(config).await?.facts().await };
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(facts)) => {
            let mut findings = judge_redis(&facts);
            findings.push(clock("clock: Redis", asked, now(), facts.time));
            findings
        }
        Ok(Err(error)) => vec![finding(what, Mark::Bad, format!("REDIS_URL: {error}")).advise(away)],
        Err(_) => vec![finding(what, Mark::Bad, "REDIS_URL: no answer").advise(away)],
    }
}

/// What makes rings and live events disappear. Nothing in Redis is the only copy, so persistence does not matter.
fn judge_redis(facts: &RedisFacts) -> Vec<Finding> {
    let what = "Redis";
    let of = |name: &str| facts.info.get(name).map(String::as_str).unwrap_or_default();
    let mut findings = Vec::new();
    let version = of("redis_version");
    if version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major < 6) {
        findings
            .push(finding(what, Mark::Bad, format!("version {version} is too old")).advise("6.2 or later, or Valkey"));
    }
    if of("role") == "slave" {
        findings.push(
            finding(what, Mark::Bad, "this is a replica: nothing can be written")
                .advise("point REDIS_URL to the primary"),
        );
    }
    if let Some(policy) = facts.eviction.as_deref().filter(|policy| *policy != "noeviction") {
        findings.push(
            finding(
                what,
                Mark::Weak,
                format!("maxmemory-policy is {policy}: rings may be thrown away, and work then waits for the sweeper"),
            )
            .advise("CONFIG SET maxmemory-policy noeviction"),
        );
    }
    let number = |name: &str| of(name).parse::<u64>().unwrap_or(0);
    let (most, used) = (number("maxmemory"), number("used_memory"));
    if most > 0 && used > most / 10 * 9 {
        findings.push(
            finding(what, Mark::Weak, format!("{} of {} MiB are used", used >> 20, most >> 20))
                .advise("raise maxmemory"),
        );
    }
    if findings.is_empty() {
        findings.push(good(what, format!("answers; version {version}")));
    }
    findings
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// How far a server's clock is from ours: it answered at some moment between the question and the answer.
fn clock(what: &'static str, asked: f64, answered: f64, theirs: f64) -> Finding {
    let off = if theirs < asked { asked - theirs } else { (theirs - answered).max(0.0) };
    let told =
        format!("{} by {off:.1} s", if theirs < asked { "behind this machine's" } else { "before this machine's" });
    if off < ODD_CLOCK {
        return good(what, "the same as this machine's");
    }
    // leases and schedules go by the database alone
    let mark = if off < WRONG_CLOCK { Mark::Weak } else { Mark::Bad };
    finding(what, mark, told).advise("run chrony or systemd-timesyncd on both machines: `timedatectl set-ntp true`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(settings: &[(&str, &str)]) -> PostgresFacts {
        let mut all: std::collections::BTreeMap<String, String> = [
            ("server_version_num", "150014"),
            ("max_connections", "100"),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("autovacuum", "on"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        all.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        PostgresFacts { settings: all, encoding: "UTF8".into(), connections: 10, time: 0.0 }
    }

    #[test]
    fn each_bad_setting_of_postgres_is_told_with_what_to_do() {
        let judge = |facts: &PostgresFacts| judge_postgres(facts, 20);
        let well = judge(&facts(&[]));
        assert_eq!((well.len(), well[0].mark), (1, Mark::Good));
        for (name, value, mark) in [
            ("server_version_num", "120003", Mark::Bad),
            ("fsync", "off", Mark::Bad),
            ("full_page_writes", "off", Mark::Bad),
            ("autovacuum", "off", Mark::Bad),
            ("max_connections", "25", Mark::Weak),
        ] {
            let told = judge(&facts(&[(name, value)]));
            assert_eq!((told.len(), told[0].mark), (1, mark), "{name}: {told:?}");
            assert!(told[0].advice.is_some(), "{name}");
        }
        let latin = PostgresFacts { encoding: "LATIN1".into(), ..facts(&[]) };
        assert!(judge(&latin)[0].detail.contains("LATIN1"));
    }

    #[test]
    fn each_bad_setting_of_redis_is_told_with_what_to_do() {
        let judge = |info: &[(&str, &str)], eviction: Option<&str>| {
            let info = info.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            judge_redis(&RedisFacts { info, eviction: eviction.map(str::to_owned), time: 0.0 })
        };
        let well = [("redis_version", "7.0.15"), ("role", "master")];
        assert_eq!(judge(&well, Some("noeviction"))[0].mark, Mark::Good);
        assert_eq!(judge(&well, None)[0].mark, Mark::Good, "a provider may forbid the question");
        assert_eq!(judge(&well, Some("allkeys-lru"))[0].mark, Mark::Weak);
        assert_eq!(judge(&[("redis_version", "5.0.3")], None)[0].mark, Mark::Bad);
        assert_eq!(judge(&[("redis_version", "7.2.0"), ("role", "slave")], None)[0].mark, Mark::Bad);
        let full = [("redis_version", "7.2.0"), ("maxmemory", "1000"), ("used_memory", "950")];
        assert_eq!(judge(&full, None)[0].mark, Mark::Weak);
    }

    #[test]
    fn clocks_that_differ_are_told() {
        assert_eq!(clock("c", 1000.0, 1000.5, 1000.2).mark, Mark::Good);
        let behind = clock("c", 1000.0, 1000.5, 990.0);
        assert_eq!((behind.mark, behind.detail.as_str()), (Mark::Weak, "behind this machine's by 10.0 s"));
        let ahead = clock("c", 1000.0, 1000.5, 1700.5);
        assert_eq!((ahead.mark, ahead.detail.as_str()), (Mark::Bad, "before this machine's by 700.0 s"));
    }

    #[tokio::test]
    async fn servers_that_do_not_answer_are_bad_and_never_waited_for_long() {
        let mut config = Config::default();
        config.database.url = "postgres://127.0.0.1:1/none".into();
        config.database.acquire_timeout = Duration::from_millis(200);
        config.redis.url = "redis://127.0.0.1:1".into();
        let found = look(&config).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|finding| finding.mark == Mark::Bad && finding.advice.is_some()), "{found:?}");
    }
}
