//! As much of JavaScript as codegen prints: statements that are chains of calls with literal arguments.

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Text(String),
    Number(f64),
    Bool(bool),
    Regex(String, String),
    List(Vec<Expr>),
    Object(Vec<(String, Expr)>),
    /// `page.getByRole('button').click()`: a name, then members and calls.
    Chain(String, Vec<Link>),
    /// Anything else, as it stands: functions, sums, ….
    Other(String),
}

/// One `.name` or `.name(…)` of a chain; a call of the root itself has an empty name.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub name: String,
    pub args: Option<Vec<Expr>>,
}

impl Expr {
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_)
            | Self::Bool(_)
            | Self::Regex(..)
            | Self::List(_)
            | Self::Object(_)
            | Self::Chain(..)
            | Self::Other(_) => None,
        }
    }

    /// The last argument of a call of this function, which must be a text: `globbed('…')`.
    pub fn wrapped(&self, function: &str) -> Option<&str> {
        match self {
            Self::Chain(root, links) if root == function => match links.as_slice() {
                [Link { name, args: Some(args) }] if name.is_empty() => args.last()?.text(),
                _ => None,
            },
            Self::Text(_)
            | Self::Number(_)
            | Self::Bool(_)
            | Self::Regex(..)
            | Self::List(_)
            | Self::Object(_)
            | Self::Chain(..)
            | Self::Other(_) => None,
        }
    }

    /// A member of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            Self::Text(_)
            | Self::Number(_)
            | Self::Bool(_)
            | Self::Regex(..)
            | Self::List(_)
            | Self::Chain(..)
            | Self::Other(_) => None,
        }
    }
}

/// One statement and the line in which it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub line: usize,
    pub text: String,
}

/// The statements of a text, split at semicolons and at line ends outside of brackets and literals; comments are dropped.
///
/// The bodies of functions are part of the statement that they stand in.
pub fn statements(text: &str, first_line: usize) -> Vec<Statement> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut now) = (Vec::new(), String::new());
    let (mut line, mut began, mut depth, mut at) = (first_line, first_line, 0_i32, 0);
    while at < chars.len() {
        let c = chars[at];
        let next = chars.get(at + 1).copied();
        if c == '/' && next == Some('/') {
            while at < chars.len() && chars[at] != '\n' {
                at += 1;
            }
            continue;
        }
        if c == '/' && next == Some('*') {
            at += 2;
            while at < chars.len() && !(chars[at] == '*' && chars.get(at + 1) == Some(&'/')) {
                line += usize::from(chars[at] == '\n');
                at += 1;
            }
            at += 2;
            continue;
        }
        if matches!(c, '\'' | '"' | '`') || (c == '/' && begins_regex(&now)) {
            let end = end_of_literal(&chars, at);
            for c in &chars[at..end] {
                line += usize::from(*c == '\n');
                now.push(*c);
            }
            at = end;
            continue;
        }
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        // a chain may go on in the next line
        let goes_on = || chars[at + 1..].iter().find(|c| !c.is_whitespace()).is_some_and(|c| *c == '.');
        let ends = (c == ';' && depth <= 0) || (c == '\n' && depth <= 0 && !now.trim().is_empty() && !goes_on());
        if ends {
            push(&mut found, &mut now, began);
        } else {
            if now.trim().is_empty() && !c.is_whitespace() {
                began = line;
                now.clear();
            }
            now.push(c);
        }
        line += usize::from(c == '\n');
        at += 1;
    }
    push(&mut found, &mut now, began);
    found
}

fn push(found: &mut Vec<Statement>, now: &mut String, line: usize) {
    let text = std::mem::take(now).trim().to_owned();
    if !text.is_empty() {
        found.push(Statement { line, text });
    }
}

/// Whether a slash after this text begins a regular expression and is no division.
fn begins_regex(before: &str) -> bool {
    before.trim_end().chars().last().is_none_or(|c| "(,=:[!&|?{};".contains(c))
}

/// The place behind a literal.
fn end_of_literal(chars: &[char], begin: usize) -> usize {
    let quote = chars[begin];
    let (mut at, mut class) = (begin + 1, false);
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' if quote == '/' => class = true,
            ']' if quote == '/' => class = false,
            '\n' if quote == '/' => return at,
            c if c == quote && !class => return at + 1,
            _ => {}
        }
        at += 1;
    }
    chars.len()
}

/// The text literal that a text begins with.
pub fn leading_text(text: &str) -> Option<String> {
    let chars: Vec<char> = text.trim_start().chars().collect();
    let begins = chars.first().is_some_and(|c| matches!(c, '\'' | '"' | '`'));
    begins.then(|| Reader { chars: &chars, at: 0, depth: 0 }.string())?
}

/// Reads one expression.
pub fn expression(text: &str) -> Expr {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, depth: 0 };
    let read = reader.value();
    reader.blanks();
    match read {
        Some(read) if reader.at == chars.len() => read,
        _ => Expr::Other(text.trim().to_owned()),
    }
}

