//! A project under kills: what it consists of, and how it is looked at from outside.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tuwen::{Digest, Ledger};

use crate::project::{Project, picture};
use crate::service::Service;

pub(super) const JOBS: usize = 4;
/// Pictures that one process has claimed at a time: those under way, and two more that are being fitted
/// or, their answer being there, recorded.
const HELD: usize = JOBS + 2;
const ARTICLES: usize = 8;
/// The service's answer comes later by this much.
const DELAY: Duration = Duration::from_millis(5);
/// Where a hosted picture's URL begins, and the character behind it.
const URL: (&str, char) = ("https://mmbiz.qpic.cn/", ')');

/// A project under kills, with the service that it alone uses.
pub(super) struct Site {
    pub(super) service: Service,
    pub(super) project: Project,
    /// Each article's text as it was from time to time; the last is the present one.
    versions: Vec<Vec<String>>,
    /// The names in the articles of the contents there are.
    names: HashMap<Digest, String>,
    /// Runs that died of the signal.
    pub(super) kills: usize,
    seen: Seen,
}

/// What there was when everything was last looked at.
#[derive(Default)]
struct Seen {
    /// What the ledger held.
    recorded: BTreeMap<Digest, String>,
    uploads: usize,
    connections: u64,
    kills: usize,
}

impl Site {
    /// A project in which nothing has been uploaded yet.
    pub(super) fn new(pictures: usize) -> Self {
        let service = Service::with_fault(&format!("delay={}ms", DELAY.as_millis()));
        let mut project = service.project();
        let data = project.home().join("data");
        project.variable("TUWEN_CACHE_DIR", data.to_str().unwrap());
        let mut site = Self {
            service,
            project,
            versions: vec![vec![String::from("# 篇\n")]; ARTICLES],
            names: HashMap::new(),
            kills: 0,
            seen: Seen::default(),
        };
        site.add(pictures);
        site
    }

    /// Adds new pictures, each to two of the articles.
    pub(super) fn add(&mut self, pictures: usize) {
        let mut texts: Vec<_> = self
            .versions
            .iter()
            .map(|versions| versions.last().unwrap().clone())
            .collect();
        for _ in 0..pictures {
            let number = self.names.len();
            let bytes = picture(u32::try_from(number).unwrap());
            let name = format!("图/{number}.png");
            self.project.file(&format!("稿/{name}"), &bytes);
            let line = format!("\n第 {number} 张：![图 {number}]({name})。\n");
            for text in [number % ARTICLES, (number * 3 + 1) % ARTICLES] {
                texts[text].push_str(&line);
            }
            self.names.insert(Digest::of(&bytes), name);
        }
        for (number, text) in texts.into_iter().enumerate() {
            if self.versions[number].last() != Some(&text) {
                self.project.file(&format!("稿/{number}.md"), &text);
                self.versions[number].push(text);
            }
        }
    }

