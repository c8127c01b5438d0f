//! `tuwen draft`: the account's draft box, looked into and cleared.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use tuwen::SandboxOptions;

use crate::project::{Project, Run};
use crate::service::Service;

/// An account whose draft box has so many drafts, newest last; with their ids.
pub(crate) fn filled(count: usize) -> (Service, Project, Vec<String>) {
    let service = Service::start();
    let project = service.project();
    let ids = fill(&service, count);
    (service, project, ids)
}

/// Puts so many drafts into the box of a service; their ids.
fn fill(service: &Service, count: usize) -> Vec<String> {
    let cover = post(
        service,
        "cgi-bin/material/add_material?type=image",
        None,
        Some(crate::project::png(1)),
    );
    let cover = cover["media_id"].as_str().unwrap().to_owned();
    (0..count)
        .map(|number| {
            let article = json!({
                "title": format!("题 {number}"), "author": "某人", "digest": "摘\t要",
                "content": "<p>正文</p>", "content_source_url": "https://example.com/a",
                "thumb_media_id": cover,
            });
            let articles = vec![article; 1 + number % 2];
            let draft = post(
                service,
                "cgi-bin/draft/add",
                Some(json!({"articles": articles})),
                None,
            );
            draft["media_id"]
                .as_str()
                .unwrap_or_else(|| panic!("{draft}"))
                .to_owned()
        })
        .collect()
}

/// Asks the service as another program would.
fn post(service: &Service, path: &str, body: Option<Value>, picture: Option<Vec<u8>>) -> Value {
    let login = json!({
        "grant_type": "client_credential",
        "appid": tuwen::Sandbox::APP_ID,
        "secret": tuwen::Sandbox::APP_SECRET,
    });
    let token = send(
        service,
        "cgi-bin/stable_token",
        "application/json",
        login.to_string().as_bytes(),
    );
    let mark = if path.contains('?') { '&' } else { '?' };
    let path = format!(
        "{path}{mark}access_token={}",
        token["access_token"].as_str().unwrap()
    );
    match picture {
        None => {
            let body = body.unwrap_or_default().to_string();
            send(service, &path, "application/json", body.as_bytes())
        }
        Some(picture) => {
            let head = "--x\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";
            let form = [head.as_bytes(), &picture, b"\r\n--x--\r\n"].concat();
            send(service, &path, "multipart/form-data; boundary=x", &form)
        }
    }
}

fn send(service: &Service, path: &str, kind: &str, body: &[u8]) -> Value {
    let address = service.sandbox().address();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
}

pub(crate) fn done(run: &Run) -> &Run {
    assert_eq!(run.status, 0, "{run:?}");
    run
}

#[test]
fn the_newest_drafts_are_listed_over_pages() {
    let (_service, project, ids) = filled(23);
    let run = project.tuwen(["draft", "list", "--most", "22"]);
    let lines: Vec<&str> = done(&run).stdout.lines().collect();
    assert_eq!(lines.len(), 22);
    let fields: Vec<&str> = lines[0].split('\t').collect();
    assert_eq!(fields[1..], [ids[22].as_str(), "题 22"]);
    // Two articles in one.
    assert!(lines[1].ends_with("题 21 (+1)"), "{run:?}");
    assert!(run.stderr.contains("22 of 23 drafts"), "{run:?}");
    let run = project.tuwen(["draft", "list", "--report=json"]);
    assert_eq!(done(&run).json()["drafts"].as_array().unwrap().len(), 20);
    assert_eq!(run.json()["total"], 23);
}

#[test]
fn a_draft_is_shown_with_its_body_on_request() {
    let (_service, project, ids) = filled(2);
    let run = project.tuwen(["draft", "show", &ids[1]]);
    for said in ["题 1", "某人", "https://example.com/a", "9 characters"] {
        assert!(done(&run).stdout.contains(said), "{said}: {run:?}");
    }
    let run = project.tuwen(["draft", "show", &ids[1], "--report=json"]);
    let articles = &done(&run).json()["draft"]["articles"];
    assert_eq!(articles.as_array().unwrap().len(), 2);
    assert_eq!(articles[0]["content"], "<p>正文</p>");
    // The link that shows it to anybody is nowhere.
    assert!(!run.stdout.contains("tempkey"), "{run:?}");
}

#[test]
fn drafts_are_deleted_only_when_somebody_says_so() {
    let (_service, project, ids) = filled(3);
    project
        .tuwen(["draft", "delete", &ids[0]])
        .assert_usage("draft.unconfirmed");
    let run = project.tuwen([
        "draft",
        "delete",
        &ids[0],
        &ids[2],
        "--yes",
        "--report=json",
    ]);
    assert_eq!(done(&run).json()["deleted"], json!([ids[0], ids[2]]));
    let run = project.tuwen(["draft", "list"]);
    assert_eq!(done(&run).stdout.lines().count(), 1);
    // What was deleted before the one that is not there is told.
    let run = project.tuwen(["draft", "delete", &ids[1], &ids[0], "--yes"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("draft.missing"), "{run:?}");
    assert!(run.stderr.contains("1 draft deleted"), "{run:?}");
    assert!(run.stderr.contains(&ids[0]), "{run:?}");
}

#[test]
fn a_busy_service_is_asked_again_and_a_lost_answer_is_no_second_deletion() {
    let (service, project, ids) = filled(2);
    service
        .sandbox()
        .fault("busy=1@draft/batchget".parse().unwrap());
    done(&project.tuwen(["draft", "list"]));
    // The draft is gone when the answer is lost.
    service
        .sandbox()
        .fault("reset-after=1@draft/delete".parse().unwrap());
    let run = project.tuwen(["draft", "delete", &ids[0], "--yes"]);
    assert!(done(&run).stderr.contains("1 draft deleted"), "{run:?}");
    service
        .sandbox()
        .fault("token-expired=1@draft/get".parse().unwrap());
    done(&project.tuwen(["draft", "show", &ids[1]]));
}

#[test]
fn the_built_in_sandbox_keeps_its_box_from_run_to_run() {
    let mut project = Project::new();
    let cache = project.path("缓存");
    project.variable("TUWEN_CACHE_DIR", cache.to_string_lossy());
    let mut options = SandboxOptions::default();
    options.directory = Some(cache.join("sandbox/pictures"));
    let ids = {
        // As another process of the same user.
        let service = Service::with_options(options);
        fill(&service, 2)
    };
    let run = project.tuwen(["draft", "list", "--sandbox"]);
    let listed: Vec<&str> = done(&run).stdout.lines().collect();
    assert_eq!(listed.len(), 2, "{run:?}");
    assert!(listed[0].contains(&ids[1]), "newest first: {run:?}");
    let run = project.tuwen(["draft", "show", &ids[0], "--sandbox"]);
    assert!(done(&run).stdout.contains("题 0"), "{run:?}");
    done(&project.tuwen(["draft", "delete", &ids[0], "--yes", "--sandbox"]));
    let run = project.tuwen(["draft", "list", "--sandbox"]);
    assert_eq!(done(&run).stdout.lines().count(), 1, "{run:?}");
    let run = project.tuwen(["draft", "show", &ids[0], "--sandbox"]);
    assert!(run.stderr.contains("draft.missing"), "{run:?}");
}
