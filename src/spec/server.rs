//! The checks below a `serve`: checks like others, that need the server and may call it `$serve`.

use crate::model::{CheckId, Diagnostic, Diagnostics, Located};
use crate::spec::{Check, Data, Node};

/// Makes `checks`, which stand below `server`, checks of the exercise: each named `SERVER/ID`, in need of the server, and where it is.
pub(crate) fn below(server: &Check, checks: &mut [Check], found: &mut Diagnostics) {
    let siblings: Vec<CheckId> = checks.iter().map(|check| check.id.value.clone()).collect();
    for check in checks {
        needs(server, check, &siblings);
        if check.is_named()
            && let Ok(id) = CheckId::new(&format!("{}/{}", server.id.value, check.id.value))
        {
            check.id.value = id;
        }
        check.networks = check.networks.take().or_else(|| server.networks.clone());
        let arguments = check.probe.iter_mut().map(|probe| &mut probe.arguments);
        let expected = [&mut check.expect, &mut check.expect_elsewhere];
        for node in arguments.chain(expected.into_iter().flatten()) {
            name_server(node, server.id.value.as_str());
        }
    }
    if server
        .probe
        .as_ref()
        .is_some_and(|probe| probe.name.value != "serve")
    {
        let error = Diagnostic::error(&server.place, "`checks` stands beside `serve` alone");
        found.push(error.help("make checks of the exercise of them, and name this one in `needs`"));
    }
}

/// Needs of a check below a server: those that name one beside it, and the server.
fn needs(server: &Check, check: &mut Check, siblings: &[CheckId]) {
    for need in &mut check.needs {
        if siblings.contains(&need.value)
            && let Ok(id) = CheckId::new(&format!("{}/{}", server.id.value, need.value))
        {
            need.value = id;
        }
    }
    let server = Located::new(server.id.value.clone(), server.id.place.clone());
    check.needs.push(server);
}

/// Writes the server's own id for `serve` in every reference.
fn name_server(node: &mut Node, id: &str) {
    match &mut node.data {
        Data::Scalar(scalar) => scalar.text = named(&scalar.text, id),
        Data::List(items) => items.iter_mut().for_each(|item| name_server(item, id)),
        Data::Map(entries) => entries
            .iter_mut()
            .for_each(|(_, value)| name_server(value, id)),
    }
}

fn named(text: &str, id: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, dollar) = rest.split_at(at);
        all.push_str(before);
        let mark = ["$$", "$serve.", "${serve."]
            .into_iter()
            .find(|mark| dollar.starts_with(mark));
        let (written, length) = match mark {
            Some("$serve.") => (format!("${id}."), 7),
            Some("${serve.") => (format!("${{{id}."), 8),
            Some(dollars) => (dollars.to_owned(), 2),
            None => ("$".to_owned(), 1),
        };
        all.push_str(&written);
        rest = &dollar[length..];
    }
    all + rest
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_server_is_named_in_references_alone() {
        let check = |text, want| assert_eq!(named(text, "echo"), want);
        check("$serve.address", "$echo.address");
        check(
            "http://${serve.address}/a?b=${serve.port}",
            "http://${echo.address}/a?b=${echo.port}",
        );
        check("$$serve.address $5 $", "$$serve.address $5 $");
        check("serve.address", "serve.address");
    }
}
