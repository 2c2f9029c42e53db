//! Each kind of problem, as the person who wrote the file reads it.

use super::super::Policy;

/// The problems of a file to which a good route is added at the end, so that lines count from the top of `text`.
fn problems(text: &str) -> String {
    refusals(&format!("{text}\n[[route]]\nid = \"last\"\napprove = \"automatic\"\n"))
}

fn refusals(text: impl AsRef<[u8]>) -> String {
    let problems = Policy::parse("p.toml", text.as_ref()).expect_err("the file must be refused");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn when(condition: &str) -> String {
    problems(&format!("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = '{condition}'"))
}

fn route(lines: &str) -> String {
    refusals(format!("[[route]]\nid = \"r\"\n{lines}\n"))
}

fn example(lines: &str) -> String {
    problems(&format!("[[example]]\nid = \"e\"\n{lines}"))
}
