//! Which faults are worth trying: those of what the flow touched, what it checks, and what it was shown.

use std::collections::{BTreeMap, HashMap, VecDeque};

use flowtilla_shared::domain::mutation::{
    CaughtMutant, Fact, FactKind, Look, Mutant, MutantKind, RequestKey, SeenRequest, Spot, mutate_json,
};
use serde_json::Value;

use super::request::MutationRequest;

/// A mutant that will be tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    pub kind: MutantKind,
    pub mutant: Mutant,
    pub description: String,
    /// The step by which its place was found.
    pub path: String,
    /// What was to be seen at its place.
    pub fact: Option<Fact>,
}

impl Planned {
    /// `network` or `dom`.
    pub fn level(&self) -> &'static str {
        if self.mutant.request.is_some() { "network" } else { "dom" }
    }
}

/// What a look at the site as it is came to.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub looks: Vec<Look>,
    /// The longest step, in milliseconds.
    pub slowest_ms: u64,
}

/// Least and most patience with one step, in milliseconds.
const PATIENCE: (u64, u64) = (5_000, 20_000);

impl Seen {
    /// How long a step may take while something is wrong: four times what the longest took.
    pub fn patience_ms(&self) -> u64 {
        (self.slowest_ms * 4).clamp(PATIENCE.0, PATIENCE.1)
    }

    /// Leaves out what was another the second time: times, random words.
    #[must_use]
    pub fn stable(mut self, other: Option<&Self>) -> Self {
        let Some(other) = other else { return self };
        for (look, twin) in self.looks.iter_mut().zip(&other.looks) {
            if let (Some(facts), Some(same)) = (&mut look.facts, &twin.facts) {
                facts.retain(|fact| same.contains(fact));
            }
        }
        self
    }
}

/// The mutants to try, the kinds in turn, each at most once.
pub fn plan(seen: &Seen, request: &MutationRequest) -> Vec<Planned> {
    let mut of_kinds: BTreeMap<usize, VecDeque<Planned>> = BTreeMap::new();
    let mut add = |planned: Planned| {
        let at = MutantKind::ALL.iter().position(|kind| *kind == planned.kind).unwrap_or_default();
        let known = of_kinds.entry(at).or_default();
        if request.wants(planned.kind) && !known.iter().any(|other| other.mutant == planned.mutant) {
            known.push_back(planned);
        }
    };
    // in turn: what the flow itself names, what it asked of servers, and what else it was shown
    let mut sources = [of_steps(seen), of_requests(seen), of_facts(seen)];
    while sources.iter().any(|source| !source.is_empty()) {
        sources.iter_mut().filter_map(VecDeque::pop_front).for_each(&mut add);
    }
    let mut plan = Vec::new();
    while plan.len() < request.most && of_kinds.values().any(|left| !left.is_empty()) {
        for left in of_kinds.values_mut() {
            if plan.len() < request.most {
                plan.extend(left.pop_front());
            }
        }
    }
    patient(plan, seen)
}

/// Those that another version has caught.
pub fn again(seen: &Seen, request: &MutationRequest) -> Vec<Planned> {
    let known = request.again.iter().filter_map(|caught| {
        let CaughtMutant { mutant, description, path } = caught.clone();
        Some(Planned { kind: mutant.kind?, mutant, description, path, fact: None })
    });
    patient(known.collect(), seen)
}

/// With as much time for each step as the site seems to need.
fn patient(mut plan: Vec<Planned>, seen: &Seen) -> Vec<Planned> {
    let patience = seen.patience_ms();
    for planned in &mut plan {
        planned.mutant.patience_ms = Some(patience);
        if planned.kind == MutantKind::RequestSlow {
            // a step that waits for the answer, and an assertion after it, have given up by then
            planned.mutant.delay_ms = patience * 3;
        }
    }
    plan
}

