//! `corpus --examples`: whether the types of a crate hold what the description gives as examples of them.
//!
//! Every example that is valid against its schema is decoded into its type and encoded again by a program that is put
//! into the crate, and must come out equal.

mod bundle;
mod compare;
mod reasons;
mod roundtrip;

use std::path::Path;
use std::thread;

use generator::config::Config;
use generator::ir::{Role, Sample};
use generator::samples::{Samples, samples};
use generator::spec::Source;
use serde::Serialize;
use serde_json::{Value, json};

use super::documents::Document;
use crate::Failure;
use crate::scratch::Scratch;
use crate::source_files::SourceFiles;
use bundle::Bundle;

/// Bytes of stack for the validator, which goes as deep as schemas refer to each other.
const STACK: usize = 1 << 30;

/// What became of the examples of a description.
#[derive(Default, Serialize)]
pub(super) struct Examples {
    /// Those in schemas, bodies and parameters.
    pub(super) found: usize,
    /// Those that are valid against their schema.
    pub(super) valid: usize,
    /// Those of the valid ones that could be decoded.
    pub(super) decoded: usize,
    /// Those that came out equal.
    pub(super) equal: usize,
    /// The valid ones that did not.
    pub(super) unequal: Vec<Unequal>,
    /// Those that are not valid, and why.
    pub(super) invalid: Vec<Unequal>,
    /// Why there is no result.
    pub(super) failure: Option<String>,
}

/// An example that is not as it should be: it did not come out as it went in, or is not valid.
#[derive(Serialize)]
pub(super) struct Unequal {
    /// The file in the description.
    pub(super) file: String,
    /// Where the example stands in it.
    pub(super) pointer: String,
    /// Its type in the crate.
    pub(super) ty: String,
    /// Why it is so, by rule; empty for one that is not valid.
    pub(super) class: &'static str,
    /// What is wrong.
    pub(super) reason: String,
}

impl Examples {
    /// Whether nearly all of the valid ones came out equal: 99.5 of 100.
    pub(super) fn are_well(&self) -> bool {
        self.failure.is_none() && self.equal * 1000 >= self.valid * 995
    }
}

/// An example that is valid, with its value.
struct Valid<'s> {
    sample: &'s Sample,
    path: &'s str,
    value: Value,
}

/// Tries the examples of a description in the crate that was made of it.
pub(super) fn examples(document: &Document, scratch: &Scratch) -> Result<Examples, Failure> {
    let (files, root) = SourceFiles::of(&document.path);
    let source = Source {
        root: &root,
        files: &files,
    };
    let mut config = Config::default();
    config.package.name = Some(document.name.clone());
    let Some(samples) = samples(&source, &config) else {
        return Ok(Examples::default());
    };
    let mut examples = Examples {
        found: samples.samples.len(),
        ..Examples::default()
    };
    let valid = thread::scope(|scope| {
        let work = || valid(&samples);
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        worker.map(|worker| worker.join())
    });
    let valid = match valid.map_err(|error| Failure::file(Path::new("a thread"), error))? {
        Ok(Ok(valid)) => valid,
        Ok(Err(reason)) => {
            examples.failure = Some(reason);
            return Ok(examples);
        }
        Err(_) => {
            examples.failure = Some("the validator broke down".to_owned());
            return Ok(examples);
        }
    };
    let (valid, invalid) = valid;
    examples.invalid = invalid;
    examples.valid = valid.len();
    match roundtrip::run(&valid, document, scratch)? {
        Ok(results) => judge(&samples, &valid, &results, &mut examples),
        Err(output) => examples.failure = Some(output),
    }
    Ok(examples)
}

/// The examples that are valid against their schemas, and those that are not.
fn valid(samples: &Samples) -> Result<(Vec<Valid<'_>>, Vec<Unequal>), String> {
    let mut valid = Vec::new();
    let mut invalid = Vec::new();
    for role in [Role::Both, Role::Request, Role::Response] {
        let mut bundle = Bundle::new(&samples.documents, role);
        let of_role = samples.samples.iter().filter(|(sample, _)| sample.role == role);
        let keyed: Vec<_> = of_role
            .map(|(sample, path)| (bundle.add(&sample.schema), sample, path))
            .collect();
        if keyed.is_empty() {
            continue;
        }
        let validator = jsonschema::draft202012::new(&bundle.finish()).map_err(|error| error.to_string())?;
        for (key, sample, path) in keyed {
            let Some(at) = samples.documents.at(&sample.origin) else {
                continue;
            };
            let value = at.node.to_json();
            let instance = json!({key: value});
            match validator.validate(&instance) {
                Ok(()) => valid.push(Valid { sample, path, value }),
                Err(error) => {
                    let place = error
                        .instance_path()
                        .as_str()
                        .splitn(3, '/')
                        .nth(2)
                        .unwrap_or_default()
                        .to_owned();
                    let reason = format!("{place}: {}", error.masked());
                    invalid.push(unequal(samples, sample, path, reason));
                }
            }
        }
    }
    Ok((valid, invalid))
}

/// Compares what came out with what went in.
fn judge(samples: &Samples, valid: &[Valid<'_>], results: &[Result<Value, String>], examples: &mut Examples) {
    for (valid, result) in valid.iter().zip(results) {
        let difference = match result {
            Ok(after) => {
                examples.decoded += 1;
                compare::difference(&samples.api, &valid.sample.ty, &valid.value, after)
            }
            Err(error) => Some(error.clone()),
        };
        let Some(reason) = difference else {
            examples.equal += 1;
            continue;
        };
        let mut found = unequal(samples, valid.sample, valid.path, reason);
        found.class = reasons::class(&found.reason);
        examples.unequal.push(found);
    }
}

fn unequal(samples: &Samples, sample: &Sample, path: &str, reason: String) -> Unequal {
    Unequal {
        file: samples.documents.file_path(sample.origin.file).to_owned(),
        pointer: sample.origin.pointer.to_string(),
        ty: path.replace(' ', ""),
        class: "",
        reason,
    }
}
