//! Pictures that are compared: with an approved one, or with an earlier one of the same flow.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Animations, Caret, Change, Expect, ScreenshotMatcher, Target, Tolerance},
    outcome::{ErrorKind, StepError},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Page,
    asking::{Nothing, Outcome, Place, Rect},
    asserting::Seen,
};
use crate::driver::{
    Baseline, Capture, Progress,
    pixels::{Difference, Picture},
    port::{Area, Fault, FrameRef, Point, Port},
};

/// Pauses before each picture until two in a row are the same, in milliseconds; the last again and again.
const PAUSES_MS: [u64; 5] = [0, 100, 250, 500, 1_000];
/// Time to give the page back its animations when the step's own is over.
const RELEASED_WITHIN: Duration = Duration::from_millis(500);
/// Named pictures that are remembered for `changed` and `unchanged`.
const MOST_REMEMBERED: usize = 20;

/// What a picture is of, and what must not be seen in it.
struct Shot<'a> {
    target: Option<&'a Target>,
    full_page: bool,
    mask: &'a [Target],
    caret: Caret,
    animations: Animations,
}

#[derive(Deserialize)]
struct Boxed {
    element: i64,
    rect: Rect,
}

#[derive(Deserialize)]
struct PageInfo {
    viewport: Size,
}

#[derive(Deserialize)]
struct Size {
    width: f64,
    height: f64,
}

impl<P: Port> Page<P> {
    /// Keeps the picture of a `screenshot` step, for `changed` and `unchanged`.
    pub(super) fn remember(&mut self, name: &str, png: &[u8]) {
        self.memory.pictures.retain(|(known, _)| known != name);
        if self.memory.pictures.len() == MOST_REMEMBERED {
            self.memory.pictures.remove(0);
        }
        self.memory.pictures.push((name.to_owned(), png.to_vec()));
    }

    /// The picture is the approved one. Playwright's way: one look that matches is enough; else two pictures in a row must be
    /// the same, and that one is compared.
    pub(super) async fn screenshot_matches(
        &mut self,
        expect: &Expect,
        wanted: &ScreenshotMatcher,
        progress: &mut Progress,
    ) -> Result<(), StepError> {
        let Some(baselines) = self.memory.baselines.clone() else {
            return Err(StepError::refused(
                "There is no store of approved pictures here, so `screenshot` cannot be asked.",
            ));
        };
        let name = wanted.name.as_deref().unwrap_or("screenshot").to_owned();
        let setting = self.setting(progress).await?;
        let Baseline { png, version, updating } = baselines.approved(&name, &setting).await?;
        let approved =
            png.as_deref().map(Picture::read).transpose().map_err(|reason| {
                StepError::refused(format!("The approved picture `{name}` cannot be read: {reason}."))
            })?;
        let shot = Shot {
            target: expect.target.as_ref(),
            full_page: wanted.full_page,
            mask: &wanted.mask,
            caret: wanted.caret,
            animations: wanted.animations,
        };
        let (actual, compared) =
            self.settled_picture(&shot, approved.as_ref(), wanted.tolerance, expect.not, progress).await?;
        let Some(approved) = approved else {
            let proposed = baselines.propose(&name, &setting, &actual).await?;
            self.keep_picture(format!("{name}-actual.png"), actual);
            return if updating { Ok(()) } else { Err(first_run(&name, &setting, &proposed, progress)) };
        };
        let Some(difference) = compared else { return Ok(()) };
        if updating && !expect.not {
            baselines.propose(&name, &setting, &actual).await?;
            self.keep_picture(format!("{name}-actual.png"), actual);
            return Ok(());
        }
        let sizes = Picture::read(&actual)
            .ok()
            .map(|actual| ((approved.width, approved.height), (actual.width, actual.height)));
        let diff = difference.picture.png().unwrap_or_default();
        self.keep_picture(format!("{name}-expected.png"), png.unwrap_or_default());
        self.keep_picture(format!("{name}-actual.png"), actual);
        self.keep_picture(format!("{name}-diff.png"), diff);
        Err(other_picture(&name, &setting, version, &difference, sizes, wanted.tolerance, expect.not, progress))
    }

