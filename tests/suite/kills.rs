//! Kills at any moment: the real program is ended with SIGKILL again and again, and nothing that was
//! recorded is sent again, nothing recorded is lost, and every output is whole or not there.
//!
//! The moments are drawn at random over the life of a run. A failure tells its seed;
//! `TUWEN_KILL_SEED=SEED` draws the same ones again (what they hit depends on the machine).

mod site;

use std::process::Child;
use std::time::{Duration, SystemTime};

use self::site::{JOBS, Site, end};

const SEED: &str = "TUWEN_KILL_SEED";
/// Projects at once, and runs of each that have to die of the signal.
const SITES: u64 = 4;
const KILLS: usize = 50;

/// Draws numbers; the same seed gives the same ones.
struct Dice(u64);

impl Dice {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// A moment within `life`.
    fn moment(&mut self, life: Duration) -> Duration {
        Duration::from_micros(self.below(u64::try_from(life.as_micros()).unwrap()))
    }
}

/// How long runs live.
struct Lives {
    /// One with nothing to upload.
    idle: Duration,
    /// One more picture.
    picture: Duration,
}

impl Lives {
    fn measure() -> Self {
        const PICTURES: usize = 32;
        let site = Site::new(PICTURES);
        let (full, _) = site.undisturbed();
        let (idle, _) = site.undisturbed();
        Self {
            idle,
            picture: full.saturating_sub(idle) / u32::try_from(PICTURES).unwrap(),
        }
    }

    fn of(&self, pictures: usize) -> Duration {
        self.idle + self.picture * u32::try_from(pictures).unwrap()
    }
}

/// Waits for a change in the directory of the outputs, to kill while they are written.
fn wait_for_output(site: &Site, run: &mut Child) {
    let directory = site.project.path("出");
    let state = || {
        let modified = std::fs::metadata(&directory).and_then(|found| found.modified());
        modified.ok()
    };
    let before = state();
    while state() == before && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
}

/// When runs were killed: before they had sent anything, between the first picture and the last, and
/// after the last.
type Moments = [usize; 3];

/// One project under `kills` kills, from a ledger that is not there yet to the end.
fn torment(seed: u64, kills: usize) -> Moments {
    let mut dice = Dice(seed);
    let lives = Lives::measure();
    let mut site = Site::new(24);
    let mut moments = Moments::default();
    let mut rounds = 0;
    while site.kills < kills {
        rounds += 1;
        assert!(rounds < 5 * kills, "runs are faster than their kills");
        if site.waiting() < 2 * JOBS {
            let more = 8 + usize::try_from(dice.below(17)).unwrap();
            site.add(more);
        }
        if dice.percent(10) {
            site.service.sandbox().expire_tokens();
        }
        let (before, waiting) = (site.kills, site.waiting());
        // The first rounds end while the ledger is made.
        let life = if rounds <= kills / 5 {
            lives.of(0)
        } else {
            lives.of(waiting) * 11 / 10
        };
        one_round(&mut site, &mut dice, life);
        let killed = site.kills - before;
        moments[match site.look() {
            0 => 0,
            sent if sent < waiting => 1,
            _ => 2,
        }] += killed;
    }
    site.conclude();
    moments
}

/// One run or two at once, of which at least one is killed within `life` if it is still there.
fn one_round(site: &mut Site, dice: &mut Dice, life: Duration) {
    let mut run = site.start();
    let second = dice.percent(30).then(|| {
        std::thread::sleep(dice.moment(life / 4));
        site.start()
    });
    if dice.percent(15) {
        wait_for_output(site, &mut run);
    } else {
        std::thread::sleep(dice.moment(life));
    }
    site.kill(run);
    match second {
        Some(second) if dice.percent(30) => {
            std::thread::sleep(dice.moment(life / 4));
            site.kill(second);
        }
        Some(second) => drop(end(second)),
        None => {}
    }
}

#[test]
fn two_hundred_kills_lose_nothing_and_send_nothing_twice() {
    let given = std::env::var(SEED).ok().map(|seed| seed.parse().unwrap());
    let seed = given.unwrap_or_else(|| {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap();
        u64::from(now.subsec_nanos())
    });
    let ends: Vec<_> = std::thread::scope(|scope| {
        let sites: Vec<_> = (0..SITES)
            .map(|site| scope.spawn(move || torment(seed + site, KILLS)))
            .collect();
        sites
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect()
    });
    let again = format!("to draw the same moments again: {SEED}={seed}");
    let mut all = Moments::default();
    for moments in ends {
        let moments = moments.unwrap_or_else(|_| panic!("{again}"));
        for (sum, kills) in all.iter_mut().zip(moments) {
            *sum += kills;
        }
    }
    assert!(all.iter().all(|kills| *kills >= 5), "{all:?}; {again}");
}
