//! What memory a process and its children have.

use std::path::Path;

/// MiB of this process and its children, what they share counted once; zero where no `/proc` tells it.
pub fn of_family_mib(parent: u32) -> anyhow::Result<f64> {
    let mut kib = 0.0;
    for entry in std::fs::read_dir("/proc").into_iter().flatten() {
        let path = entry?.path();
        // What ended in this moment has no file any more.
        let Ok(words) = std::fs::read_to_string(path.join("stat")) else {
            continue;
        };
        let Some((id, rest)) = words.split_once(' ') else {
            continue;
        };
        // After the name in brackets: state, parent, …
        let of = rest.rsplit(") ").next().unwrap_or_default().split(' ').nth(1);
        if path.ends_with(id) && (id == parent.to_string() || of == Some(&parent.to_string())) {
            kib += share_kib(&path);
        }
    }
    Ok(kib / 1024.0)
}

/// Its own memory and its share of what it has in common with others.
fn share_kib(process: &Path) -> f64 {
    let words = std::fs::read_to_string(process.join("smaps_rollup")).unwrap_or_default();
    let share = words.lines().find_map(|line| line.strip_prefix("Pss:"));
    let share = share.map(|kib| kib.trim().trim_end_matches(" kB").parse());
    share.and_then(Result::ok).unwrap_or(0.0)
}
