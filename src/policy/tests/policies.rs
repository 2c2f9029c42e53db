//! The policies that come along are good, and no rule of theirs can be changed without an example that notices.

use super::super::Policy;

#[test]
fn the_examples_of_every_policy_in_the_box_notice_every_change() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 4);
    for file in files {
        let name = file.display().to_string();
        let bytes = std::fs::read(&file).expect("the file");
        let policy = Policy::parse(&name, &bytes).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let coverage = policy.coverage(100_000_000);
        let unnoticed: Vec<String> = coverage.unnoticed.iter().map(ToString::to_string).collect();
        assert_eq!(unnoticed, [""; 0], "{name}");
        assert_eq!(coverage.unexercised, [""; 0], "{name}");
        assert!(
            coverage.tried > 20 && coverage.left_out == 0,
            "{name}: {coverage:?}"
        );
    }
}
