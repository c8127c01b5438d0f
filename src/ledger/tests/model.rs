//! The claims against a model of them: several who share a ledger do at random what they can do, die at
//! any step, hang beyond their lease, and what the ledger answers is what the model says.
//!
//! Deaths between the claim and its settling look alike to a ledger, whether the picture had been sent,
//! or stored, or not: nothing is called in between. Those within a call are tried on processes.

mod actor;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rusqlite::Connection;

use self::actor::{Action, Actor, Answer};
use super::*;

const SEATS: usize = 4;
const KEYS: usize = 3;

/// One thing that happens; what is not possible at the time does not.
#[derive(Debug, Clone)]
enum Step {
    Open(usize),
    Close(usize),
    Crash(usize),
    Claim {
        seat: usize,
        key: usize,
        refresh: bool,
    },
    Settle {
        seat: usize,
        key: usize,
    },
    LetGo {
        seat: usize,
        key: usize,
    },
    /// Dies while it claims or settles.
    CrashWithin {
        seat: usize,
        key: usize,
        micros: u64,
    },
    /// The lease of whoever has claimed the key runs out, or ends too far in the future to be true.
    Lapse {
        key: usize,
        future: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let pair = || (0..SEATS, 0..KEYS);
    prop_oneof![
        3 => (0..SEATS).prop_map(Step::Open),
        1 => (0..SEATS).prop_map(Step::Close),
        1 => (0..SEATS).prop_map(Step::Crash),
        8 => (pair(), prop::bool::weighted(0.2)).prop_map(|((seat, key), refresh)| Step::Claim {
            seat,
            key,
            refresh
        }),
        5 => pair().prop_map(|(seat, key)| Step::Settle { seat, key }),
        2 => pair().prop_map(|(seat, key)| Step::LetGo { seat, key }),
        1 => (pair(), 0..3000u64).prop_map(|((seat, key), micros)| Step::CrashWithin {
            seat,
            key,
            micros
        }),
        1 => (0..KEYS, any::<bool>()).prop_map(|(key, future)| Step::Lapse { key, future }),
    ]
}

/// A place at the ledger, and who has taken it.
#[derive(Default)]
struct Seat {
    actor: Option<Actor>,
    /// Each who takes the place gets a number of his own.
    life: usize,
    /// When he came.
    opened: usize,
    /// What he has claimed and neither settled nor let go.
    held: BTreeSet<usize>,
}

/// A claim as it ought to be in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    life: usize,
    leased: bool,
}

/// What there ought to be, and those who work with what there is.
struct Scene {
    directory: tempfile::TempDir,
    /// How many of the seats are processes of their own.
    processes: usize,
    seats: [Seat; SEATS],
    rows: BTreeMap<usize, Row>,
    /// The URL, and when it was recorded.
    recorded: BTreeMap<usize, (String, usize)>,
    /// Goes up by one with all that happens; for lives and URLs too.
    clock: usize,
    /// Sees what is there.
    eye: Connection,
}

impl Scene {
    fn new(processes: usize) -> Self {
        let directory = directory();
        drop(sound(directory.path()));
        let eye = Connection::open(directory.path().join("ledger.sqlite3")).unwrap();
        eye.busy_timeout(Duration::from_secs(10)).unwrap();
        Self {
            directory,
            processes,
            seats: <[Seat; SEATS]>::default(),
            rows: BTreeMap::new(),
            recorded: BTreeMap::new(),
            clock: 0,
            eye,
        }
    }

    fn happen(&mut self, step: &Step) {
        self.clock += 1;
        match *step {
            Step::Open(seat) => self.open(seat),
            Step::Close(seat) => {
                if let Some(actor) = self.leave(seat, true) {
                    actor.end();
                }
            }
            Step::Crash(seat) => {
                if let Some(actor) = self.leave(seat, false) {
                    actor.crash();
                }
            }
            Step::Claim { seat, key, refresh } => self.claim(seat, key, refresh),
            Step::Settle { seat, key } => self.settle(seat, key),
            Step::LetGo { seat, key } => {
                if self.seats[seat].held.remove(&key) {
                    self.act(seat, Action::LetGo { key });
                    self.free(self.seats[seat].life, key);
                }
            }
            Step::CrashWithin { seat, key, micros } => {
                self.crash_within(seat, key, Duration::from_micros(micros));
            }
            Step::Lapse { key, future } => self.lapse(key, future),
        }
        self.look();
    }

