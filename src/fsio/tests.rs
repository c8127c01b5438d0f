use super::*;

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_read_up_to_its_limit_and_not_beyond() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("文章.md");
    std::fs::write(&path, "图文").unwrap();
    assert_eq!(read_limited(&path, 6).unwrap().unwrap(), "图文".as_bytes());
    assert!(read_limited(&path, 5).unwrap().is_none());
    assert!(read_limited(&path, u64::MAX).unwrap().is_some());
    assert!(is_same(&path, "图文".as_bytes()));
    assert!(!is_same(&path, "图画".as_bytes()));
    assert!(!is_same(&directory.path().join("无"), b""));
}

#[test]
fn a_read_error_names_the_path_once_and_its_reason_without_number() {
    let error = read_limited(Path::new("没有/此文.md"), 9).unwrap_err();
    assert_eq!(error.path, Path::new("没有/此文.md"));
    assert_eq!(error.reason(), "No such file or directory");
}

#[cfg(unix)]
#[test]
fn reading_a_fifo_directory_or_device_is_refused_and_does_not_wait() {
    let directory = tempfile::tempdir().unwrap();
    let fifo = directory.path().join("管道.md");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    assert_eq!(read_limited(&fifo, 9).unwrap_err().reason(), "is a fifo");
    let error = read_limited(directory.path(), 9).unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::IsADirectory);
    let error = read_limited(Path::new("/dev/zero"), 9).unwrap_err();
    assert_eq!(error.reason(), "is a device");
}

#[test]
fn parents_are_made_and_nothing_else_is_left() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("输出/二〇二六/文.html");
    write_atomic(&path, b"1").unwrap();
    write_atomic(&path, b"2").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"2");
    assert_eq!(names(path.parent().unwrap()), ["文.html"]);
}

#[cfg(unix)]
#[test]
fn permissions_of_a_replaced_file_stay_and_a_new_one_is_ordinary() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let path = directory.path().join("a.md");
    write_atomic(&path, b"1").unwrap();
    // What any program's new file gets under the umask of this process.
    let other = directory.path().join("b.md");
    std::fs::write(&other, b"").unwrap();
    assert_eq!(mode(&path), mode(&other));
    for bits in [0o640, 0o755, 0o600] {
        std::fs::set_permissions(&path, Permissions::from_mode(bits)).unwrap();
        write_atomic(&path, b"2").unwrap();
        assert_eq!(mode(&path), bits);
    }
}

#[cfg(unix)]
#[test]
fn a_private_file_is_0600_even_over_an_open_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("cache/token.json");
    std::fs::create_dir(directory.path().join("cache")).unwrap();
    std::fs::write(&path, b"").unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    write_private(&path, b"secret").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"secret");
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(names(path.parent().unwrap()), ["token.json"]);
}

#[cfg(unix)]
#[test]
fn a_symlink_stays_and_its_target_is_written_even_when_it_does_not_exist_yet() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    std::fs::create_dir(at("真")).unwrap();
    std::os::unix::fs::symlink("真/a.md", at("链.md")).unwrap();
    std::os::unix::fs::symlink("链.md", at("链链.md")).unwrap();
    for text in [b"1", b"2"] {
        write_atomic(&at("链链.md"), text).unwrap();
        assert_eq!(std::fs::read(at("真/a.md")).unwrap(), text);
    }
    assert!(at("链.md").symlink_metadata().unwrap().is_symlink());
    assert!(at("链链.md").symlink_metadata().unwrap().is_symlink());

    std::os::unix::fs::symlink("圈", at("圈")).unwrap();
    assert!(write_atomic(&at("圈"), b"1").is_err());
}

#[cfg(unix)]
#[test]
fn a_device_is_written_into_and_not_replaced() {
    write_atomic(Path::new("/dev/null"), b"page").unwrap();
    let kind = std::fs::metadata("/dev/null").unwrap();
    assert_eq!(special_kind(&kind), Some("device"));
}