    pub(super) fn start(&self) -> Child {
        self.project
            .process()
            .args(["rewrite", "稿", "-o", "出", "--jobs", &JOBS.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// A run that nobody disturbs; gives its life and what it said.
    pub(super) fn undisturbed(&self) -> (Duration, String) {
        let begin = Instant::now();
        let said = end(self.start());
        (begin.elapsed(), said)
    }

    fn data(&self) -> PathBuf {
        self.project.home().join("data")
    }

    /// Kills a run at a moment; one that was faster has to have ended well.
    pub(super) fn kill(&mut self, mut run: Child) {
        run.kill().unwrap();
        let output = run.wait_with_output().unwrap();
        if output.status.signal() == Some(9) {
            self.kills += 1;
        } else {
            assert!(output.status.success(), "{output:?}");
        }
    }

    /// What is recorded now. Read from a copy: opening the ledger itself would tidy up what a kill has
    /// left, and it is the next run that has to cope with it.
    fn read_ledger(&self) -> BTreeMap<Digest, String> {
        let copy = tempfile::tempdir().unwrap();
        for name in ["ledger.sqlite3", "ledger.sqlite3-wal"] {
            let from = self.data().join(name);
            if from.exists() {
                std::fs::copy(from, copy.path().join(name)).unwrap();
            }
        }
        let (ledger, problem) = Ledger::open_read_only(copy.path());
        assert_eq!(problem, None);
        let entries = ledger.list(None);
        entries
            .into_iter()
            .map(|entry| (entry.key.digest, entry.hosted.url.as_str().to_owned()))
            .collect()
    }

    /// Contents that are not recorded yet.
    pub(super) fn waiting(&self) -> usize {
        self.names.len() - self.seen.recorded.len()
    }

    /// Looks at everything after a round; nobody runs now. Gives the number of pictures that were sent.
    pub(super) fn look(&mut self) -> usize {
        // A request whose sender died may still be stored; one that comes later even than this is told
        // by its connection, which is one of an earlier round.
        std::thread::sleep(3 * DELAY);
        self.knock();
        let uploads = self.service.sandbox().uploads();
        let connections = self.service.sandbox().connections();
        let mut sent = 0;
        for upload in &uploads[self.seen.uploads..] {
            if upload.connection > self.seen.connections {
                sent += 1;
                let known = self.seen.recorded.get(&upload.digest);
                let name = &self.names[&upload.digest];
                assert_eq!(known, None, "{name} was recorded and is sent again");
            }
        }
        let recorded = self.read_ledger();
        for (digest, url) in &self.seen.recorded {
            assert_eq!(recorded.get(digest), Some(url), "a record is lost");
        }
        for (digest, url) in &recorded {
            let bytes = self.service.sandbox().picture(url).expect("handed out");
            assert_eq!(Digest::of(&bytes), *digest, "{url} shows something else");
        }
        // What was sent and is not recorded was under way when its process died.
        let lost = sent - (recorded.len() - self.seen.recorded.len());
        let kills = self.kills - self.seen.kills;
        assert!(lost <= HELD * kills, "{lost} sent in vain, {kills} kills");
        self.seen = Seen {
            recorded,
            uploads: uploads.len(),
            connections,
            kills: self.kills,
        };
        self.look_at_outputs();
        sent
    }

    /// Asks the service something. Connections are accepted in their order, so when the answer is there,
    /// those of the dead are all counted.
    fn knock(&self) {
        let mut line = TcpStream::connect(self.service.sandbox().address()).unwrap();
        line.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    /// Every output is one that a whole run could have written, of the article as it is or was.
    fn look_at_outputs(&self) {
        for (number, versions) in self.versions.iter().enumerate() {
            let path = self.project.path(format!("出/{number}.md"));
            let Ok(output) = std::fs::read_to_string(path) else {
                continue;
            };
            assert!(!output.contains("(图/"), "a reference was left: {output}");
            let original = self.with_names(&output);
            assert!(versions.contains(&original), "of no version: {output}");
        }
    }

    /// An output with the names of the pictures in the place of their URLs.
    fn with_names(&self, output: &str) -> String {
        let mut text = String::new();
        let mut rest = output;
        while let Some(begin) = rest.find(URL.0) {
            let end = begin + rest[begin..].find(URL.1).expect("the end of a URL");
            let url = &rest[begin..end];
            let bytes = self.service.sandbox().picture(url).expect("handed out");
            text.push_str(&rest[..begin]);
            text.push_str(&self.names[&Digest::of(&bytes)]);
            rest = &rest[end..];
        }
        text + rest
    }

    /// Names in the directory of the outputs that are none of theirs.
    fn strays(&self) -> Vec<String> {
        let outputs: HashSet<_> = (0..ARTICLES)
            .map(|number| format!("出/{number}.md"))
            .collect();
        let mut names = self.project.names();
        names.retain(|name| !name.starts_with("稿/") && !outputs.contains(name));
        names
    }

    /// Ends it: a run with work for every article, then one with none.
    pub(super) fn conclude(mut self) {
        self.add(2 * ARTICLES);
        // So that it fetches a token, too.
        self.service.sandbox().expire_tokens();
        let (_, said) = self.undisturbed();
        assert!(!said.contains("ledger."), "{said}");
        self.look();
        assert_eq!(self.waiting(), 0, "all are recorded");
        assert!(self.service.uploads() <= self.names.len() + JOBS * self.kills);
        for (number, versions) in self.versions.iter().enumerate() {
            let output = self.project.read(&format!("出/{number}.md"));
            assert_eq!(self.with_names(&output), *versions.last().unwrap());
        }
        let requests = self.service.requests();
        self.undisturbed();
        assert_eq!(self.service.requests(), requests, "the rerun asked");
        assert_eq!(self.strays(), <[String; 0]>::default());
        assert_eq!(
            names(&self.data()),
            ["claims", "ledger.lock", "ledger.sqlite3", "tokens"],
            "nothing was set aside, and nothing was left"
        );
        assert_eq!(names(&self.data().join("claims")), <[String; 0]>::default());
        let tokens = names(&self.data().join("tokens"));
        assert!(
            tokens.iter().all(|name| !name.contains(".tmp")),
            "{tokens:?}"
        );
        let verdict: String = Connection::open(self.data().join("ledger.sqlite3"))
            .unwrap()
            .query_one("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(verdict, "ok");
    }
}

/// Waits for the good end of a run; gives what it said.
pub(super) fn end(mut run: Child) -> String {
    let deadline = Instant::now() + Duration::from_mins(1);
    while run.try_wait().unwrap().is_none() {
        if Instant::now() > deadline {
            run.kill().unwrap();
            panic!("it hangs: {:?}", run.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let output = run.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