    fn open(&mut self, number: usize) {
        if self.seats[number].actor.is_some() {
            return;
        }
        // What is recorded is stamped to the millisecond: nothing of that may be in the same one.
        std::thread::sleep(Duration::from_millis(2));
        let actor = Actor::start(self.directory.path(), number < self.processes);
        std::thread::sleep(Duration::from_millis(2));
        self.seats[number] = Seat {
            actor: Some(actor),
            life: self.clock,
            opened: self.clock,
            held: BTreeSet::new(),
        };
    }

    /// Empties a seat; in good order, what is held becomes free.
    fn leave(&mut self, number: usize, in_order: bool) -> Option<Actor> {
        let seat = std::mem::take(&mut self.seats[number]);
        for key in seat.held.into_iter().filter(|_| in_order) {
            self.free(seat.life, key);
        }
        seat.actor
    }

    fn act(&mut self, seat: usize, action: Action) -> Answer {
        self.seats[seat].actor.as_mut().unwrap().act(action)
    }

    fn free(&mut self, life: usize, key: usize) {
        if self.rows.get(&key).is_some_and(|row| row.life == life) {
            self.rows.remove(&key);
        }
    }

    fn claim(&mut self, number: usize, key: usize, refresh: bool) {
        let seat = &self.seats[number];
        if seat.actor.is_none() {
            return;
        }
        let remembered = self.recorded.get(&key);
        let is_owned = self.rows.get(&key).is_some_and(|row| {
            let lives = |seat: &Seat| seat.actor.is_some() && seat.life == row.life;
            row.leased && self.seats.iter().any(lives)
        });
        let expected = match remembered {
            Some((url, _)) if !refresh => Answer::Hosted(url.clone()),
            _ if seat.held.contains(&key) => Answer::Busy,
            Some((url, recorded)) if *recorded >= seat.opened => Answer::Hosted(url.clone()),
            _ if is_owned => Answer::Busy,
            _ => Answer::Taken,
        };
        let life = seat.life;
        assert_eq!(self.act(number, Action::Claim { key, refresh }), expected);
        if expected == Answer::Taken {
            self.seats[number].held.insert(key);
            let row = Row { life, leased: true };
            self.rows.insert(key, row);
        }
    }

    fn settle(&mut self, number: usize, key: usize) {
        if self.seats[number].held.remove(&key) {
            let uploaded = self.clock;
            self.act(number, Action::Settle { key, url: uploaded });
            self.record(number, key, uploaded);
        }
    }

    fn record(&mut self, number: usize, key: usize, uploaded: usize) {
        let hosted = url(uploaded).url.as_str().to_owned();
        self.recorded.insert(key, (hosted, self.clock));
        self.free(self.seats[number].life, key);
    }

    fn crash_within(&mut self, number: usize, key: usize, after: Duration) {
        let uploaded = self.clock;
        let seat = &mut self.seats[number];
        let Some(actor) = seat.actor.take() else {
            return;
        };
        let settles = seat.held.contains(&key);
        let action = if settles {
            Action::Settle { key, url: uploaded }
        } else {
            Action::Claim {
                key,
                refresh: false,
            }
        };
        actor.crash_within(action, after);
        // It was done or it was not, nothing in between.
        if settles {
            if self.found(key).as_deref() == Some(url(uploaded).url.as_str()) {
                self.record(number, key, uploaded);
            }
        } else if self.rows.get(&key) != self.seen_rows().get(&key) {
            let (life, leased) = (self.seats[number].life, true);
            self.rows.insert(key, Row { life, leased });
        }
        self.leave(number, false);
    }

