//! Circles among checks that wait for each other.

/// The first circle among numbered nodes, as the numbers along it; `needs(n)` are those that `n` waits for.
pub(crate) fn circle(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Option<Vec<usize>> {
    let mut state = vec![Visit::Fresh; count];
    for start in 0..count {
        if state[start] != Visit::Fresh {
            continue;
        }
        // An explicit stack, because a chain may be as long as a spec has checks.
        let mut path = vec![(start, needs(start))];
        state[start] = Visit::OnPath;
        while let Some((node, open)) = path.last_mut() {
            let node = *node;
            match open.pop() {
                Some(next) if state[next] == Visit::OnPath => {
                    let from = path.iter().position(|(on, _)| *on == next).unwrap_or(0);
                    return Some(path[from..].iter().map(|(on, _)| *on).collect());
                }
                Some(next) if state[next] == Visit::Fresh => {
                    state[next] = Visit::OnPath;
                    path.push((next, needs(next)));
                }
                Some(_) => {}
                None => {
                    state[node] = Visit::Done;
                    path.pop();
                }
            }
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    Fresh,
    OnPath,
    Done,
}

#[cfg(test)]
mod tests {
    use super::circle;

    fn check(needs: &[&[usize]], want: Option<&[usize]>) {
        assert_eq!(circle(needs.len(), |n| needs[n].to_vec()).as_deref(), want);
    }

    #[test]
    fn a_chain_and_a_diamond_have_no_circle() {
        check(&[&[1], &[2], &[]], None);
        check(&[&[1, 2], &[3], &[3], &[]], None);
    }

    #[test]
    fn a_check_that_needs_itself_is_a_circle() {
        check(&[&[0]], Some(&[0]));
    }

    #[test]
    fn a_circle_is_found_behind_a_chain() {
        check(&[&[1], &[2], &[3], &[1]], Some(&[1, 2, 3]));
    }
}
