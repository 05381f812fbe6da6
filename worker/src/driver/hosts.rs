//! Where a browser may go: schemes, and the hosts of a flow.

use url::Url;

/// Why the main frame may not visit `url`, as a sentence; `None` when it may.
///
/// Only `http`, `https` and `about:blank`. `allowed` holds host patterns (`example.org`, `*.example.org`, `host:port`) and,
/// for flows that need them, the words `data:` and `blob:`; without a host pattern every host may be visited.
pub fn refusal(url: &str, allowed: &[String]) -> Option<String> {
    let Ok(parsed) = Url::parse(url) else {
        return Some(format!("`{url}` is not a URL; give an absolute one, such as https://example.org/."));
    };
    match parsed.scheme() {
        "http" | "https" => {}
        "about" if url == "about:blank" => return None,
        scheme @ ("data" | "blob") if allowed.iter().any(|a| a.strip_suffix(':') == Some(scheme)) => return None,
        scheme => {
            return Some(format!(
                "`{scheme}:` pages may not be opened; only http, https and about:blank. The URL was {}.",
                short(url)
            ));
        }
    }
    let host = parsed.host_str().unwrap_or_default();
    if host.is_empty() {
        return Some(format!("`{url}` names no host."));
    }
    let mut patterns = allowed.iter().filter(|a| !a.ends_with(':')).peekable();
    if patterns.peek().is_none() || patterns.any(|p| host_allowed(p, host, parsed.port_or_known_default())) {
        return None;
    }
    Some(format!("The host `{host}` is not on the list of hosts that this flow may visit; add it to `allowed_hosts`."))
}

/// Whether a host pattern (`example.org`, `*.example.org`, `host:port`, `*`) means this host and port.
pub fn host_allowed(pattern: &str, host: &str, port: Option<u16>) -> bool {
    let pattern = pattern.trim().trim_end_matches('.').to_ascii_lowercase();
    let (name, wanted_port) = match pattern.rsplit_once(':') {
        // The last colon of a bare IPv6 address is not that of a port.
        Some((name, digits)) if !name.contains(':') || name.ends_with(']') => (name, digits.parse::<u16>().ok()),
        _ => (pattern.as_str(), None),
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let bare = |h: &str| h.trim_start_matches('[').trim_end_matches(']').to_owned();
    let same_host = name == "*"
        || bare(name) == bare(&host)
        || name
            .strip_prefix("*.")
            .is_some_and(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')));
    same_host && (wanted_port.is_none() || wanted_port == port)
}

fn short(url: &str) -> String {
    let mut short: String = url.chars().take(100).collect();
    if short.len() < url.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_may_be_opened() {
        for url in [
            "file:///etc/passwd",
            "chrome://settings",
            "view-source:http://a/",
            "javascript:alert(1)",
            "ftp://a/",
            "data:text/html,x",
            "blob:http://a/1",
            "about:config",
            "not a url",
            "FILE:///etc/passwd",
            " file:///etc",
        ] {
            assert!(refusal(url, &[]).is_some(), "{url} was let through");
        }
        for url in ["http://a/", "https://127.0.0.1:4000/x", "about:blank", "HTTP://A/"] {
            assert_eq!(refusal(url, &[]), None);
        }
        assert_eq!(refusal("data:text/html,x", &["data:".into()]), None);
        assert_eq!(refusal("http://anywhere/", &["data:".into()]), None);
    }

    #[test]
    fn hosts_are_compared_whole() {
        let allowed: Vec<String> =
            ["shop.test", "*.example.org", "127.0.0.1:4000", "[::1]:80"].map(String::from).into();
        for url in [
            "http://shop.test/",
            "https://SHOP.test:8443/",
            "http://a.b.example.org/",
            "http://127.0.0.1:4000/",
            "http://[::1]/",
            "http://shop.test./",
        ] {
            assert_eq!(refusal(url, &allowed), None, "{url} was refused");
        }
        for url in [
            "http://shop.test.evil/",
            "http://evilshop.test/",
            "http://example.org/",
            "http://127.0.0.1:4001/",
            "http://shop.test@evil/",
            "http://xexample.org/",
            "http://[::1]:81/",
            "https://ok.test/?shop.test",
        ] {
            assert!(refusal(url, &allowed).is_some(), "{url} was let through");
        }
    }
}