#[test]
fn a_place_that_cannot_be_written_gives_the_reason_and_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a.md");
    std::fs::write(&file, b"old").unwrap();
    // A file where a directory is needed.
    assert!(write_atomic(&file.join("b.html"), b"new").is_err());
    // A directory where the file should go.
    let occupied = directory.path().join("b.html");
    std::fs::create_dir_all(occupied.join("c")).unwrap();
    assert!(write_atomic(&occupied, b"new").is_err());
    assert!(write_private(&occupied, b"new").is_err());
    assert_eq!(std::fs::read(&file).unwrap(), b"old");
    assert_eq!(names(directory.path()), ["a.md", "b.html"]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_name_of_the_temporary_file_is_not_told() {
    // Nobody, root included, makes files in /proc.
    let error = write_atomic(Path::new("/proc/tuwen.html"), b"new").unwrap_err();
    assert_eq!(error.path, Path::new("/proc/tuwen.html"));
    assert!(!error.reason().contains("tmp"), "{}", error.reason());
}

/// Runs [`full_disk_child`] in a process whose files may grow to one block only.
#[cfg(target_os = "linux")]
fn on_a_full_disk(directory: &Path, before: &str) -> std::process::ExitStatus {
    let script = format!("{before}ulimit -c 0; ulimit -f 1; exec \"$0\" \"$@\"");
    std::process::Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "fsio::tests::full_disk_child", "--ignored"])
        .env("FULL_DISK_DIRECTORY", directory)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap()
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "the body of the full-disk tests, run by them in a process of its own"]
fn full_disk_child() {
    let Some(directory) = std::env::var_os("FULL_DISK_DIRECTORY") else {
        return;
    };
    let directory = PathBuf::from(directory);
    let path = directory.join("a.md");
    let error = write_atomic(&path, &vec![b'x'; 100_000]).unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::FileTooLarge);
    write_private(&path, &vec![b'x'; 100_000]).unwrap_err();
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_that_runs_out_of_space_leaves_the_old_file_and_no_other() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.md"), b"old").unwrap();
    // With the signal ignored, the write fails as on a full disk.
    assert!(on_a_full_disk(directory.path(), "trap '' XFSZ; ").success());
    assert_eq!(
        std::fs::read(directory.path().join("a.md")).unwrap(),
        b"old"
    );
    assert_eq!(names(directory.path()), ["a.md"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_process_killed_in_the_middle_of_a_write_leaves_the_old_file() {
    use std::os::unix::process::ExitStatusExt as _;
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("a.md"), b"old").unwrap();
    // By default the signal kills the process at the first byte too many.
    let status = on_a_full_disk(directory.path(), "");
    assert!(status.signal().is_some());
    assert_eq!(
        std::fs::read(directory.path().join("a.md")).unwrap(),
        b"old"
    );
}

#[test]
fn paths_below_the_working_directory_are_shown_without_it() {
    let here = std::env::current_dir().unwrap();
    assert_eq!(shown_path(&here.join("文/a.md")), "文/a.md");
    assert_eq!(shown_path(Path::new("文/a.md")), "文/a.md");
    assert_eq!(shown_path(&here), here.display().to_string());
    assert_eq!(shown_path(Path::new("/其他/a.md")), "/其他/a.md");
}

#[test]
#[ignore = "a measurement: cargo test fsync_cost -- --ignored --nocapture"]
fn fsync_cost_of_two_hundred_pages() {
    let directory = tempfile::tempdir_in(".").unwrap();
    let page = vec![b'x'; 40_000];
    for round in ["new, not forced", "replaced, forced"] {
        let start = std::time::Instant::now();
        for index in 0..200 {
            write_atomic(&directory.path().join(format!("{index}.html")), &page).unwrap();
        }
        println!("{round}: {:?}", start.elapsed());
    }
}
