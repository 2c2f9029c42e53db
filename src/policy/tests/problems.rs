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

#[test]
fn of_the_file() {
    insta::assert_snapshot!(refusals(""), @"");
    insta::assert_snapshot!(refusals(b"# fine\n\xff"), @"");
    insta::assert_snapshot!(refusals(vec![b'#'; 256 * 1024 + 1]), @"");
    insta::assert_snapshot!(refusals("a = 1\n[[route]\n"), @"");
    insta::assert_snapshot!(refusals("[[guard]]\nid = \"g\"\ndeny = \"No.\"\n"), @"");
    insta::assert_snapshot!(problems("[[gaurd]]\nid = \"g\"\n"), @"");
    insta::assert_snapshot!(problems("guard = 1\n"), @"");
    let many = "[[guard]]\nid = \"g\"\ndeny = \"No.\"\n".repeat(2_000);
    insta::assert_snapshot!(problems(&many), @"");
}

#[test]
fn of_guards() {
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\ndeny = \"No.\"\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\n  kep_off = [\"SWAY\"]\ndeny = \"No.\"\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"last\"\ndeny = \"No.\"\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = 5\nkeep_off = \"SWAY\"\nallow_only = []\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\nlongest_term = \"3 months\"\njustification_at_least = 0\n"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nproducts = []\nreason = \" \"\n"), @"");
}

#[test]
fn of_routes() {
    insta::assert_snapshot!(route(""), @"");
    insta::assert_snapshot!(route("approve = \"automatic\"\nstages = [{ who = \"manager\" }]"), @"");
    insta::assert_snapshot!(route("approve = \"yes\""), @"");
    insta::assert_snapshot!(route("stages = []"), @"");
    insta::assert_snapshot!(route("stages = [{ who = \"boss\" }]"), @"");
    insta::assert_snapshot!(route("stages = [{ who = \"manager\", signatures = 0 }]"), @"");
    insta::assert_snapshot!(route("stages = [{ signatures = 1 }]"), @"");
    insta::assert_snapshot!(route("stages = [{ who = \"manager\", within = \"soon\", than = \"owner\" }]"), @"");
}

#[test]
fn of_conditions() {
    insta::assert_snapshot!(when("beneficiary.departmnt == \"Sales\""), @"");
    insta::assert_snapshot!(when("benefciary.department == \"Sales\""), @"");
    insta::assert_snapshot!(when("held.exists(h, h.skuu == \"A\")"), @"");
    insta::assert_snapshot!(when("requester[\"departmnt\"] == \"A\""), @"");
    insta::assert_snapshot!(when("product.price_cents == \"5\""), @"");
    insta::assert_snapshot!(when("beneficiary.groups.contains(\"A\")"), @"");
    insta::assert_snapshot!(when("product.sku.startswith(\"A\")"), @"");
    insta::assert_snapshot!(when("product.sku"), @"");
    insta::assert_snapshot!(when("product.sku && true"), @"");
    insta::assert_snapshot!(when("product.sku in \"A\""), @"");
    insta::assert_snapshot!(when("product.sku = \"A\""), @"");
    insta::assert_snapshot!(when("1 == 1 &&"), @"");
    insta::assert_snapshot!(when(&"(".repeat(17)), @"");
    insta::assert_snapshot!(when(&format!("1{} == 1", "+1".repeat(85))), @"");
    insta::assert_snapshot!(when(&"a".repeat(4_001)), @"");
    insta::assert_snapshot!(when("held.all(a, held.all(b, held.all(c, true)))"), @"");
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = '''\n1 == 1 &&\n  foo'''\n"), @"");
}

#[test]
fn of_examples() {
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"denied\" }"), @"");
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"stages\", stages = 2, off = [\"P\"], term = \"9d\", rule = \"r\" }"), @"");
    insta::assert_snapshot!(example("given = { product = \"A\" }"), @"");
    insta::assert_snapshot!(example("expect = { stages = 1 }"), @"");
    insta::assert_snapshot!(example("given = { }\nexpect = { }"), @"");
    insta::assert_snapshot!(example("given = { product = \"A\", beneficiary = { departmnt = \"S\" }, seat = 1 }\nexpect = { outcome = \"maybe\" }"), @"");
    insta::assert_snapshot!(example("given = { product = { price_cents = \"5\" }, term = \"9\", now = \"today\" }\nexpect = { stages = 1 }"), @"");
}