    fn lapse(&mut self, key: usize, future: bool) {
        let now = SystemTime::now();
        let end = if future {
            now + 3 * claim::LEASE
        } else {
            now - Duration::from_secs(1)
        };
        let digest = super::key(key).digest;
        self.eye
            .execute(
                "UPDATE claim SET expires = ? WHERE digest = ?",
                rusqlite::params![store::milliseconds(end), digest.as_bytes()],
            )
            .unwrap();
        if let Some(row) = self.rows.get_mut(&key) {
            row.leased = false;
        }
    }

    /// What is recorded under a key, by somebody who has just come.
    fn found(&self, number: usize) -> Option<String> {
        let (ledger, problem) = Ledger::open_read_only(self.directory.path());
        assert_eq!(problem, None);
        let hosted = ledger.lookup(&key(number))?;
        Some(hosted.url.as_str().to_owned())
    }

    /// The claims in the database, with those to whom the model says they belong.
    fn seen_rows(&self) -> BTreeMap<usize, Row> {
        let mut statement = self
            .eye
            .prepare_cached("SELECT digest, expires FROM claim")
            .unwrap();
        let now = store::milliseconds(SystemTime::now());
        let latest = store::milliseconds(SystemTime::now() + 2 * claim::LEASE);
        let rows = statement
            .query_map([], |row| {
                let digest = Digest::from_bytes(row.get(0)?);
                let expires: i64 = row.get(1)?;
                let number = (0..KEYS).find(|number| key(*number).digest == digest);
                Ok((number.unwrap(), now < expires && expires <= latest))
            })
            .unwrap();
        rows.map(|row| {
            let (number, leased) = row.unwrap();
            let life = self.rows.get(&number).map_or(0, |row| row.life);
            (number, Row { life, leased })
        })
        .collect()
    }

    /// Compares what is there with what ought to be.
    fn look(&mut self) {
        assert_eq!(self.seen_rows(), self.rows);
        for number in 0..KEYS {
            let expected = self.recorded.get(&number).map(|(url, _)| url.clone());
            let expected = expected.map_or(Answer::Nothing, Answer::Hosted);
            for seat in &mut self.seats {
                if let Some(actor) = &mut seat.actor {
                    assert_eq!(actor.act(Action::LookUp { key: number }), expected);
                }
            }
        }
    }

    /// All but one die; he gets everything that is not recorded at once, and afterwards all is recorded.
    fn conclude(mut self) {
        for seat in 0..SEATS {
            self.happen(&Step::Crash(seat));
        }
        self.happen(&Step::Open(SEATS - 1));
        for key in 0..KEYS {
            let (seat, refresh) = (SEATS - 1, false);
            self.happen(&Step::Claim { seat, key, refresh });
            let known = self.recorded.contains_key(&key);
            assert_ne!(self.seats[seat].held.contains(&key), known);
            self.happen(&Step::Settle { seat, key });
        }
        assert_eq!(self.recorded.len(), KEYS);
        // If all was recorded before, this is his first claim in earnest.
        let (seat, key, refresh) = (SEATS - 1, 0, true);
        self.happen(&Step::Claim { seat, key, refresh });
        self.happen(&Step::Close(SEATS - 1));
        let verdict: String = self
            .eye
            .query_one("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(verdict, "ok");
        // The files of all who died are swept by the first that claims.
        let claims = std::fs::read_dir(self.directory.path().join("claims")).unwrap();
        assert_eq!(claims.count(), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn claims_are_as_their_model_says(steps in prop::collection::vec(step(), 1..80)) {
        let mut scene = Scene::new(0);
        for step in &steps {
            scene.happen(step);
        }
        scene.conclude();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn claims_of_processes_that_are_killed_are_as_their_model_says(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        let mut scene = Scene::new(SEATS - 1);
        for step in &steps {
            scene.happen(step);
        }
        scene.conclude();
    }
}
