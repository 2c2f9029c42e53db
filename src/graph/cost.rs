//! What a call costs of Graph's quotas, before Graph says it itself.
//! Source: Microsoft's page "Microsoft Graph service-specific throttling limits", identity and access.

/// Resource units and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) units: u32,
    pub(super) writes: u32,
}

impl Cost {
    /// Any POST, PATCH, PUT or DELETE.
    pub(super) const WRITE: Self = Self { units: 1, writes: 1 };

    /// A GET, by its path below the version and its query.
    pub(super) fn of_get(path_and_query: &str) -> Self {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        let mut parts = path.trim_matches('/').split('/');
        let (first, last) = (parts.next().unwrap_or_default(), parts.next_back());
        let base: i64 = match (first, last) {
            ("groups", Some("transitiveMembers")) => 5,
            ("subscribedSkus", _) => 3,
            ("users" | "me", Some("licenseDetails" | "memberOf" | "transitiveMemberOf")) => 2,
            ("users", None) => 2,
            _ => 1,
        };
        let mut units = base;
        for parameter in query.split('&') {
            match parameter
                .trim_start_matches("%24")
                .trim_start_matches('$')
                .split_once('=')
            {
                Some(("select", _)) => units -= 1,
                Some(("expand", _)) => units += 1,
                Some(("top", number)) if number.parse::<u32>().is_ok_and(|top| top < 20) => units -= 1,
                _ => {}
            }
        }
        Self {
            units: u32::try_from(units.max(1)).unwrap_or(1),
            writes: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_call_costs_what_the_table_says() {
        for (call, units) in [
            ("/users", 2),
            ("/users?$top=5", 1),
            ("/users?$select=id&$expand=manager($select=id)&$top=999", 2),
            ("/users?%24select=id&%24skiptoken=abc", 1),
            ("/users/1", 1),
            ("/users/1?$select=id,mail", 1),
            ("/users/1?$select=id&$expand=manager($select=id)", 1),
            ("/users/1?$expand=manager", 2),
            ("/users/1/transitiveMemberOf?$top=999", 2),
            ("/users/1/transitiveMemberOf?$select=id&$top=999", 1),
            ("/users/1/licenseDetails", 2),
            ("/groups/1/transitiveMembers", 5),
            ("/groups/1/transitiveMembers?$select=id&$top=999", 4),
            ("/groups?$select=id&$filter=displayName%20eq%20'x'", 1),
            ("/subscribedSkus", 3),
            ("/subscribedSkus?$select=skuId", 2),
        ] {
            assert_eq!(Cost::of_get(call), Cost { units, writes: 0 }, "{call}");
        }
    }
}
