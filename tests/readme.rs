//! Every example in the README is run, and prints what stands there.
//! `TRYCMD=overwrite cargo test --test readme` writes the outputs anew.

#[test]
fn the_readmes_examples_print_what_stands_there() {
    // Nobody's lab is found in a runtime folder of the test's own.
    let runtime = tempfile::tempdir().expect("a folder for the test");
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("netcheck")
        .env("NO_COLOR", "1")
        .env("CI", "")
        .env("XDG_RUNTIME_DIR", runtime.path().to_string_lossy())
        .case("README.md")
        .run();
}