    fn keep_picture(&mut self, name: String, bytes: Vec<u8>) {
        let kind = "screenshot_diff".to_owned();
        self.memory.captures.push(Capture { name, kind, media_type: "image/png".into(), bytes });
    }

    /// Pictures until one is as wanted (`None`), or two in a row are the same; then the difference from the approved one.
    async fn settled_picture(
        &mut self,
        shot: &Shot<'_>,
        approved: Option<&Picture>,
        tolerance: Tolerance,
        not: bool,
        progress: &mut Progress,
    ) -> Result<(Vec<u8>, Option<Difference>), StepError> {
        let mut previous: Option<Picture> = None;
        for round in 0.. {
            let pause = PAUSES_MS.get(round).or(PAUSES_MS.last()).copied().unwrap_or(0);
            if pause > 0 {
                tokio::time::sleep_until((Instant::now() + Duration::from_millis(pause)).min(progress.deadline).into())
                    .await;
            }
            progress.log.push(if round == 0 {
                "taking a screenshot".into()
            } else {
                format!("taking another screenshot after {pause} ms")
            });
            let png = match self.shoot(shot, progress).await {
                Err(error) if error.kind == ErrorKind::Timeout && previous.is_some() => {
                    return Err(self.unresting(previous.as_ref(), progress));
                }
                shot => shot?,
            };
            let picture = unreadable(Picture::read(&png))?;
            if round == 0
                && let Some(approved) = approved
                && within(&approved.difference(&picture, tolerance.threshold), approved, &picture, tolerance) != not
            {
                progress.log.push("it is as wanted".into());
                return Ok((png, None));
            }
            let steady = previous.as_ref().is_some_and(|before| {
                within(&before.difference(&picture, tolerance.threshold), before, &picture, tolerance)
            });
            if steady {
                progress.log.push("two in a row are the same".into());
                let Some(approved) = approved else { return Ok((png, None)) };
                let difference = approved.difference(&picture, tolerance.threshold);
                let good = within(&difference, approved, &picture, tolerance) != not;
                return Ok((png, (!good).then_some(difference)));
            }
            if Instant::now() >= progress.deadline {
                return Err(self.unresting(Some(&picture), progress));
            }
            previous = Some(picture);
        }
        Err(StepError::new(ErrorKind::Timeout, "No picture could be taken in time."))
    }

    /// The error of a page that never stands still; its last picture is kept.
    fn unresting(&mut self, last: Option<&Picture>, progress: &mut Progress) -> StepError {
        let message = "The page did not come to rest: no two screenshots in a row were the same. Mask what moves (`mask`), or allow a difference (`max_diff_pixels`).";
        if let Some(png) = last.and_then(|picture| picture.png().ok()) {
            self.keep_picture("moving.png".into(), png);
        }
        self.step_error(Fault::Step(StepError::new(ErrorKind::Assertion, message)), None, progress)
    }

