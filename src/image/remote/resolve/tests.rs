use super::super::tests::names::Names;
use super::*;

async fn found(names: &Names, name: &str) -> Result<Vec<String>, String> {
    let guarded = Guarded::new(names.shared(), None);
    match guarded.resolve(name.parse().unwrap()).await {
        Ok(found) => Ok(found.map(|address| address.ip().to_string()).collect()),
        Err(error) => Err(error
            .downcast::<Blocked>()
            .map_or_else(|_| "unknown".to_owned(), |blocked| blocked.0)),
    }
}

#[tokio::test]
async fn public_answers_are_handed_on_in_their_order() {
    let names = Names::new(&[("h.example", &["2606:4700::1111", "1.1.1.1"])]);
    assert_eq!(
        found(&names, "h.example").await.unwrap(),
        ["2606:4700::1111", "1.1.1.1"]
    );
    assert_eq!(found(&names, "other.example").await.unwrap_err(), "unknown");
}

#[tokio::test]
async fn one_private_answer_among_many_refuses_the_name() {
    for private in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:192.168.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "64:ff9b::a00:1",
        "100.100.100.200",
        "0.0.0.0",
        "198.18.0.1",
    ] {
        let names = Names::new(&[("h.example", &["1.1.1.1", private, "1.0.0.1"])]);
        assert_eq!(found(&names, "h.example").await.unwrap_err(), private);
    }
}

#[tokio::test]
async fn made_up_addresses_pass_only_where_every_name_has_one() {
    let honest = Names::new(&[
        ("h.example", &["198.18.0.9"]),
        ("example.com", &["23.192.228.80"]),
    ]);
    assert_eq!(found(&honest, "h.example").await.unwrap_err(), "198.18.0.9");
    let made_up = Names::new(&[
        ("h.example", &["198.18.0.9"]),
        ("example.com", &["198.18.0.10"]),
        ("mixed.example", &["198.18.0.11", "192.168.0.1"]),
    ]);
    assert_eq!(found(&made_up, "h.example").await.unwrap(), ["198.18.0.9"]);
    assert_eq!(
        found(&made_up, "mixed.example").await.unwrap_err(),
        "192.168.0.1"
    );
}

#[tokio::test]
async fn the_proxy_alone_may_be_anywhere() {
    let names = Names::new(&[("proxy.lan", &["127.0.0.1"]), ("h.example", &["127.0.0.1"])]);
    let guarded = Guarded::new(names.shared(), Some("proxy.lan".to_owned()));
    assert!(guarded.resolve("proxy.lan".parse().unwrap()).await.is_ok());
    assert!(guarded.resolve("h.example".parse().unwrap()).await.is_err());
}

#[tokio::test]
async fn what_cannot_be_resolved_here_is_left_to_the_proxy() {
    let names = Names::new(&[
        ("inside.example", &["10.0.0.1"]),
        ("h.example", &["1.1.1.1"]),
    ]);
    let guarded = Guarded::new(names.shared(), None);
    assert_eq!(guarded.check("h.example").await, Ok(()));
    assert_eq!(guarded.check("unknown.example").await, Ok(()));
    assert_eq!(
        guarded.check("inside.example").await,
        Err(Blocked("10.0.0.1".to_owned()))
    );
}

#[tokio::test]
async fn the_system_is_asked_and_not_believed() {
    let guarded = Guarded::new(Arc::new(System), None);
    let refused = guarded.resolve("localhost".parse().unwrap()).await.err();
    assert!(refused.unwrap().is::<Blocked>());
}
