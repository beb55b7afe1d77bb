//! Who comes after whom: the clients of one server, so that what one does to it does not count against the next.

use std::collections::HashMap;

use crate::plan::Planned;

/// Lets each check below a server, from the one numbered `first` on, come after the one before it.
pub(crate) fn take(checks: &mut [Planned], first: usize) {
    let mut last: HashMap<String, usize> = HashMap::new();
    for number in first..checks.len() {
        let Some((server, _)) = checks[number].id.check.as_str().split_once('/') else {
            continue;
        };
        let before = last.insert(server.to_owned(), number);
        checks[number].after = before.filter(|before| !waits_for(checks, *before, number));
    }
}

/// Whether a check waits for another one, be it through others.
fn waits_for(checks: &[Planned], check: usize, other: usize) -> bool {
    let mut to_see = vec![check];
    let mut seen = vec![false; checks.len()];
    while let Some(number) = to_see.pop() {
        if number == other {
            return true;
        }
        if !std::mem::replace(&mut seen[number], true) {
            to_see.extend(&checks[number].needs);
            to_see.extend(checks[number].after);
        }
    }
    false
}
