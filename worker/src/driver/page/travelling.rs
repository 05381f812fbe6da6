//! Devices that are carried along, and cameras and microphones that no machine has.

use std::time::{Duration, Instant};

use flowtilla_shared::domain::{
    flow::{Emulate, Emulation, FakeMedia, Geolocation, Travel},
    outcome::StepError,
};
use serde_json::json;

use super::Page;
use crate::driver::{Progress, port::Port};

const FAKE_MEDIA: &str = include_str!("fake_media.js");
/// Metres in a second: somebody walks.
const WALK: f64 = 1.4;
const EVERY_MS: u64 = 1_000;
const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl<P: Port> Page<P> {
    /// Carries the device along the way. The browser stays where it ends.
    pub(super) async fn travel_along(&mut self, step: &Travel, progress: &mut Progress) -> Result<(), StepError> {
        let Some(first) = step.path.first() else {
            return Err(StepError::refused("`travel` needs at least one place in its `path`."));
        };
        let way = Way::new(&step.path, step.speed.unwrap_or(WALK));
        let left = progress.deadline.saturating_duration_since(Instant::now());
        if way.takes() >= left {
            let (metres, seconds) = (way.metres(), way.takes().as_secs_f64());
            return Err(StepError::refused(format!(
                "The way is {metres:.0} m long and takes {seconds:.0} s, longer than the step may; give it a higher `speed` or a longer `timeout_ms`."
            )));
        }
        let every = Duration::from_millis(step.every_ms.unwrap_or(EVERY_MS));
        self.be_at(first, progress).await?;
        let began = Instant::now();
        let mut reached = Duration::ZERO;
        // a browser that is slow to listen is told fewer places, but always the last one
        while reached < way.takes() {
            let next = (began.elapsed() + every).min(way.takes());
            tokio::time::sleep_until((began + next).into()).await;
            self.be_at(&way.at(next), progress).await?;
            reached = next;
        }
        Ok(())
    }

    async fn be_at(&mut self, place: &Geolocation, progress: &mut Progress) -> Result<(), StepError> {
        let emulation = Emulation { geolocation: Some(*place), ..Emulation::default() };
        self.emulate(&Emulate { emulation, reset: false }, progress).await
    }

    pub(super) async fn fake_media(&mut self, step: &FakeMedia, progress: &mut Progress) -> Result<(), StepError> {
        let options = json!({
            "camera": step.camera, "microphone": step.microphone, "picture": step.picture,
            "width": step.width.unwrap_or(640), "height": step.height.unwrap_or(480),
        });
        self.run_before_pages(&format!("({FAKE_MEDIA})({options})"), progress).await
    }
}

/// A way between places, with the time at which each of them is reached.
struct Way {
    stops: Vec<(Duration, Geolocation)>,
    speed: f64,
}

impl Way {
    fn new(path: &[Geolocation], speed: f64) -> Self {
        let mut metres = 0.0;
        let mut stops: Vec<(Duration, Geolocation)> = Vec::with_capacity(path.len());
        for place in path {
            if let Some((_, before)) = stops.last() {
                metres += distance(before, place);
            }
            stops.push((Duration::from_secs_f64(metres / speed), *place));
        }
        Self { stops, speed }
    }

    fn takes(&self) -> Duration {
        self.stops.last().map_or(Duration::ZERO, |(at, _)| *at)
    }

    fn metres(&self) -> f64 {
        self.takes().as_secs_f64() * self.speed
    }

    /// Where the device is after this time.
    fn at(&self, time: Duration) -> Geolocation {
        let next = self.stops.iter().position(|(at, _)| *at >= time).unwrap_or(self.stops.len().saturating_sub(1));
        let (until, to) = self.stops[next];
        let Some((since, from)) = next.checked_sub(1).map(|before| self.stops[before]) else { return to };
        let span = (until - since).as_secs_f64();
        let part = if span > 0.0 { (time.saturating_sub(since).as_secs_f64() / span).min(1.0) } else { 1.0 };
        let between = |a: f64, b: f64| a + (b - a) * part;
        Geolocation {
            latitude: between(from.latitude, to.latitude),
            longitude: between(from.longitude, to.longitude),
            accuracy: to.accuracy.or(from.accuracy),
        }
    }
}

/// Metres between two places, over the ground.
fn distance(a: &Geolocation, b: &Geolocation) -> f64 {
    let (from, to) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (north, east) = ((to - from) / 2.0, (b.longitude - a.longitude).to_radians() / 2.0);
    let chord = north.sin().powi(2) + from.cos() * to.cos() * east.sin().powi(2);
    2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64) -> Geolocation {
        Geolocation { latitude, longitude, accuracy: None }
    }

    #[test]
    fn a_way_takes_as_long_as_it_is_and_leads_through_its_places() {
        // a degree of latitude is about 111.2 km
        let way = Way::new(&[place(0.0, 0.0), place(1.0, 0.0), place(1.0, 1.0)], 1_000.0);
        assert!((way.metres() - 222_373.0).abs() < 50.0, "{}", way.metres());
        assert!((way.at(Duration::from_secs_f64(55.6)).latitude - 0.5).abs() < 0.001);
        let end = way.at(way.takes());
        assert!((end.latitude - 1.0).abs() < 1e-9 && (end.longitude - 1.0).abs() < 1e-9, "{end:?}");
        let still = Way::new(&[place(3.0, 4.0)], 1.0);
        assert_eq!((still.takes(), still.at(Duration::from_secs(9)).latitude), (Duration::ZERO, 3.0));
    }
}