    /// One picture as PNG, with what moves brought to its end and what is masked painted over.
    async fn shoot(&mut self, shot: &Shot<'_>, progress: &mut Progress) -> Result<Vec<u8>, StepError> {
        let top = self.port.top().map_err(|fault| self.step_error(fault, None, progress))?;
        let mut frames = vec![top.clone()];
        let area = match shot.target {
            None if shot.full_page => Area::Whole,
            None => Area::Viewport,
            Some(target) => {
                let request = json!({ "op": "locate", "for": "screenshot", "target": target, "checks": ["visible"] });
                let (place, Boxed { element, rect }): (Place, _) = self.ask(Some(target), request, progress).await?;
                frames.extend(place.chain.iter().map(|(frame, _)| frame.clone()).chain([place.frame.clone()]));
                frames.dedup();
                match self.in_window(&place, Point { x: rect.x, y: rect.y }, false, progress.deadline).await {
                    Ok(Ok(Point { x, y })) => {
                        let (width, height) = (rect.width.max(1.0), rect.height.max(1.0));
                        Area::Part { of: (place.frame, element), x, y, width, height }
                    }
                    Ok(Err(_)) => Area::Viewport,
                    Err(fault) => return Err(self.step_error(fault, None, progress)),
                }
            }
        };
        self.pose(&frames, Some(shot), progress.deadline).await;
        let taken = match self.paint(&top, shot.mask, progress).await {
            Ok(painted) => {
                let taken = self.port.capture(area, false, progress.deadline).await;
                if painted {
                    self.unpaint(&top, progress.deadline + RELEASED_WITHIN).await;
                }
                taken.map_err(|fault| match fault {
                    Fault::Late => StepError::new(ErrorKind::Timeout, "The browser did not give a picture in time."),
                    fault @ (Fault::Replaced | Fault::FrameGone | Fault::Step(_)) => {
                        self.step_error(fault, None, progress)
                    }
                })
            }
            Err(error) => Err(error),
        };
        self.pose(&frames, None, progress.deadline + RELEASED_WITHIN).await;
        taken
    }

    /// Brings animations to their end and hides the caret, or undoes it. A frame that goes away meanwhile needs neither.
    async fn pose(&mut self, frames: &[FrameRef], shot: Option<&Shot<'_>>, deadline: Instant) {
        let request = match shot {
            Some(shot) => {
                json!({ "op": "pose", "hide_caret": shot.caret == Caret::Hide, "end_animations": shot.animations == Animations::Disabled })
            }
            None => json!({ "op": "pose" }),
        };
        for frame in frames {
            let _: Result<Outcome<Nothing>, Fault> = self.once(frame, &request, deadline).await;
        }
    }

    /// What a picture depends on beside the page: browser, size of the viewport, platform.
    async fn setting(&mut self, progress: &mut Progress) -> Result<String, StepError> {
        let browser = self.port.handle().browser;
        let engine = browser.split_whitespace().next().unwrap_or("browser").to_owned();
        let (_, PageInfo { viewport }): (Place, _) = self.ask(None, json!({ "op": "page" }), progress).await?;
        Ok(format!("{engine}-{}x{}-{}", viewport.width, viewport.height, std::env::consts::OS))
    }

    /// Whether the page looks as in an earlier picture; `holds` means so for `unchanged`, the opposite for `changed`.
    pub(super) async fn looks_like(
        &mut self,
        expect: &Expect,
        change: &Change,
        progress: &mut Progress,
    ) -> Result<Seen, StepError> {
        let Some(before) =
            self.memory.pictures.iter().find(|(name, _)| *name == change.since).map(|(_, png)| png.clone())
        else {
            let known: Vec<_> = self.memory.pictures.iter().map(|(name, _)| format!("`{name}`")).collect();
            let known =
                if known.is_empty() { "there is none".to_owned() } else { format!("there are {}", known.join(", ")) };
            let message = format!(
                "There is no earlier picture `{}`: {known}. Take it with a `screenshot` step of this name.",
                change.since
            );
            return Err(StepError::refused(message));
        };
        let shot = Shot {
            target: expect.target.as_ref(),
            full_page: false,
            mask: &change.mask,
            caret: Caret::Hide,
            animations: Animations::Disabled,
        };
        let png = self.shoot(&shot, progress).await?;
        let (one, two) = (unreadable(Picture::read(&before))?, unreadable(Picture::read(&png))?);
        let difference = one.difference(&two, change.tolerance.threshold);
        let same = within(&difference, &one, &two, change.tolerance);
        let wants_change = expect.changed.is_some();
        let holds = same != wants_change;
        if holds == expect.not {
            let diff = difference.picture.png().unwrap_or_default();
            self.memory.captures.retain(|capture| capture.kind != "screenshot_diff");
            self.keep_picture(format!("{}-expected.png", change.since), before);
            self.keep_picture(format!("{}-actual.png", change.since), png);
            self.keep_picture(format!("{}-diff.png", change.since), diff);
        } else {
            self.memory.captures.retain(|capture| capture.kind != "screenshot_diff");
        }
        let word = if wants_change { "another look" } else { "the look" };
        Ok(Seen {
            holds,
            expected: format!("{word} of `{}`", change.since),
            actual: if same { "the same".into() } else { format!("different in {}", pixels(&difference)) },
            details: Some(json!({ "pixels": difference.pixels, "of": difference.of })),
            is_final: false,
        })
    }
}

