//! How deep types are nested in each other.

use crate::ir::Api;

use super::graph::{components, edges};

/// The number of types that may lie on one way from a type down to what it is made of: on a cycle all of its types do.
pub fn depth(api: &Api) -> usize {
    let edges = edges(api);
    let components = components(&edges);
    let count = components.iter().max().map_or(0, |last| *last as usize + 1);
    let mut sizes = vec![0_usize; count];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (targets, &component) in edges.iter().zip(&components) {
        let component = component as usize;
        if let (Some(size), Some(below)) = (sizes.get_mut(component), below.get_mut(component)) {
            *size += 1;
            let targets = targets.iter().filter_map(|target| components.get(target.index()));
            below.extend(
                targets
                    .map(|&target| target as usize)
                    .filter(|&target| target != component),
            );
        }
    }
    // What a component leads to was numbered before it.
    let mut depths: Vec<usize> = Vec::with_capacity(count);
    for (size, below) in sizes.into_iter().zip(below) {
        let deepest = below.into_iter().filter_map(|target| depths.get(target)).max();
        depths.push(size + deepest.copied().unwrap_or_default());
    }
    depths.into_iter().max().unwrap_or_default()
}
