//! The rules of the year.

/// The fuse is for a company of this size: a week's leavers go through it, a department that is closed does not.
pub const SETTINGS: &str = "[people]\ntime_zone = \"Europe/Oslo\"\ntime_zones = \"US: America/New_York, NO: Europe/Oslo\"\n[fuse]\nat_least = 15\n[mirror]\nscan_every_hours = 168\n";

pub const POLICY: &str = r#"
[[guard]]
id = "contractors-ninety-days"
when = 'beneficiary.employee_type == "Contractor"'
longest_term = "90d"

[[guard]]
id = "leavers-lose-everything"
on_leave = "end"
grace = "3d"

[[guard]]
id = "movers-are-looked-at"
when = '"department" in request.changed'
on_move = "review"
grace = "7d"

[[route]]
id = "free"
products = ["FLOW_FREE"]
approve = "automatic"

[[route]]
id = "the-manager"
stages = [{ who = "manager", then = "role:Administrator" }]
"#;
