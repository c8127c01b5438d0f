//! Requests in flight, and the log of all that came.
//!
//! Comes in: a request when it arrives, what is learnt about it on its way, and its end, which comes
//! also when the client goes away. Goes out: how many are in flight at an endpoint, how many there
//! were at most, and a record of each request. No query, no header and no token gets here.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Shared;
use super::fault_board::{Arrival, Fate};

/// Requests that are remembered; older ones are forgotten, so that a long run stays small.
const REMEMBERED: usize = 20_000;

/// One request to the API.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RequestRecord {
    /// Its number, in the order of arrival, from 1.
    pub number: u64,
    /// When it came, by the emulator's clock: milliseconds since 1970.
    pub at_ms: u64,
    /// Its method.
    pub method: String,
    /// The endpoint, such as `media/uploadimg`; `unknown` for a path that there is not.
    pub endpoint: String,
    /// HTTP status of the answer; `None` while it is in flight, or when no answer was sent.
    pub status: Option<u16>,
    /// `errcode` of the answer; `None` for a success and for what is no JSON.
    pub errcode: Option<i64>,
    /// The faults that happened to it, as they were set.
    pub fault: Option<String>,
    /// The account it was let in for.
    pub account: Option<String>,
    /// Number of the connection it came by, from 1.
    pub connection: u64,
    /// Size of its body.
    pub bytes: u64,
    /// Requests in flight at its endpoint when it came, itself included.
    pub in_flight: u64,
}

impl RequestRecord {
    /// One more fault that happened to it.
    pub(super) fn blame(&mut self, fault: &str) {
        self.fault = Some(match self.fault.take() {
            Some(before) => format!("{before}, {fault}"),
            None => fault.to_owned(),
        });
    }

    fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "at_ms": self.at_ms,
            "method": self.method,
            "endpoint": self.endpoint,
            "status": self.status,
            "errcode": self.errcode,
            "fault": self.fault,
            "account": self.account,
            "connection": self.connection,
            "bytes": self.bytes,
            "in_flight": self.in_flight,
        })
    }
}

/// What is in flight at an endpoint now, and was at most.
#[derive(Debug, Default, Clone, Copy)]
struct Traffic {
    now: u64,
    peak: u64,
}

/// All requests.
#[derive(Debug, Default)]
pub(super) struct Flights {
    log: VecDeque<RequestRecord>,
    /// Number of the last one.
    last: u64,
    traffic: BTreeMap<&'static str, Traffic>,
}

impl Flights {
    /// A request arrives: its number, and how many are in flight with it.
    fn begin(&mut self, endpoint: &'static str) -> (u64, u64) {
        self.last += 1;
        let traffic = self.traffic.entry(endpoint).or_default();
        traffic.now += 1;
        traffic.peak = traffic.peak.max(traffic.now);
        (self.last, traffic.now)
    }

    fn log(&mut self, record: RequestRecord) {
        if self.log.len() >= REMEMBERED {
            self.log.pop_front();
        }
        self.log.push_back(record);
    }

    /// A request ends; its record is replaced, unless it was cleared away.
    fn end(&mut self, endpoint: &'static str, record: RequestRecord) {
        if let Some(traffic) = self.traffic.get_mut(endpoint) {
            traffic.now = traffic.now.saturating_sub(1);
        }
        let first = self.log.front().map_or(0, |first| first.number);
        let place = record
            .number
            .checked_sub(first)
            .and_then(|place| usize::try_from(place).ok())
            .and_then(|place| self.log.get_mut(place));
        if let Some(place) = place {
            *place = record;
        }
    }

    /// The latest requests, oldest first, without those up to a number.
    pub(super) fn since(&self, number: u64) -> impl Iterator<Item = &RequestRecord> {
        self.log.iter().filter(move |record| record.number > number)
    }

    /// The same as JSON.
    pub(super) fn to_json(&self, since: u64) -> Value {
        self.since(since).map(RequestRecord::to_json).collect()
    }

