//! Nobody comes too often: forms are counted for each person, and whoever is not signed in for each address.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::signed_in::SignedIn;
use crate::app::App;
use crate::config::AddressFrom;
use crate::web::Failure;

/// What a proxy writes of whom it answers; the last entry is that of the proxy in front of us.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Bits of an IPv6 address that belong to one household or office.
const HOUSEHOLD_BITS: u32 = 64;

/// A layer inside of the sessions.
pub async fn not_too_often(State(app): State<App>, request: Request, next: Next) -> Response {
    let now = app.clock.now();
    let is_form = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let taken = match SignedIn::named_by(request.extensions().get::<Session>()).await {
        Some(person) if is_form => app.forms.take(now, person),
        Some(_) => Ok(()),
        None => {
            let address = address(&request, app.config.limits.address_from);
            app.visits.take(now, address)
        }
    };
    match taken {
        Ok(()) => next.run(request).await,
        Err(seconds) => Failure::TooMany(seconds).into_response(),
    }
}

/// Whence the request comes; `None` = not known.
pub(super) fn address(request: &Request, from: AddressFrom) -> Option<IpAddr> {
    let address = match from {
        AddressFrom::Connection => {
            let connection = request.extensions().get::<ConnectInfo<SocketAddr>>();
            connection.map(|ConnectInfo(peer)| peer.ip())
        }
        AddressFrom::XForwardedFor => {
            let entries = request.headers().get_all(FORWARDED_FOR);
            let last = entries.iter().next_back()?.to_str().ok()?;
            last.rsplit(',').next()?.trim().parse().ok()
        }
    };
    address.map(household)
}

/// Whoever has one IPv6 address has a whole network of them.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> HOUSEHOLD_BITS << HOUSEHOLD_BITS;
            IpAddr::V6(Ipv6Addr::from(network))
        }
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn an_address_is_that_of_the_connection_or_what_our_own_proxy_wrote() {
        let mut request = Request::get("/")
            .header(FORWARDED_FOR, "6.6.6.6")
            .header(FORWARDED_FOR, "7.7.7.7, 192.0.2.9")
            .body(Body::empty())
            .unwrap();
        assert_eq!(address(&request, AddressFrom::Connection), None);
        let peer: SocketAddr = "192.0.2.1:9000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        assert_eq!(address(&request, AddressFrom::Connection), Some(peer.ip()));
        let forwarded = address(&request, AddressFrom::XForwardedFor);
        assert_eq!(forwarded, Some("192.0.2.9".parse().unwrap()));
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let of = |text: &str| household(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
