//! A project of a test: a temporary directory with a home of its own, and the real binary run in it with
//! nothing of the developer's environment.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A directory with articles, and a home directory beside it.
#[derive(Debug)]
pub(crate) struct Project {
    top: TempDir,
    variables: Vec<(String, String)>,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// An empty project.
    pub(crate) fn new() -> Self {
        let project = Self {
            top: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        };
        std::fs::create_dir(project.directory()).unwrap();
        std::fs::create_dir(project.home()).unwrap();
        project
    }

    /// Where the articles are, and where the program runs.
    pub(crate) fn directory(&self) -> PathBuf {
        self.top.path().join("文章")
    }

    /// The user's home.
    pub(crate) fn home(&self) -> PathBuf {
        self.top.path().join("home")
    }

    /// A path of the project.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.directory().join(name)
    }

    /// Writes a file of the project, with the directories it lies in.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        write(&self.path(name), content.as_ref());
        self
    }

    /// Writes the user's configuration, readable by the user alone.
    pub(crate) fn user_config(&self, content: &str) -> PathBuf {
        let path = self.home().join(".config/tuwen/config.toml");
        write(&path, content.as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    }

    /// Writes a PNG whose content depends on `seed`.
    pub(crate) fn png(&self, name: &str, seed: u8) -> &Self {
        self.file(name, png(seed))
    }

    /// Sets a variable for the runs that follow.
    pub(crate) fn variable(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// A variable of the runs that follow.
    #[cfg(unix)]
    pub(crate) fn value(&self, name: &str) -> &str {
        let mut variables = self.variables.iter().rev();
        let found = variables.find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The text of a file of the project.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files of the project, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        list(&self.directory(), &self.directory(), &mut names);
        names.sort();
        names
    }

    /// The program, ready to be run in the project.
    pub(crate) fn command(&self) -> Command {
        Command::from_std(self.process())
    }

    /// The same for tests that look after the process themselves.
    pub(crate) fn process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tuwen"));
        command
            .env_clear()
            .current_dir(self.directory())
            .env("HOME", self.home())
            .env("LC_ALL", "C.UTF-8");
        // Windows programs need to know their system, and where their user lives.
        for name in ["SystemRoot", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for name in ["APPDATA", "LOCALAPPDATA", "USERPROFILE"] {
            command.env(name, self.home());
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs git in a directory of the project (empty: the project itself), with an identity and no settings of
    /// the developer; what it says.
    pub(crate) fn git<const N: usize>(&self, directory: &str, arguments: [&str; N]) -> Run {
        let mut command = std::process::Command::new("git");
        command.current_dir(self.path(directory)).env_clear();
        let program = Path::new(env!("CARGO_BIN_EXE_tuwen")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
        command
            .env("PATH", std::env::join_paths(paths).unwrap())
            .env("HOME", self.home())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C.UTF-8");
        for (name, value) in [
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.com"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.com"),
        ] {
            command.env(name, value);
        }
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        Run::of(&mut Command::from_std({
            command.args(arguments);
            command
        }))
    }

    /// A repository with the files that are there committed.
    pub(crate) fn repository(&mut self) -> &mut Self {
        assert_eq!(self.git("", ["init", "-q", "-b", "main"]).status, 0);
        self.git("", ["add", "-A"]);
        let first = self.git("", ["commit", "-q", "--allow-empty", "-m", "first"]);
        assert_eq!(first.status, 0, "{first:?}");
        // The program asks for git by its name.
        let path = std::env::var("PATH").unwrap_or_default();
        self.variable("PATH", path);
        self.variable("GIT_CONFIG_NOSYSTEM", "1")
    }

    /// Runs the program.
    pub(crate) fn tuwen<const N: usize>(&self, arguments: [&str; N]) -> Run {
        Run::of(self.command().args(arguments))
    }

    /// Runs the program with something on its standard input.
    pub(crate) fn tuwen_with_input<const N: usize>(
        &self,
        arguments: [&str; N],
        input: impl Into<Vec<u8>>,
    ) -> Run {
        Run::of(self.command().args(arguments).write_stdin(input))
    }
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            status: output.status.code().expect("no signal ended the program"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The JSON report on standard output.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts that the run ended with a mistake, said on standard error alone.
    #[track_caller]
    pub(crate) fn assert_usage(&self, said: &str) {
        assert_eq!(self.status, 2, "{self:?}");
        assert!(self.stderr.contains(said), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
    }
}

/// A whole PNG of one pixel whose colour depends on `seed`.
pub(crate) fn png(seed: u8) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let start = png.len();
        png.extend(kind);
        png.extend(data);
        let sum = crc32(&png[start..]);
        png.extend(sum.to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
    // zlib: one stored block of a filter byte and three colours.
    let pixel = [0, seed, seed, seed];
    let mut data = vec![0x78, 0x01, 0x01, 4, 0, 0xfb, 0xff];
    data.extend(pixel);
    data.extend(adler32(&pixel).to_be_bytes());
    chunk(b"IDAT", &data);
    chunk(b"IEND", &[]);
    png
}

/// A whole PNG of two pixels; each number gives another one.
pub(crate) fn picture(number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let [a, b, c, d] = number.to_le_bytes();
    writer.write_image_data(&[a, b, c, d, 0, 0]).unwrap();
    drop(writer);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

fn write(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

fn list(top: &Path, directory: &Path, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(top, &path, names);
        } else {
            let name = path.strip_prefix(top).unwrap();
            names.push(name.to_str().unwrap().replace('\\', "/"));
        }
    }
}