    /// Most requests that were in flight at an endpoint at one time.
    pub(super) fn peak(&self, endpoint: &str) -> u64 {
        self.traffic.get(endpoint).map_or(0, |traffic| traffic.peak)
    }

    /// The same for all endpoints.
    pub(super) fn peaks(&self) -> BTreeMap<&'static str, u64> {
        self.traffic
            .iter()
            .map(|(endpoint, traffic)| (*endpoint, traffic.peak))
            .collect()
    }

    /// Forgets the log and the peaks; numbers go on.
    pub(super) fn clear(&mut self) {
        self.log.clear();
        for traffic in self.traffic.values_mut() {
            traffic.peak = traffic.now;
        }
    }
}

/// One request on its way; dropping it is its end.
#[derive(Debug)]
pub(super) struct Flight {
    shared: Arc<Shared>,
    endpoint: &'static str,
    /// What is known about it.
    pub(super) record: RequestRecord,
}

impl Flight {
    /// A request arrives; what will happen to it is decided at once.
    pub(super) fn begin(
        shared: &Arc<Shared>,
        endpoint: &'static str,
        method: &str,
        connection: u64,
    ) -> (Self, Fate) {
        let mut world = shared.world();
        world.records.request(endpoint);
        let (number, in_flight) = world.flights.begin(endpoint);
        let now_ms = world.clock.now_ms();
        let fate = world.faults.strike(Arrival {
            path: endpoint,
            now: now_ms / 1000,
            in_flight,
        });
        let record = RequestRecord {
            number,
            at_ms: now_ms,
            method: method.to_owned(),
            endpoint: endpoint.to_owned(),
            fault: (!fate.faults.is_empty()).then(|| fate.faults.join(", ")),
            connection,
            in_flight,
            ..RequestRecord::default()
        };
        world.flights.log(record.clone());
        let flight = Self {
            shared: Arc::clone(shared),
            endpoint,
            record,
        };
        (flight, fate)
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        let record = std::mem::take(&mut self.record);
        self.shared.world().flights.end(self.endpoint, record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(flights: &mut Flights, endpoint: &'static str) -> RequestRecord {
        let (number, in_flight) = flights.begin(endpoint);
        let record = RequestRecord {
            number,
            in_flight,
            ..RequestRecord::default()
        };
        flights.log(record.clone());
        record
    }

    #[test]
    fn requests_are_in_flight_until_they_end_and_the_peak_stays() {
        let mut flights = Flights::default();
        let first = pass(&mut flights, "draft/add");
        let second = pass(&mut flights, "draft/add");
        let other = pass(&mut flights, "draft/get");
        assert_eq!((second.in_flight, other.in_flight), (2, 1));
        flights.end("draft/add", first);
        flights.end("draft/add", second);
        assert_eq!(pass(&mut flights, "draft/add").in_flight, 1);
        assert_eq!((flights.peak("draft/add"), flights.peak("none")), (2, 0));
        flights.clear();
        assert_eq!(
            flights.peaks(),
            BTreeMap::from([("draft/add", 1), ("draft/get", 1)])
        );
        // The end of one whose record was cleared away changes no other.
        let third = pass(&mut flights, "draft/add");
        flights.end("draft/get", other);
        assert_eq!(flights.since(0).collect::<Vec<_>>(), [&third]);
    }

    #[test]
    fn the_latest_are_remembered() {
        let mut flights = Flights::default();
        let oldest = pass(&mut flights, "draft/add");
        for _ in 0..REMEMBERED {
            pass(&mut flights, "draft/add");
        }
        flights.end(
            "draft/add",
            RequestRecord {
                status: Some(1),
                ..oldest
            },
        );
        let latest: Vec<u64> = flights.since(0).map(|record| record.number).collect();
        assert_eq!((latest.len(), latest[0]), (REMEMBERED, 2));
        assert!(flights.since(0).all(|record| record.status.is_none()));
        assert_eq!(flights.since(20_000).count(), 1);
    }
}