/// Faults of the elements that the flow's own steps name.
fn of_steps(seen: &Seen) -> VecDeque<Planned> {
    use MutantKind as K;
    let mut planned = VecDeque::new();
    let mut page: Option<&str> = None;
    for look in &seen.looks {
        let before = page.replace(&look.page);
        let Some(target) = &look.target else { continue };
        let kinds: &[K] = match look.step.as_str() {
            "click" | "double_click" | "tap" => &[K::ButtonDead, K::LinkWrong, K::ControlDisabled],
            "fill" | "type" | "select" | "check" | "uncheck" | "set_checked" => &[K::ValueLost, K::ControlDisabled],
            "expect" => &[K::TextChanged, K::ElementGone],
            _ => continue,
        };
        // a step that acted may have led to another page
        let page = if look.step == "expect" { Some(look.page.as_str()) } else { before };
        for kind in kinds.iter().filter(|kind| is_possible(**kind, target)) {
            planned.push_back(at_element(*kind, target, page, &look.path, None));
        }
    }
    planned
}

/// A button leads nowhere by an address, and a link is never disabled.
fn is_possible(kind: MutantKind, target: &Value) -> bool {
    match (kind, target["role"].as_str()) {
        (MutantKind::LinkWrong, Some(role)) => role == "link",
        (MutantKind::ControlDisabled, Some(role)) => role != "link",
        _ => true,
    }
}

/// Faults of what the flow was shown, the newest first.
fn of_facts(seen: &Seen) -> VecDeque<Planned> {
    use MutantKind as K;
    let mut planned = VecDeque::new();
    for look in seen.looks.iter().rev() {
        for fact in look.facts.iter().flatten() {
            let kinds: &[K] = match fact.kind {
                FactKind::Alert => &[K::ErrorSwallowed, K::TextChanged],
                FactKind::Status if fact.text.contains(|c: char| c.is_ascii_digit()) => {
                    &[K::WrongNumber, K::TextChanged, K::ElementGone]
                }
                FactKind::Status | FactKind::Heading => &[K::TextChanged, K::ElementGone],
                FactKind::Number => &[K::WrongNumber],
                FactKind::List if fact.rows.len() > 1 => &[K::RowMissing, K::RowDuplicated, K::OrderChanged],
                FactKind::List => &[K::RowMissing, K::RowDuplicated],
                FactKind::Text => &[K::TextChanged],
                FactKind::Field => &[],
            };
            for kind in kinds {
                planned.push_back(at_element(*kind, &fact.target, Some(&look.page), &look.path, Some(fact)));
            }
        }
    }
    planned
}

fn at_element(kind: MutantKind, target: &Value, page: Option<&str>, path: &str, fact: Option<&Fact>) -> Planned {
    let spot = Spot { target: target.clone(), page: page.map(str::to_owned) };
    let named = named(target, fact);
    let on = page.map(|page| format!(" on {page}")).unwrap_or_default();
    let description = match kind {
        MutantKind::ButtonDead => format!("A click on {named}{on} does nothing."),
        MutantKind::LinkWrong => format!("The link {named}{on} leads to another page."),
        MutantKind::ControlDisabled => format!("{named}{on} is disabled."),
        MutantKind::ValueLost => format!("What is entered into {named}{on} is lost."),
        MutantKind::TextChanged => format!("{named}{on} has another text."),
        MutantKind::ElementGone => format!("{named}{on} is not shown."),
        MutantKind::ErrorSwallowed => format!("The message {named}{on} is not shown."),
        MutantKind::WrongNumber => format!("A number in {named}{on} is one too large."),
        MutantKind::RowDuplicated => format!("A row of {named}{on} is there twice."),
        MutantKind::RowMissing => format!("The last row of {named}{on} is missing."),
        MutantKind::OrderChanged => format!("The first row of {named}{on} stands last."),
        MutantKind::RequestFails
        | MutantKind::RequestSlow
        | MutantKind::AnswerEmpty
        | MutantKind::AnswerStale
        | MutantKind::NotSaved => format!("{named}{on} is faulty."),
    };
    Planned {
        kind,
        mutant: Mutant { kind: Some(kind), element: Some(spot), ..Mutant::default() },
        description,
        path: path.to_owned(),
        fact: fact.cloned(),
    }
}

