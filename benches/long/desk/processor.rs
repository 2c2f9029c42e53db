//! Who had the processors of this machine.

use crate::mad_hour::stage::Stage;
use crate::replay::processor_seconds;

/// In which Linux counts processor time, whatever the machine.
const TICKS_PER_S: f64 = 100.0;

/// Seconds of processor time until now, of each that takes part; `others` is what the machine did besides. Zero where no
/// `/proc` tells it.
pub fn seconds(stage: &Stage, postmaster: u32) -> anyhow::Result<Vec<(&'static str, f64)>> {
    let mut of = stage.processor_seconds()?.to_vec();
    of.push(("load", processor_seconds(postmaster)?.0));
    let ours: f64 = of.iter().map(|(_, seconds)| seconds).sum();
    of.push(("others", all()? - ours));
    Ok(of)
}

fn all() -> anyhow::Result<f64> {
    let words = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    // user, nice, system, idle, iowait, irq, softirq
    let fields = words.lines().next().unwrap_or_default().split_whitespace();
    let ticks: Vec<f64> = fields.skip(1).map(str::parse).collect::<Result<_, _>>()?;
    let at = |place: usize| ticks.get(place).copied().unwrap_or(0.0);
    Ok([0, 1, 2, 5, 6].into_iter().map(at).sum::<f64>() / TICKS_PER_S)
}
