//! Which addresses a flow may name. What a browser really visits is checked again where it happens.

use url::Url;

use super::template;

/// Why an address cannot be opened, or `None` when it can: http, https, `about:blank`, or relative to the page.
///
/// What is behind a `{{…}}` is only known later.
#[must_use]
pub fn refusal(address: &str) -> Option<String> {
    let shown = super::problem::quoted(address);
    if address.chars().any(char::is_control) {
        return Some(format!("The address {shown} contains a control character. Remove it."));
    }
    let (scheme, rest) = address.split_once(':').filter(|(s, _)| is_scheme(s))?;
    let dynamic = template::has_value(address);
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if dynamic => None,
        "http" | "https" => match Url::parse(address) {
            Ok(_) => None,
            Err(error) => Some(format!("{shown} is no address: {error}.")),
        },
        "about" if rest.eq_ignore_ascii_case("blank") => None,
        _ if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(format!("{shown} has no scheme. Write \"http://{}\".", super::problem::shown(address)))
        }
        other => Some(format!(
            "Addresses with the scheme `{}:` are refused; a flow may open http and https addresses and `about:blank`.",
            super::problem::shown(other)
        )),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

/// `example.org`, `*.example.org`, `example.org:8080`, `[::1]:4000`, `*`.
#[must_use]
pub fn is_host_pattern(text: &str) -> bool {
    let host = match text.strip_prefix('[').and_then(|t| t.split_once(']')) {
        Some((address, port)) => {
            return address.parse::<std::net::Ipv6Addr>().is_ok()
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        None => match text.rsplit_once(':') {
            Some((host, port)) if is_port(port) => host,
            Some(_) => return false,
            None => text,
        },
    };
    let host = host.strip_prefix("*.").unwrap_or(host);
    let label =
        |l: &str| !l.is_empty() && l.len() <= 63 && l.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    host.len() <= 253 && host.split('.').all(label)
}

fn is_port(text: &str) -> bool {
    text == "*" || text.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::{is_host_pattern, refusal};

    #[test]
    fn web_addresses_and_relative_ones_pass_and_all_others_are_refused() {
        for good in [
            "http://127.0.0.1:4000/",
            "HTTPS://example.org",
            "/login",
            "login?next=a:b",
            "//example.org/x",
            "about:blank",
            "{{env.BASE}}/x",
            "http://{{host}}/",
            "#top",
        ] {
            assert_eq!(refusal(good), None, "{good}");
        }
        for bad in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "chrome://version",
            "view-source:http://x",
            "localhost:4000",
            "http://",
            "about:config",
            "java\tscript:1",
            "blob:http://x/1",
        ] {
            assert!(refusal(bad).is_some(), "{bad}");
        }
        assert_eq!(
            refusal("localhost:4000/x").as_deref(),
            Some("\"localhost:4000/x\" has no scheme. Write \"http://localhost:4000/x\".")
        );
    }

    #[test]
    fn hosts_have_no_scheme_and_no_path() {
        for good in ["example.org", "*.example.org", "127.0.0.1:4000", "[::1]:80", "localhost"] {
            assert!(is_host_pattern(good), "{good}");
        }
        for bad in ["http://example.org", "example.org/x", "", "a b", "example.org:0", "*.*", "ex{{a}}mple"] {
            assert!(!is_host_pattern(bad), "{bad}");
        }
    }
}