/// Nested brackets, at most.
const DEEPEST: u32 = 64;

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn takes(&mut self, c: char) -> bool {
        self.blanks();
        let is = self.peek() == Some(c);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self) -> Option<Expr> {
        self.blanks();
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match self.peek()? {
            '\'' | '"' | '`' => self.string().map(Expr::Text),
            '/' => self.regex(),
            '[' => self.list(']').map(Expr::List),
            '{' => self.object(),
            c if c.is_ascii_digit() || c == '-' => self.number(),
            c if c.is_alphabetic() || c == '_' || c == '$' => self.chain(),
            _ => None,
        };
        self.depth -= 1;
        value
    }

    fn string(&mut self) -> Option<String> {
        let end = end_of_literal(self.chars, self.at);
        let inner = self.chars.get(self.at + 1..end.checked_sub(1)?)?;
        let template = self.chars[self.at] == '`';
        self.at = end;
        let mut out = String::new();
        let mut chars = inner.iter().copied().peekable();
        while let Some(c) = chars.next() {
            if template && c == '$' && chars.peek() == Some(&'{') {
                return None;
            }
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                '\n' => {}
                c => out.push(c),
            }
        }
        Some(out)
    }

    fn regex(&mut self) -> Option<Expr> {
        let end = end_of_literal(self.chars, self.at);
        let pattern: String = self.chars.get(self.at + 1..end.checked_sub(1)?)?.iter().collect();
        self.at = end;
        let flags = self.word();
        Some(Expr::Regex(pattern.replace("\\/", "/"), flags))
    }

    fn number(&mut self) -> Option<Expr> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
            self.at += 1;
        }
        let text: String = self.chars[begin..self.at].iter().filter(|c| **c != '_').collect();
        text.parse().ok().map(Expr::Number)
    }

    fn word(&mut self) -> String {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            self.at += 1;
        }
        self.chars[begin..self.at].iter().collect()
    }

    /// What stands between brackets, the first one still ahead.
    fn list(&mut self, end: char) -> Option<Vec<Expr>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            if self.takes(end) {
                return Some(items);
            }
            items.push(self.argument(end)?);
            if !self.takes(',') && self.peek() != Some(end) {
                return None;
            }
        }
    }

    /// A value, or whatever stands up to the next comma.
    fn argument(&mut self, end: char) -> Option<Expr> {
        self.blanks();
        let begin = self.at;
        if let Some(value) = self.value() {
            self.blanks();
            if self.peek().is_some_and(|c| c == ',' || c == end) {
                return Some(value);
            }
        }
        self.at = begin;
        let mut depth = 0;
        while let Some(c) = self.peek() {
            match c {
                '\'' | '"' | '`' => {
                    self.at = end_of_literal(self.chars, self.at);
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                c if depth == 0 && (c == ',' || c == end) => {
                    return Some(Expr::Other(self.chars[begin..self.at].iter().collect::<String>().trim().to_owned()));
                }
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        None
    }

    fn object(&mut self) -> Option<Expr> {
        self.at += 1;
        let mut members = Vec::new();
        loop {
            if self.takes('}') {
                return Some(Expr::Object(members));
            }
            let name = match self.peek()? {
                '\'' | '"' => self.string()?,
                _ => self.word(),
            };
            if name.is_empty() || !self.takes(':') {
                return None;
            }
            members.push((name, self.argument('}')?));
            if !self.takes(',') && self.peek() != Some('}') {
                return None;
            }
        }
    }

    /// `new RegExp('…', 'i')`; no other object is read.
    fn constructed(&mut self) -> Option<Expr> {
        self.blanks();
        if self.word() != "RegExp" || self.peek() != Some('(') {
            return None;
        }
        match self.list(')')?.as_slice() {
            [Expr::Text(pattern)] => Some(Expr::Regex(pattern.clone(), String::new())),
            [Expr::Text(pattern), Expr::Text(flags)] => Some(Expr::Regex(pattern.clone(), flags.clone())),
            _ => None,
        }
    }

    fn chain(&mut self) -> Option<Expr> {
        let root = self.word();
        match root.as_str() {
            "true" => return Some(Expr::Bool(true)),
            "false" => return Some(Expr::Bool(false)),
            "new" => return self.constructed(),
            _ => {}
        }
        let mut links = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some('(') => {
                    let args = self.list(')')?;
                    match links.last_mut() {
                        Some(Link { args: of @ None, .. }) => *of = Some(args),
                        _ => links.push(Link { name: String::new(), args: Some(args) }),
                    }
                }
                Some('.') => {
                    self.at += 1;
                    self.blanks();
                    let name = self.word();
                    if name.is_empty() {
                        return None;
                    }
                    links.push(Link { name, args: None });
                }
                _ => return Some(Expr::Chain(root, links)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expr, Link, expression, statements};

    #[test]
    fn statements_are_split_where_they_end_and_nowhere_else() {
        let text = "// a; b\nawait page.goto('a;b');\nawait page\n  .locator(`x\ny`) /* ; */\n  .click()\nfoo({ a: 1 }, () => { b; c; })\n";
        let found: Vec<(usize, String)> = statements(text, 1)
            .into_iter()
            .map(|s| (s.line, s.text.split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        assert_eq!(
            found,
            [
                (2, "await page.goto('a;b')".into()),
                (3, "await page .locator(`x y`) .click()".into()),
                (7, "foo({ a: 1 }, () => { b; c; })".into())
            ]
        );
    }

    #[test]
    fn chains_are_read_with_their_arguments() {
        let read =
            expression(r"page.getByRole('button', { name: /^O\/K$/i, exact: true }).nth(-1).click({ clickCount: 2 })");
        let Expr::Chain(root, links) = read else { panic!("{read:?}") };
        assert_eq!((root.as_str(), links.len()), ("page", 3));
        let args = links[0].args.clone().unwrap_or_default();
        assert_eq!(args[0], Expr::Text("button".into()));
        assert_eq!(args[1].get("name"), Some(&Expr::Regex("^O/K$".into(), "i".into())));
        assert_eq!(links[1], Link { name: "nth".into(), args: Some(vec![Expr::Number(-1.0)]) });
        assert!(matches!(expression("a + b"), Expr::Other(_)));
        assert!(matches!(expression("`${a}`"), Expr::Other(_)));
    }
}
