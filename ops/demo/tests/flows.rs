//! The sample flows are documentation: readable, complete, and pointed at the shop by one param.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// Every step type of the grammar's first set.
const TYPES: &str = "goto back forward reload new_tab switch_tab close_tab click hover drag scroll fill clear type press \
    check uncheck focus blur select upload wait_for wait_url sleep handle_dialog extract set evaluate screenshot group \
    run_flow if for_each expect";

fn flows(folder: &str) -> Vec<(PathBuf, String, Value)> {
    let folder = Path::new("flows").join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("the folder of flows").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a flow");
        let flow = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path, text, flow)
    };
    paths.into_iter().map(read).collect()
}

/// The step types below a value, in either form.
fn types(value: &Value, found: &mut BTreeSet<String>) {
    let known = |word: &str| TYPES.split_whitespace().any(|name| name == word);
    match value {
        Value::String(word) if known(word) => drop(found.insert(word.clone())),
        Value::Object(map) => {
            found.extend(map.keys().filter(|key| known(key) && *key != "type").cloned());
            match map.get("type") {
                Some(Value::String(name)) => drop(found.insert(name.clone())),
                Some(Value::Object(_)) => drop(found.insert("type".into())),
                _ => {}
            }
            map.values().for_each(|value| types(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| types(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_flow_explains_itself_and_finds_the_shop_by_its_param() {
    let all: Vec<_> = ["", "failing", "bench"].into_iter().flat_map(flows).collect();
    let mut names = BTreeSet::new();
    for (path, text, flow) in &all {
        let path = path.display();
        assert!(text.starts_with("# "), "{path} has no comment at its top");
        assert!(flow["start_url"].as_str().is_some_and(|url| url.starts_with("{{base_url}}/")), "{path}: start_url");
        assert_eq!(flow["params"]["base_url"], "http://127.0.0.1:4000", "{path}");
        assert!(flow["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{path} has no tag");
        assert!(flow["description"].is_string(), "{path} has no description");
        assert!(names.insert(flow["name"].as_str().expect("a name").to_owned()), "{path}: the name is taken");
    }
    assert!(flows("").len() >= 14);
}

#[test]
fn together_the_flows_show_every_step_type() {
    let mut found = BTreeSet::new();
    flows("").iter().for_each(|(_, _, flow)| types(&flow["steps"], &mut found));
    let missing: Vec<_> = TYPES.split_whitespace().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "no sample flow shows {missing:?}");
}

#[test]
fn the_benchmark_has_twelve_steps_and_the_order_happens_once() {
    let bench = flows("bench");
    let steps = |name: &str| {
        let (_, _, flow) = bench.iter().find(|(path, ..)| path.ends_with(name)).expect("the flow");
        flow["steps"].as_array().expect("steps").clone()
    };
    assert_eq!(steps("twelve-steps.yaml").len(), 12);
    let once = steps("order.yaml").iter().filter(|step| step["click"]["once"] == true).count();
    assert_eq!(once, 1);
}
