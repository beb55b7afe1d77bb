//! What this machine says of itself: its name and its addresses.

use std::net::IpAddr;

/// One address of one network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// The interface's name: `eth0`, `en0`, `lo`.
    pub name: String,
    /// One of its addresses.
    pub address: IpAddr,
}

/// What `gethostname` says.
pub fn hostname() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}

/// Every address of every interface, loopback included, each once.
///
/// # Errors
/// When the system does not tell.
pub fn addresses() -> std::io::Result<Vec<IpAddr>> {
    let mut addresses: Vec<IpAddr> = Vec::new();
    for interface in interfaces()? {
        if !addresses.contains(&interface.address) {
            addresses.push(interface.address);
        }
    }
    Ok(addresses)
}

/// The interfaces, once for each of their addresses.
///
/// # Errors
/// When the system does not tell.
pub fn interfaces() -> std::io::Result<Vec<Interface>> {
    let all = if_addrs::get_if_addrs()?;
    let one = |interface: if_addrs::Interface| Interface {
        address: interface.ip(),
        name: interface.name,
    };
    Ok(all.into_iter().map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::{addresses, hostname, interfaces};

    #[test]
    fn this_machine_has_a_name() {
        assert!(!hostname().is_empty());
    }

    #[test]
    fn every_address_belongs_to_an_interface_and_is_told_once() {
        let mut all = addresses().unwrap();
        let interfaces = interfaces().unwrap();
        assert!(
            interfaces
                .iter()
                .all(|interface| all.contains(&interface.address))
        );
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
