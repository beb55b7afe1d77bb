//! Every example in the README is run, and prints what stands there.
//! `TRYCMD=overwrite cargo test --test readme` writes the outputs anew.

#[test]
fn the_readmes_examples_print_what_stands_there() {
    trycmd::TestCases::new()
        .default_bin_name("netcheck")
        .env("NO_COLOR", "1")
        .env("CI", "")
        .case("README.md");
}