fn named(target: &Value, fact: Option<&Fact>) -> String {
    let text = fact.map(|fact| fact.text.as_str()).filter(|text| !text.is_empty());
    match text {
        Some(text) => format!("“{}”", text.chars().take(60).collect::<String>()),
        None => format!("`{}`", flowtilla_shared::domain::flow::inline_yaml(target)),
    }
}

/// Faults of what was asked of servers.
fn of_requests(seen: &Seen) -> VecDeque<Planned> {
    let mut requests: Vec<(&str, &SeenRequest)> = Vec::new();
    let mut bodies: HashMap<&RequestKey, Vec<Option<&str>>> = HashMap::new();
    for look in &seen.looks {
        for request in &look.requests {
            bodies.entry(&request.key).or_default().push(request.answer.body.as_deref());
            if !requests.iter().any(|(_, known)| known.key == request.key) {
                requests.push((&look.path, request));
            }
        }
    }
    // what changes something, and what scripts ask for, before pages
    requests.sort_by_key(|(_, request)| (request.key.method == "GET", request.is_page));
    let mut planned = VecDeque::new();
    for (path, request) in requests {
        let given = bodies.get(&request.key).map(Vec::as_slice).unwrap_or_default();
        for kind in kinds_of(request, given) {
            planned.push_back(at_request(kind, request, path));
        }
    }
    planned
}

fn kinds_of(request: &SeenRequest, bodies: &[Option<&str>]) -> Vec<MutantKind> {
    use MutantKind as K;
    let changes = request.key.method != "GET" && request.key.method != "HEAD";
    let worked = (200..400).contains(&request.answer.status);
    let mut kinds = vec![K::RequestFails];
    if worked && (changes || !request.is_page) {
        kinds.push(K::RequestSlow);
    }
    if worked && changes {
        kinds.push(K::NotSaved);
    }
    let differ = bodies.iter().any(|body| body != &bodies[0]);
    if worked && !changes && bodies.len() > 1 && (differ || request.is_page) {
        kinds.push(K::AnswerStale);
    }
    let json = request.answer.body.as_deref().and_then(|body| serde_json::from_str::<Value>(body).ok());
    if let Some(json) = json.filter(|_| worked && !request.is_page) {
        let in_answers = [K::AnswerEmpty, K::WrongNumber, K::RowDuplicated, K::RowMissing, K::OrderChanged];
        kinds.extend(in_answers.into_iter().filter(|kind| mutate_json(*kind, &mut json.clone())));
    }
    kinds
}

fn at_request(kind: MutantKind, request: &SeenRequest, path: &str) -> Planned {
    let RequestKey { method, address } = &request.key;
    let what = match kind {
        MutantKind::RequestFails => "is answered with 500",
        MutantKind::RequestSlow => "is answered very late",
        MutantKind::AnswerEmpty => "is answered with nothing in it",
        MutantKind::AnswerStale => "is answered as the first time",
        MutantKind::NotSaved => "is answered as before but never reaches the server",
        MutantKind::WrongNumber => "is answered with numbers that are one too large",
        MutantKind::RowDuplicated => "is answered with a row twice",
        MutantKind::RowMissing => "is answered without the last row",
        MutantKind::OrderChanged => "is answered in another order",
        MutantKind::ButtonDead
        | MutantKind::LinkWrong
        | MutantKind::ControlDisabled
        | MutantKind::ValueLost
        | MutantKind::TextChanged
        | MutantKind::ElementGone
        | MutantKind::ErrorSwallowed => "is faulty",
    };
    let answer = (kind == MutantKind::NotSaved).then(|| request.answer.clone());
    Planned {
        kind,
        mutant: Mutant { kind: Some(kind), request: Some(request.key.clone()), answer, ..Mutant::default() },
        description: format!("{method} {address} {what}."),
        path: path.to_owned(),
        fact: None,
    }
}

