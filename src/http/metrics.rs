//! Counters and times for Prometheus. Handles are made once, so that a request only adds to them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::StatusCode;
use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder as _, SharedString,
};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

use crate::error::Error;

const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];
const RESOURCES: [&str; 10] = [
    "tiles",
    "collections",
    "fit",
    "extracts",
    "search",
    "measure",
    "assets",
    "health",
    "api",
    "other",
];
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];
const ABOUT: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

/// The metrics of one service.
pub struct Metrics {
    handle: PrometheusHandle,
    requests: Vec<[Counter; 4]>,
    durations: Vec<Histogram>,
    pub cache_hits: Counter,
    pub cache_misses: Counter,
    pub cache_bytes: Gauge,
    pub connections: Gauge,
    /// Seconds since 1970 at which the process began; first half of its request ids.
    pub started_at_s: u64,
}

impl Metrics {
    /// # Errors
    /// [`Error::Startup`] when the buckets are wrong, which a test would show.
    pub fn new() -> Result<Self, Error> {
        let failed = |source: BuildError| Error::startup_from("metrics cannot be set up", source);
        let recorder = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .map_err(failed)?
            .build_recorder();
        let describe = |name: &'static str, text: &'static str| {
            recorder.describe_counter(
                KeyName::from_const_str(name),
                None,
                SharedString::const_str(text),
            );
        };
        describe(
            "ccn_http_requests_total",
            "Requests answered, by resource and class of status",
        );
        describe(
            "ccn_replies_total",
            "Replies asked of the memory, by whether it had them",
        );
        let counter = |name: &'static str, labels: Vec<Label>| {
            recorder.register_counter(&Key::from_parts(name, labels), &ABOUT)
        };
        let gauge =
            |name: &'static str| recorder.register_gauge(&Key::from_static_name(name), &ABOUT);
        let requests = RESOURCES
            .map(|resource| {
                CLASSES.map(|class| {
                    let labels = vec![
                        Label::new("resource", resource),
                        Label::new("status", class),
                    ];
                    counter("ccn_http_requests_total", labels)
                })
            })
            .into();
        let durations = RESOURCES
            .map(|resource| {
                let labels = vec![Label::new("resource", resource)];
                let key = Key::from_parts("ccn_http_request_duration_seconds", labels);
                recorder.register_histogram(&key, &ABOUT)
            })
            .into();
        Ok(Self {
            requests,
            durations,
            cache_hits: counter("ccn_replies_total", vec![Label::new("found", "yes")]),
            cache_misses: counter("ccn_replies_total", vec![Label::new("found", "no")]),
            cache_bytes: gauge("ccn_replies_bytes"),
            connections: gauge("ccn_database_connections"),
            handle: recorder.handle(),
            started_at_s: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
        })
    }

    pub fn record(&self, path: &str, status: StatusCode, duration: Duration) {
        let first = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let resource = RESOURCES
            .iter()
            .position(|name| *name == first)
            .unwrap_or(RESOURCES.len() - 1);
        let class = usize::from((status.as_u16() / 100).clamp(2, 5) - 2);
        self.requests[resource][class].increment(1);
        self.durations[resource].record(duration.as_secs_f64());
    }

    /// Puts the samples since the last time into their buckets.
    pub fn keep(&self) {
        self.handle.run_upkeep();
    }

    /// The exposition format.
    pub fn render(&self) -> String {
        self.keep();
        self.handle.render()
    }
}
