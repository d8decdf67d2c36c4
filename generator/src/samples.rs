//! The examples of a description beside the types that the generated crate has for them: what is needed to try whether
//! the types hold what the description says they do.

use crate::analyze::analyze;
use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Sample};
use crate::lower::lower_samples;
use crate::names::{Names, package_name};
use crate::render::Context;
use crate::render::rust_type::{Place, rust_type};
use crate::spec::{Documents, Limits, Source};

/// The examples of a description.
#[derive(Debug)]
pub struct Samples {
    /// The files of the description, in which examples and schemas are looked up.
    pub documents: Documents,
    /// What the description means.
    pub api: Api,
    /// Each example with its type as a program that uses the crate writes it.
    pub samples: Vec<(Sample, String)>,
}

/// Finds the examples of a description. Names are those of the crate that [`generate`](crate::generate) makes of the same
/// source and configuration; what there is to say about the description is said there. `None` where it cannot be read.
pub fn samples(source: &Source<'_>, config: &Config) -> Option<Samples> {
    let mut ignored = Diagnostics::default();
    let documents = Documents::load(source, &Limits::default(), &mut ignored)?;
    let (api, samples) = lower_samples(&documents, config, &mut ignored);
    let analysis = analyze(&api, config);
    let names = Names::claim(&api, &analysis, config, &mut ignored);
    let package = package_name(config, &api.info.title, &mut ignored);
    let context = Context {
        api: &api,
        names: &names,
        analysis: &analysis,
        config,
        package: &package,
    };
    let path = |sample: &Sample| rust_type(&context, &sample.ty, Place::Outside).to_string();
    let samples = samples.into_iter().map(|sample| (path(&sample), sample));
    let samples = samples.map(|(path, sample)| (sample, path)).collect();
    Some(Samples {
        documents,
        api,
        samples,
    })
}
