//! Assignments of one exercise, one for each way in which a run ends.

use crate::common::folder::Folder;

/// Exit code 0, with 2 of 2 points.
pub(crate) const PASSES: &str =
    "  - { id: word, title: The word, points: 2, file: word.txt, expect: { text: hello } }\n";

/// Exit code 1 where the word is another one or missing; hidden where `exercise.instructor.yaml` has it.
pub(crate) const HIDDEN: &str = "  - { id: secretly, title: The secret word, file: word.txt, expect: { text: { not: goodbye } } }\n";

/// Exit code 4: what the other check saw has no such fact, and it looked at the world.
pub(crate) const UNDECIDED: &str =
    "  - { id: shut, title: Shut, connect: \"nowhere.usfca.edu:80\" }
  - { id: same, title: Same, connect: \"www.usfca.edu:80\", expect: { address: $shut.address } }\n";

/// Exit code 3.
pub(crate) const BROKEN: &str =
    "  - { id: web, title: Web, connect: \"www.usfca.edu:80\", expect: { reslut: open } }\n";

/// A workspace with an assignment of these checks in its folder `exercises`, and this word handed in.
pub(crate) fn workspace(checks: &str, word: &str) -> Folder {
    let home = Folder::new();
    assignment(&home, "exercises", checks);
    home.write("word.txt", word);
    home
}

/// Writes an assignment with one exercise of these checks.
pub(crate) fn assignment(home: &Folder, dir: &str, checks: &str) {
    home.write(
        &format!("{dir}/netcheck.yaml"),
        "netcheck: 1\ntitle: Test\n",
    );
    home.write(&format!("{dir}/01-one/exercise.yaml"), exercise(checks));
}

/// The text of an exercise.
pub(crate) fn exercise(checks: &str) -> String {
    format!("netcheck: 1\ntitle: One\nchecks:\n{checks}")
}