#[cfg(test)]
mod tests {
    use flowtilla_shared::domain::mutation::SeenAnswer;
    use serde_json::json;

    use super::*;

    fn request(most: usize) -> MutationRequest {
        MutationRequest {
            document: Value::Null,
            params: serde_json::Map::new(),
            most,
            seconds: 1,
            kinds: Vec::new(),
            again: Vec::new(),
        }
    }

    fn fact(kind: FactKind, text: &str) -> Fact {
        let rows = if kind == FactKind::List { vec!["a".into(), "b".into()] } else { Vec::new() };
        let target = json!({ "css": text });
        Fact { kind, target, strategy: "css".into(), text: text.into(), row: Some("li".into()), rows }
    }

    fn seen() -> Seen {
        let asked = |method: &str, body: &str, is_page| SeenRequest {
            key: RequestKey::of(method, "http://a/api/pots"),
            is_page,
            answer: SeenAnswer { status: 200, body: Some(body.into()), ..SeenAnswer::default() },
        };
        let looks = vec![
            Look { path: "steps[0]".into(), page: "/".into(), step: "goto".into(), ..Look::default() },
            Look {
                path: "steps[1]".into(),
                page: "/cart".into(),
                step: "click".into(),
                target: Some(json!({ "role": "button", "name": "Add" })),
                facts: Some(vec![
                    fact(FactKind::Heading, "Cart"),
                    fact(FactKind::List, "ul"),
                    fact(FactKind::Alert, "No"),
                ]),
                requests: vec![asked("POST", "{}", false), asked("GET", r#"[{"n":1},{"n":2}]"#, false)],
                ..Look::default()
            },
        ];
        Seen { looks, slowest_ms: 3_000 }
    }

    #[test]
    fn kinds_take_turns_and_the_number_of_mutants_is_kept() {
        let all = plan(&seen(), &request(100));
        let kinds: std::collections::HashSet<&str> = all.iter().map(|planned| planned.kind.as_str()).collect();
        assert!(kinds.len() >= 12, "{kinds:?}");
        let few = plan(&seen(), &request(7));
        let kinds: std::collections::HashSet<&str> = few.iter().map(|planned| planned.kind.as_str()).collect();
        assert_eq!((few.len(), kinds.len()), (7, 7));
        assert!(all.iter().all(|planned| planned.mutant.patience_ms == Some(12_000)));
        let slow = all.iter().find(|planned| planned.kind == MutantKind::RequestSlow);
        assert_eq!(slow.map(|planned| planned.mutant.delay_ms), Some(36_000));
        // the button was pressed on the page before
        let dead = all.iter().find(|planned| planned.kind == MutantKind::ButtonDead);
        let spot = dead.and_then(|planned| planned.mutant.element.as_ref());
        assert_eq!(spot.and_then(|spot| spot.page.as_deref()), Some("/"));
    }

    #[test]
    fn only_what_was_the_same_twice_is_a_fact() {
        let mut other = seen();
        if let Some(facts) = &mut other.looks[1].facts {
            facts[0].text = "Cart at 12:01".into();
        }
        let stable = seen().stable(Some(&other));
        let kinds: Vec<FactKind> = stable.looks[1].facts.iter().flatten().map(|fact| fact.kind).collect();
        assert_eq!(kinds, [FactKind::List, FactKind::Alert]);
    }

    #[test]
    fn only_the_kinds_that_are_wanted_are_planned() {
        let wanted = MutationRequest { kinds: vec![MutantKind::NotSaved], ..request(10) };
        let planned = plan(&seen(), &wanted);
        assert_eq!(planned.len(), 1);
        assert_eq!((planned[0].level(), planned[0].path.as_str()), ("network", "steps[1]"));
    }
}
