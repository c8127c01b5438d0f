//! A resolver with a fixed set of answers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// What each name answers, one list after the other; the last stays.
#[derive(Clone, Default)]
pub(in crate::image::remote) struct Names {
    answers: Arc<Mutex<HashMap<String, Vec<Vec<SocketAddr>>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Names {
    pub(in crate::image::remote) fn new(answers: &[(&str, &[&str])]) -> Self {
        let names = Self::default();
        for (name, addresses) in answers {
            names.then(name, addresses);
        }
        names
    }

    /// Adds what the name answers after it was asked once more.
    pub(in crate::image::remote) fn then(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses
            .iter()
            .map(|address| SocketAddr::new(address.parse().unwrap(), 0))
            .collect();
        let mut answers = self.answers.lock().unwrap();
        answers.entry(name.to_owned()).or_default().push(addresses);
    }

    pub(in crate::image::remote) fn shared(&self) -> Arc<dyn Resolve> {
        Arc::new(self.clone())
    }

    /// The names that were looked up.
    pub(in crate::image::remote) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        self.asked.lock().unwrap().push(name.as_str().to_owned());
        let mut answers = self.answers.lock().unwrap();
        let answer = answers.get_mut(name.as_str()).map(|answers| {
            if answers.len() > 1 {
                answers.remove(0)
            } else {
                answers[0].clone()
            }
        });
        Box::pin(std::future::ready(match answer {
            Some(addresses) => Ok(Box::new(addresses.into_iter()) as Addrs),
            None => Err(std::io::Error::other("no such name").into()),
        }))
    }
}
