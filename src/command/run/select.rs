//! Which of the flows are run: by tag, name, what failed last, and this machine's share.

use std::cmp::Reverse;

use super::{
    args::Args,
    history::History,
    plan::{Plan, Planned},
};
use flowtilla_shared::domain::flow::assert;

use crate::exit::{Failure, usage};

/// One share of the flows: `2/5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub index: usize,
    pub of: usize,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((index, of)) if (1..=of).contains(&index) && of <= 10_000 => Ok(Self { index, of }),
            _ => Err("expected I/N with I from 1 to N, such as 2/5".into()),
        }
    }
}

type Pattern = Box<dyn Fn(&str) -> bool>;

/// Why flows that were read are not run.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// The last run failed nowhere among them.
    pub nothing_failed: bool,
    /// This share is empty.
    pub empty_share: bool,
}

/// Leaves in the plan what the arguments choose.
///
/// # Errors
/// When a pattern is no regular expression, or nothing fits tags and patterns.
pub fn select(plan: &mut Plan, args: &Args, history: &History) -> Result<LeftOut, Failure> {
    let (wanted, unwanted) = (pattern(args.grep.as_deref())?, pattern(args.grep_invert.as_deref())?);
    plan.flows.retain(|flow| {
        let title = title(flow);
        wanted.as_ref().is_none_or(|wanted| wanted(&title))
            && unwanted.as_ref().is_none_or(|unwanted| !unwanted(&title))
    });
    if plan.flows.is_empty() {
        return Err(usage!("no flow fits --grep and --grep-invert; nothing was run"));
    }
    let mut left_out = LeftOut::default();
    if args.last_failed {
        plan.flows.retain(|flow| history.failed(flow));
        left_out.nothing_failed = plan.flows.is_empty();
    }
    if let Some(shard) = args.shard
        && !plan.flows.is_empty()
    {
        let kept = share(&plan.flows, shard, history);
        let mut place = 0;
        plan.flows.retain(|_| {
            place += 1;
            kept.contains(&(place - 1))
        });
        left_out.empty_share = plan.flows.is_empty();
    }
    plan.count_needs();
    Ok(left_out)
}

fn pattern(text: Option<&str>) -> Result<Option<Pattern>, Failure> {
    let compiled = text.map(|text| assert::compile(text, "").map_err(|error| (text, error))).transpose();
    let compiled = compiled.map_err(|(text, error)| usage!("`{text}` is no regular expression: {error}"))?;
    Ok(compiled.map(|regex| -> Pattern { Box::new(move |title| regex.find(title).is_some()) }))
}

/// What patterns are compared with: the file, the name, and the tags as `@tag`.
fn title(flow: &Planned) -> String {
    let tags: Vec<String> = flow.tags.iter().map(|tag| format!("@{tag}")).collect();
    format!("{} {} {}", flow.source, flow.name, tags.join(" ")).trim_end().to_owned()
}

/// The places of the flows of one share. The longest flow goes first, each to the share with the least to do, so every machine
/// with the same files and the same history comes to the same shares; flows without a history count as the average one.
fn share(flows: &[Planned], shard: Shard, history: &History) -> Vec<usize> {
    let known: Vec<Option<u64>> = flows.iter().map(|flow| history.duration_ms(flow)).collect();
    let (sum, count) = known.iter().flatten().fold((0_u64, 0_u64), |(sum, count), ms| (sum + ms, count + 1));
    let average = sum.checked_div(count).unwrap_or(1).max(1);
    let mut order: Vec<(u64, usize)> =
        known.iter().enumerate().map(|(place, ms)| (ms.unwrap_or(average), place)).collect();
    order.sort_by_key(|(ms, place)| (Reverse(*ms), *place));
    let mut loads = vec![(0_u64, Vec::new()); shard.of];
    for (ms, place) in order {
        if let Some(least) = loads.iter_mut().min_by_key(|(load, places)| (*load, places.len())) {
            least.0 += ms;
            least.1.push(place);
        }
    }
    loads.swap_remove(shard.index - 1).1
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use serde_json::json;

    use super::{super::history::History, Planned, Shard, share};

    fn flow(name: &str) -> Planned {
        Planned { source: "flows.yaml".into(), name: name.into(), document: json!({}), ..Planned::default() }
    }

    #[test]
    fn shares_are_balanced_by_time_and_hold_every_flow_once() {
        let flows: Vec<Planned> = ["a", "b", "c", "d", "e"].into_iter().map(flow).collect();
        let mut history = History::default();
        for (flow, ms) in flows.iter().zip([9000, 4000, 3000, 2000]) {
            history.note(flow, ms, false);
        }
        // e counts as the average, 4500
        let shares: Vec<Vec<usize>> = (1..=2).map(|index| share(&flows, Shard { index, of: 2 }, &history)).collect();
        assert_eq!(shares, [vec![0, 3], vec![4, 1, 2]]);
        let mut all: Vec<usize> = (1..=7).flat_map(|index| share(&flows, Shard { index, of: 7 }, &history)).collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_share_is_one_of_so_many() {
        assert_eq!("2/5".parse::<Shard>().unwrap(), Shard { index: 2, of: 5 });
        for wrong in ["0/5", "6/5", "2", "a/b", "1/0"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
