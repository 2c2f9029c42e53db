//! Processor time of processes, as Linux counts it: unlike a rate, it does not depend on who else is busy.

use std::collections::BTreeMap;

/// In which Linux counts processor time, whatever the machine.
const TICKS_PER_S: f64 = 100.0;

/// Seconds that these processes and their children have had so far, by what they are. Empty where there is no `/proc`.
pub fn seconds(processes: &[(&'static str, u32)]) -> anyhow::Result<BTreeMap<&'static str, f64>> {
    let mut seconds = BTreeMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten() {
        // What ended in this moment has no file any more.
        let Ok(words) = std::fs::read_to_string(entry?.path().join("stat")) else {
            continue;
        };
        let Some((id, rest)) = words.split_once(' ') else {
            continue;
        };
        // After the name in brackets: state, parent, …, and as 12th and 13th the ticks in user and system mode.
        let rest: Vec<&str> = rest.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let (Ok(id), Ok(parent)) = (id.parse::<u32>(), rest[1].parse::<u32>()) else {
            continue;
        };
        let ours = processes
            .iter()
            .find(|(_, process)| *process == id || *process == parent);
        if let Some((what, _)) = ours {
            let ticks = rest[11].parse::<f64>()? + rest[12].parse::<f64>()?;
            *seconds.entry(*what).or_default() += ticks / TICKS_PER_S;
        }
    }
    Ok(seconds)
}