fn unreadable(read: Result<Picture, String>) -> Result<Picture, StepError> {
    read.map_err(|reason| {
        StepError::new(ErrorKind::Script, format!("The browser's picture cannot be compared: {reason}."))
    })
}

/// Whether a difference is put up with. Another size never is.
fn within(difference: &Difference, one: &Picture, two: &Picture, tolerance: Tolerance) -> bool {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a count of pixels")]
    let by_ratio = tolerance.max_diff_ratio.map(|ratio| (difference.of as f64 * ratio) as u64);
    let most = tolerance.max_diff_pixels.or(by_ratio).unwrap_or(0);
    (one.width, one.height) == (two.width, two.height) && difference.pixels <= most
}

fn pixels(difference: &Difference) -> String {
    let ratio = difference.pixels as f64 / difference.of.max(1) as f64;
    format!("{} pixels (ratio {:.2} of all)", difference.pixels, (ratio * 100.0).ceil() / 100.0)
}

fn first_run(name: &str, setting: &str, proposed: &str, progress: &mut Progress) -> StepError {
    let message = format!("There is no approved picture `{name}` for {setting} yet. {proposed}");
    let mut error = StepError::new(ErrorKind::Assertion, message)
        .with_values(format!("picture `{name}`"), "a first picture")
        .with_log(std::mem::take(&mut progress.log));
    error.details = Some(json!({ "baseline": name, "setting": setting, "actual": format!("{name}-actual.png") }));
    error
}

#[expect(clippy::too_many_arguments, reason = "all of it is told")]
fn other_picture(
    name: &str,
    setting: &str,
    version: u32,
    difference: &Difference,
    sizes: Option<((u32, u32), (u32, u32))>,
    tolerance: Tolerance,
    not: bool,
    progress: &mut Progress,
) -> StepError {
    let allowed = match (tolerance.max_diff_pixels, tolerance.max_diff_ratio) {
        (Some(n), _) => format!("at most {n} pixels may differ"),
        (None, Some(ratio)) => format!("at most a ratio of {ratio} may differ"),
        (None, None) => "none may differ".into(),
    };
    let (message, expected, actual) = match sizes {
        _ if not => (
            "is the approved one, and should not be".to_owned(),
            format!("not picture `{name}`"),
            "the same".to_owned(),
        ),
        Some(((ew, eh), (aw, ah))) if (ew, eh) != (aw, ah) => (
            format!(
                "has another size: expected {ew} × {eh} px, received {aw} × {ah} px; {} differ",
                pixels(difference)
            ),
            format!("{ew} × {eh} px"),
            format!("{aw} × {ah} px"),
        ),
        _ => (format!("differs in {}; {allowed}", pixels(difference)), format!("picture `{name}`"), pixels(difference)),
    };
    let message = format!(
        "The picture `{name}` for {setting} {message}. If the new look is right, run with `update_snapshots` and approve it."
    );
    let mut error = StepError::new(ErrorKind::Assertion, message)
        .with_values(expected, actual)
        .with_log(std::mem::take(&mut progress.log));
    error.details = Some(json!({
        "baseline": name, "setting": setting, "version": version, "pixels": difference.pixels, "of": difference.of,
        "expected": format!("{name}-expected.png"), "actual": format!("{name}-actual.png"), "diff": format!("{name}-diff.png"),
    }));
    error
}
