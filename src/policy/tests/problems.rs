//! Each kind of problem, as the person who wrote the file reads it.

use super::super::Policy;

/// The problems of a file to which a good route is added at the end, so that lines count from the top of `text`.
fn problems(text: &str) -> String {
    refusals(format!(
        "{text}\n[[route]]\nid = \"last\"\napprove = \"automatic\"\n"
    ))
}

fn refusals(text: impl AsRef<[u8]>) -> String {
    let problems = Policy::parse("p.toml", text.as_ref()).expect_err("the file must be refused");
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn when(condition: &str) -> String {
    problems(&format!(
        "[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = '{condition}'"
    ))
}

fn route(lines: &str) -> String {
    refusals(format!("[[route]]\nid = \"r\"\n{lines}\n"))
}

fn example(lines: &str) -> String {
    problems(&format!("[[example]]\nid = \"e\"\n{lines}"))
}

#[test]
fn of_the_file() {
    insta::assert_snapshot!(refusals(""), @r#"p.toml:1:1: the file is empty; a policy needs a route"#);
    insta::assert_snapshot!(refusals(b"# fine\n\xff"), @r#"p.toml:2:1: the file is not UTF-8: here stands the byte 0xff"#);
    insta::assert_snapshot!(refusals(b"# fine\n# \xc3\xa9\xe9".as_slice()), @"p.toml:2:4: the file is not UTF-8: here stands the byte 0xe9");
    insta::assert_snapshot!(refusals(vec![b'#'; 256 * 1024 + 1]), @r#"p.toml:1:1: the file has 262145 bytes; at most 262144 are allowed"#);
    insta::assert_snapshot!(refusals("a = 1\n[[route]\n"), @r#"p.toml:2:9: not TOML: unclosed array table, expected `]`"#);
    insta::assert_snapshot!(refusals("[[guard]]\nid = \"g\"\ndeny = \"No.\"\n"), @r#"p.toml:1:1: the file has no [[route]], so every request would be denied"#);
    insta::assert_snapshot!(problems("[[gaurd]]\nid = \"g\"\n"), @r#"p.toml:1:3: unknown key `gaurd` in this policy; did you mean `guard`?"#);
    insta::assert_snapshot!(problems("guard = 1\n"), @r#"p.toml:1:9: `guard` must be a list of tables, each begun with [[guard]], but is a whole number"#);
    let many = "[[guard]]\nid = \"g\"\ndeny = \"No.\"\n".repeat(2_000);
    insta::assert_snapshot!(problems(&many), @r#"p.toml:1:1: the file has 2001 guards and routes; at most 2000 are allowed"#);
}

#[test]
fn of_guards() {
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\n"), @r#"p.toml:1:1: this guard does nothing; give it one of deny, keep_off, allow_only, longest_term, justification_at_least, ask, excludes, replaces, monthly_spend_at_most_cents, hold_back_seats, on_leave, on_move"#);
    insta::assert_snapshot!(problems("[[guard]]\ndeny = \"No.\"\n"), @r#"p.toml:1:1: this guard has no `id`"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\n  kep_off = [\"SWAY\"]\ndeny = \"No.\"\n"), @r#"p.toml:3:3: unknown key `kep_off` in this guard; did you mean `keep_off`?"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"last\"\ndeny = \"No.\"\n"), @r#"p.toml:6:6: the id `last` already stands in line 2"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = 5\nkeep_off = \"SWAY\"\nallow_only = []\n"), @r#"
    p.toml:3:8: `deny` must be a text, but is a whole number
    p.toml:4:12: `keep_off` must be a list of names, but is a text
    p.toml:5:14: `allow_only` is an empty list; name something or leave the key out
    "#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\nlongest_term = \"3 months\"\njustification_at_least = 0\n"), @r#"
    p.toml:3:16: `longest_term` is `3 months`; write days from 1d to 3650d, like 90d
    p.toml:4:26: `justification_at_least` is 0; it must be from 1 to 2000
    "#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nproducts = []\nreason = \" \"\n"), @r#"
    p.toml:4:12: `products` is an empty list; name something or leave the key out
    p.toml:5:10: `reason` is empty
    "#);
}

#[test]
fn of_leavers_and_movers() {
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\non_leave = \"stop\"\ngrace = \"91d\"\n"), @r#"
    p.toml:3:12: `on_leave` is `stop`; it must be end or review
    p.toml:4:9: `grace` is `91d`; write days from 0d to 90d, like 7d
    "#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\ngrace = \"7d\"\n"), @"p.toml:4:9: `grace` needs `on_leave` or `on_move` beside it");
}

#[test]
fn of_routes() {
    insta::assert_snapshot!(
        problems("[[route]]\nid = \"r\"\nproducts = [\"A\"]\nstages = [{ who = \"manager\", signatures = 2 }]\n"),
        @"p.toml:4:43: `signatures` is 2, but the manager is one person; name a group, or a stage for each"
    );
    insta::assert_snapshot!(route(""), @r#"p.toml:1:1: this route says neither who signs (`stages`) nor `approve = "automatic"`"#);
    insta::assert_snapshot!(route("approve = \"automatic\"\nstages = [{ who = \"manager\" }]"), @r#"p.toml:3:11: this route has both `approve` and `stages`; keep one"#);
    insta::assert_snapshot!(route("approve = \"yes\""), @r#"p.toml:3:11: `approve` is `yes`; it can only be `automatic`, or say who signs with `stages`"#);
    insta::assert_snapshot!(route("stages = []"), @r#"p.toml:3:10: `stages` has 0 stages; it must have from 1 to 10"#);
    insta::assert_snapshot!(route("stages = [{ who = \"boss\" }]"), @r#"p.toml:3:19: `boss` names nobody; write manager, manager's manager, owner, group:NAME, person:UPN or role:Administrator"#);
    insta::assert_snapshot!(route("stages = [{ who = \"manager\", signatures = 0 }]"), @r#"p.toml:3:43: `signatures` is 0; it must be from 1 to 20"#);
    insta::assert_snapshot!(route("stages = [{ signatures = 1 }]"), @r#"p.toml:3:11: this stage has no `who`"#);
    insta::assert_snapshot!(route("stages = [{ who = \"manager\", within = \"soon\", than = \"owner\" }]"), @r#"
    p.toml:3:39: `within` is `soon`; write days or hours, like 3d or 12h, at most a year
    p.toml:3:47: unknown key `than` in this stage; did you mean `then`?
    "#);
}

#[test]
fn of_conditions() {
    insta::assert_snapshot!(when("beneficiary.departmnt == \"Sales\""), @r#"p.toml:4:20: unknown name `.departmnt`; did you mean `department`?"#);
    insta::assert_snapshot!(when("benefciary.department == \"Sales\""), @r#"p.toml:4:9: unknown name `benefciary`; did you mean `beneficiary`?"#);
    insta::assert_snapshot!(when("held.exists(h, h.skuu == \"A\")"), @r#"p.toml:4:25: unknown name `.skuu`; did you mean `sku`?"#);
    insta::assert_snapshot!(when("requester[\"departmnt\"] == \"A\""), @r#"p.toml:4:18: unknown name `.departmnt`; did you mean `department`?"#);
    insta::assert_snapshot!(when("product.price_cents == \"5\""), @r#"p.toml:4:29: compares a number with a text, which are never the same"#);
    insta::assert_snapshot!(when("beneficiary.groups.contains(\"A\")"), @r#"p.toml:4:36: `contains` compares texts, but finds a list; a list is asked with `in`"#);
    insta::assert_snapshot!(when("product.sku.startswith(\"A\")"), @r#"p.toml:4:31: unknown function `startswith`; did you mean `startsWith`?"#);
    insta::assert_snapshot!(when("product.sku"), @r#"p.toml:4:16: the condition must be true or false, but is a text"#);
    insta::assert_snapshot!(when("product.sku && true"), @r#"p.toml:4:16: each side of !, && and || must be true or false, but is a text"#);
    insta::assert_snapshot!(when("product.sku in \"A\""), @r#"p.toml:4:21: `in` needs a list, but finds a text"#);
    insta::assert_snapshot!(when("product.sku = \"A\""), @r#"p.toml:4:21: not a CEL expression: Syntax error: token recognition error at: '= '; write `==`"#);
    insta::assert_snapshot!(when("1 == 1 &&"), @r#"p.toml:4:18: not a CEL expression: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"#);
    insta::assert_snapshot!(when(&format!("{}1{} == 1", "(".repeat(81), ")".repeat(81))), @"p.toml:4:90: the expression is nested too deeply; at most 80 steps");
    // Columns count letters, of whatever bytes, for what the parser finds and for what the checker finds.
    insta::assert_snapshot!(when("\"é😀\" == beneficiary.departmnt"), @"p.toml:4:28: unknown name `.departmnt`; did you mean `department`?");
    insta::assert_snapshot!(when("\"é😀\" = beneficiary.department"), @"p.toml:4:14: not a CEL expression: Syntax error: token recognition error at: '= '; write `==`");
    insta::assert_snapshot!(when(&format!("1{} == 1", "+1".repeat(85))), @r#"p.toml:4:20: the expression is nested too deeply; at most 80 steps"#);
    insta::assert_snapshot!(when(&"a".repeat(4_001)), @r#"p.toml:4:8: `when` has 4001 bytes; at most 4000 are allowed"#);
    insta::assert_snapshot!(when("held.all(a, held.all(b, held.all(c, true)))"), @r#"p.toml:4:41: at most 2 of exists, all, filter and map may stand inside one another"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = '''\n1 == 1 &&\n  foo'''\n"), @r#"p.toml:6:3: unknown name `foo`; known are beneficiary, held, now, product, request, requester, seats, spend"#);
}

#[test]
fn of_examples() {
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"denied\" }"), @r#"p.toml:4:10: example `e` fails: expected outcome denied, found automatic"#);
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"stages\", stages = 2, off = [\"P\"], term = \"9d\", rule = \"r\" }"), @r#"p.toml:4:10: example `e` fails: expected outcome stages, found automatic; expected stages 2, found 0; expected off [P], found []; expected term 9d, found without end; expected rule r, found [last]"#);
    insta::assert_snapshot!(example("given = { product = \"A\" }"), @r#"p.toml:1:1: this example has no `expect`"#);
    insta::assert_snapshot!(example("expect = { stages = 1 }"), @r#"p.toml:1:1: this example has no `given`"#);
    insta::assert_snapshot!(example("given = { }\nexpect = { }"), @r#"
    p.toml:3:9: `given` names no `product`
    p.toml:4:10: `expect` expects nothing
    "#);
    insta::assert_snapshot!(example("given = { product = \"A\", beneficiary = { departmnt = \"S\" }, seat = 1 }\nexpect = { outcome = \"maybe\" }"), @r#"
    p.toml:3:42: unknown key `departmnt` in `beneficiary`; did you mean `department`?
    p.toml:3:61: unknown key `seat` in this given; did you mean `seats`?
    p.toml:4:22: `outcome` is `maybe`; it must be denied, automatic or stages
    "#);
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"stage\" }"), @"p.toml:4:22: `outcome` is `stage`; did you mean `stages`?");
    insta::assert_snapshot!(example("given = { product = { price_cents = \"5\" }, term = \"9\", now = \"today\" }\nexpect = { stages = 1 }"), @r#"
    p.toml:3:37: `price_cents` must be a whole number, but is a text
    p.toml:3:51: `term` is `9`; write days from 1d to 3650d, like 90d
    p.toml:3:62: `now` is `today`; write a time like "2026-01-05T09:00:00Z"
    "#);
}

#[test]
fn of_what_an_example_can_not_expect() {
    insta::assert_snapshot!(example("given = { event = \"leave\", product = \"A\" }\nexpect = { on_leave = \"nothing\", outcome = \"denied\", stages = 7 }"), @"p.toml:4:34: `outcome` can not be expected here: the example is about somebody who leaves");
    insta::assert_snapshot!(example("given = { event = \"move\", product = \"A\" }\nexpect = { on_leave = \"end\", on_move = \"nothing\" }"), @"p.toml:4:12: `on_leave` can not be expected here: the example is about somebody who moves");
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { outcome = \"automatic\", grace = \"7d\" }"), @"p.toml:4:35: `grace` can not be expected here: the example is about a request");
    insta::assert_snapshot!(example("given = { event = \"move\", product = \"A\" }\nexpect = { rule = \"r\" }"), @"p.toml:1:1: `event` and what is expected of it belong together: leave and on_leave, move and on_move");
}

#[test]
fn of_signers_of_examples() {
    let signers = |signers: &str| {
        example(&format!(
            "given = {{ product = \"A\" }}\nexpect = {{ signers = [{signers}] }}"
        ))
    };
    insta::assert_snapshot!(signers("\"manager\", \"2 of group:B\""), @"p.toml:4:10: example `e` fails: expected signers [manager, 2 of group:B], found []");
    insta::assert_snapshot!(signers("\"two of group:B\""), @"p.toml:4:23: `two of group:B` names nobody; write manager, manager's manager, owner, group:NAME, person:UPN or role:Administrator");
    insta::assert_snapshot!(example("given = { product = \"A\" }\nexpect = { distinct_people = true }"), @"p.toml:4:10: example `e` fails: expected distinct_people true, found false");
}

#[test]
fn of_facts_of_examples_that_no_rule_can_be_asked_about() {
    insta::assert_snapshot!(example("given = { product = { sku = \"A\", price_cents = -1 } }\nexpect = { outcome = \"denied\" }"), @"p.toml:3:9: product.price_cents of this example is out of its bounds, so that no rule can be asked");
    let plans = |product: &str, count: usize| {
        let names: Vec<String> = (0..count).map(|plan| format!("\"P{plan}\"")).collect();
        let names = names.join(", ");
        let guard = format!("[[guard]]\nid = \"g\"\nproducts = [\"{product}\"]\nkeep_off = [{names}]\n");
        format!(
            "{guard}[[example]]\nid = \"e\"\ngiven = {{ product = \"A\", plans_off = [\"X\"] }}\nexpect = {{ outcome = \"denied\" }}"
        )
    };
    insta::assert_snapshot!(problems(&plans("A", 250)), @"p.toml:8:10: example `e` fails: product.plans is out of its bounds, so that no rule can be asked");
    // What the file names for another product is none of this one's.
    insta::assert_snapshot!(problems(&plans("B", 251)), @"p.toml:8:10: example `e` fails: expected outcome denied, found automatic");
    insta::assert_snapshot!(problems(&plans("A", 249)), @"p.toml:8:10: example `e` fails: expected outcome denied, found automatic");
}

#[test]
fn of_questions() {
    let ask = |lines: &str| problems(&format!("[[guard]]\nid = \"g\"\n[[guard.ask]]\n{lines}\n"));
    insta::assert_snapshot!(ask("text = \"What for?\""), @r#"p.toml:3:1: this question has no `id`"#);
    insta::assert_snapshot!(ask("id = \"What for\"\ntext = \"What for?\""), @r#"p.toml:4:6: the id of a question has small letters, digits and _, like cost_reason; this is `What for`"#);
    insta::assert_snapshot!(ask("id = \"a\"\ntext = \"A?\"\nkind = \"number\""), @r#"p.toml:6:8: `kind` is `number`; it must be text, choice, date, yes_no or person"#);
    insta::assert_snapshot!(ask("id = \"a\"\ntext = \"A?\"\nkind = \"dat\""), @"p.toml:6:8: `kind` is `dat`; did you mean `date`?");
    insta::assert_snapshot!(ask(&format!("id = \"{}\"\ntext = \"A?\"", "a".repeat(101))), @"p.toml:4:6: the id has 101 bytes; at most 100 are allowed");
    insta::assert_snapshot!(ask("id = \"a\"\ntext = \"A?\"\nkind = \"choice\""), @r#"p.toml:3:1: `choices` and `kind = "choice"` belong together"#);
    insta::assert_snapshot!(ask("id = \"a\"\ntext = \"A?\"\nkind = \"date\"\nat_least = 5"), @r#"p.toml:7:12: `at_least` counts the characters of a text; this question asks for none"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\nask = \"purpose\"\n"), @r#"p.toml:3:7: `ask` must be a list of questions like { id = "purpose", text = "What for?" }, but is a text"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\nask = [{ id = \"a\", text = \"A?\" }]\n[[guard]]\nid = \"h\"\nask = [{ id = \"a\", text = \"B?\" }]\n"), @r#"p.toml:4:1: the question `a` is another one in guard `g`; ask the same or give it another id"#);
    insta::assert_snapshot!(problems("[[guard]]\nid = \"g\"\ndeny = \"No.\"\nlink = \"javascript:alert(1)\"\n"), @r#"p.toml:4:8: `link` is `javascript:alert(1)`; it must be an address that begins with https://"#);
}

#[test]
fn of_stages_and_calendars() {
    let stage = |keys: &str| route(&format!("stages = [{{ who = \"manager\", {keys} }}]"));
    insta::assert_snapshot!(stage("then = \"lapse\""), @r#"p.toml:3:37: `then = "lapse"` needs `within` beside it"#);
    insta::assert_snapshot!(stage("remind = \"1d\""), @r#"p.toml:3:39: `remind` is before the end of `within`, which is not there"#);
    insta::assert_snapshot!(stage("within = \"1d\", remind = \"2d\""), @r#"p.toml:3:54: `remind` is not shorter than `within`, so it would be over at once"#);
    insta::assert_snapshot!(stage("within = \"1d\", calendar = \"office\""), @r#"p.toml:3:56: there is no calendar `office`; the file has no [[calendar]]"#);
    insta::assert_snapshot!(route("stages = [{ who = \"managr\" }]"), @"p.toml:3:19: `managr` names nobody; did you mean `manager`?");
    insta::assert_snapshot!(stage("may_change = [\"price\"]"), @r#"p.toml:3:44: an approver may change `term` or `plans`, not `price`"#);
    let at_work = |times: &str| {
        refusals(format!(
            "[[calendar]]\nid = \"office\"\nzone = \"Europe/Oslo\"\nfrom = \"08:00\"\nto = \"16:00\"\n[[route]]\nid = \"r\"\nstages = [{{ who = \"manager\", calendar = \"office\", {times} }}]\n"
        ))
    };
    insta::assert_snapshot!(at_work("within = \"24h\""), @"p.toml:8:60: `within` is `24h`, and with a calendar these would be hours of work; from 24 hours on write working days, like 2d");
    // Two days of the office are 16 hours.
    insta::assert_snapshot!(at_work("within = \"2d\", remind = \"16h\""), @"p.toml:8:75: `remind` is not shorter than `within`, so it would be over at once");
    // A calendar that is not good is there all the same.
    insta::assert_snapshot!(refusals("[[calendar]]\nid = \"office\"\nzone = \"Europe/Osloo\"\nfrom = \"08:00\"\nto = \"16:00\"\n[[route]]\nid = \"r\"\nstages = [{ who = \"manager\", within = \"1d\", calendar = \"office\" }]\n"), @"p.toml:3:8: there is no time zone `Europe/Osloo`; did you mean `Europe/Oslo`?");
    let calendar = |lines: &str| problems(&format!("[[calendar]]\nid = \"office\"\n{lines}\n"));
    insta::assert_snapshot!(calendar("zone = \"Oslo\"\nfrom = \"8\"\nto = \"16:00\""), @r#"
    p.toml:3:8: there is no time zone `Oslo`; write one like Europe/Oslo
    p.toml:4:8: `from` is `8`; write a time like 08:30
    "#);
    insta::assert_snapshot!(calendar("zone = \"Europe/Oslo\"\nfrom = \"16:00\"\nto = \"08:00\"\ndays = [\"Monday\"]\nholidays = [\"25.12.2026\"]"), @r#"
    p.toml:5:6: `to` is not later than `from`
    p.toml:6:9: `Monday` is no day; did you mean `Mon`?
    p.toml:7:13: `25.12.2026` is no day; write one like 2026-12-25
    "#);
}

#[test]
fn of_routes_that_can_never_match() {
    let second = |first: &str, second: &str| {
        problems(&format!(
            "[[route]]\nid = \"first\"\n{first}\nstages = [{{ who = \"manager\" }}]\n[[route]]\nid = \"second\"\n{second}\napprove = \"automatic\"\n"
        ))
    };
    insta::assert_snapshot!(second("", "products = [\"A\"]"), @r#"
    p.toml:5:1: the route `second` can never match: `first` in line 1 takes everything before it
    p.toml:10:1: the route `last` can never match: `first` in line 1 takes everything before it
    "#);
    let same = "when = 'seats.free > 1'";
    insta::assert_snapshot!(second(same, same), @"p.toml:5:1: the route `second` can never match: `first` in line 1 takes everything before it");
    insta::assert_snapshot!(second(same, &format!("products = [\"A\"]\n{same}")), @"p.toml:5:1: the route `second` can never match: `first` in line 1 takes everything before it");
    insta::assert_snapshot!(refusals(["[\"A\", \"C\"]", "[\"B\"]", "[\"B\", \"A\"]"].map(|products| format!("[[route]]\nid = {0:?}\nproducts = {products}\napprove = \"automatic\"\n", products.replace('"', ""))).concat()), @"p.toml:9:1: the route `[B, A]` can never match: `[A, C]` in line 1 and `[B]` in line 5 take everything before it");
    let reached = [
        ("products = [\"A\"]", "products = [\"A\", \"B\"]"),
        (same, "when = 'seats.free > 2'"),
        ("products = [\"A\"]\nwhen = 'seats.free > 1'", same),
    ];
    for (one, other) in reached {
        let text = format!(
            "[[route]]\nid = \"first\"\n{one}\napprove = \"automatic\"\n[[route]]\nid = \"second\"\n{other}\napprove = \"automatic\"\n"
        );
        assert!(Policy::parse("p.toml", text.as_bytes()).is_ok(), "{text}");
    }
    insta::assert_snapshot!(second("products = [\"A\", \"B\"]", "products = [\"B\"]\nwhen = 'seats.free > 1'"), @r#"p.toml:5:1: the route `second` can never match: `first` in line 1 takes everything before it"#);
}

#[test]
fn of_what_could_fail_or_says_nothing() {
    insta::assert_snapshot!(when("request.answers.purpose == \"A\""), @r#"p.toml:4:24: no guard asks a question with the id `purpose`; no guard asks anything"#);
    let asked = |condition: &str| {
        problems(&format!(
            "[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = '{condition}'\n[[guard]]\nid = \"ask\"\nask = [{{ id = \"purpose\", text = \"What for?\" }}]\n"
        ))
    };
    insta::assert_snapshot!(asked("request.answers.purpose == \"A\""), @r#"p.toml:4:24: `request.answers.purpose` is missing where the question is not asked; write `has(request.answers.purpose) && …` before it"#);
    insta::assert_snapshot!(asked("request.answers.purpos == \"A\""), @r#"p.toml:4:24: no guard asks a question with the id `purpos`; did you mean `purpose`?"#);
    insta::assert_snapshot!(asked("request.answers.purpose == \"A\" && has(request.answers.purpose)"), @r#"p.toml:4:24: `request.answers.purpose` is missing where the question is not asked; write `has(request.answers.purpose) && …` before it"#);
    insta::assert_snapshot!(when("has(product.price_cents)"), @"p.toml:4:12: `.price_cents` is always there: compare it");
    insta::assert_snapshot!(when("has(beneficiary.department)"), @r#"p.toml:4:12: `.department` is always there, and is the empty text where nothing is known: write `… .department != ""`"#);
    insta::assert_snapshot!(when("beneficiary.groups[0] == \"A\""), @r#"p.toml:4:27: an item by its number fails where the list is shorter; ask with `in` or `.exists(x, …)`"#);
    insta::assert_snapshot!(when("int(beneficiary.department) > 1"), @r#"p.toml:4:12: `int` fails on what is no number; facts that are numbers are numbers already, like `product.price_cents`"#);
    insta::assert_snapshot!(when("timestamp(beneficiary.name) < now"), @r#"p.toml:4:30: `timestamp` fails on a text that is none; write it out: `timestamp("2027-01-01T00:00:00Z")`"#);
    insta::assert_snapshot!(when("now < timestamp(\"tomorrow\")"), @r#"p.toml:4:25: this is no timestamp; write `timestamp("2027-01-01T00:00:00Z")`"#);
    insta::assert_snapshot!(when("now < timestamp(\"2027-01-01T00:00:00+01:00\")"), @r#"p.toml:4:25: write the time in UTC, with a Z at its end"#);
    insta::assert_snapshot!(when("now.getHours(\"Oslo\") > 8"), @r#"p.toml:4:22: there is no time zone `Oslo`; write one like Europe/Oslo"#);
    insta::assert_snapshot!(when("100 / seats.free > 1"), @r#"p.toml:4:13: what stands after `/` can be 0, and then this fails; divide by a number like 100"#);
    insta::assert_snapshot!(when("product.price_cents * product.price_cents > 1"), @r#"p.toml:4:29: the result of this can be too large, and then it fails; calculate with smaller numbers"#);
    insta::assert_snapshot!(when("held.exists(h, beneficiary.groups.exists(g, g == h.sku))"), @r#"p.toml:4:20: this can take 4000401 steps when lists and texts are as long as they may be; at most 100000 are allowed"#);
    insta::assert_snapshot!(when("1 == 1"), @r#"p.toml:4:11: the condition asks nothing of the request: it is always true or always false"#);
    insta::assert_snapshot!(when("[\"a\"].exists(x, x == \"a\")"), @"p.toml:4:21: the condition asks nothing of the request: it is always true or always false");
    insta::assert_snapshot!(when("1 in [1].map(x, x)"), @"p.toml:4:11: the condition asks nothing of the request: it is always true or always false");
    insta::assert_snapshot!(when("-9223372036854775808 % -1 == request.term_days"), @"p.toml:4:30: the result of this can be too large, and then it fails; calculate with smaller numbers");
    insta::assert_snapshot!(when("-9223372036854775808 / -1 == request.term_days"), @"p.toml:4:30: the result of this can be too large, and then it fails; calculate with smaller numbers");
    insta::assert_snapshot!(when("now.getHours(\"Europe/Osloo\") > 8"), @"p.toml:4:22: there is no time zone `Europe/Osloo`; did you mean `Europe/Oslo`?");
    insta::assert_snapshot!(when("product.price_cents > 0.5"), @r#"p.toml:4:31: numbers are whole: write cents, days or seats without a fraction"#);
    insta::assert_snapshot!(when("beneficiary.department == null"), @r#"p.toml:4:35: nothing is `null`: what the directory does not know is the empty text, `""`"#);
    insta::assert_snapshot!(when("beneficiary == requester"), @r#"p.toml:4:21: a record can not be compared with a record; name a member, or ask a list with `in` or `.exists(x, …)`"#);
    insta::assert_snapshot!(when("seats.free in [\"1\"]"), @r#"p.toml:4:20: looks for a number in a list of texts, where it never is"#);
    insta::assert_snapshot!(when("seats.free + \"1\" == \"1\""), @r#"p.toml:4:20: `+` can not take a number and a text"#);
    insta::assert_snapshot!(when("held.exists(\"h\", true)"), @r#"p.toml:4:21: the first argument is the name of a variable, like `exists(h, …)`"#);
    insta::assert_snapshot!(when("exists(held, h)"), @r#"p.toml:4:15: `exists` is written `list.exists(x, …)`"#);
}

#[test]
fn of_many_problems_the_first_hundred_are_listed() {
    let text = (0..130).map(|n| format!("key{n} = 1\n")).collect::<String>();
    let text = format!("{text}[[route]]\nid = \"r\"\napprove = \"automatic\"\n");
    let problems = refusals(text);
    let lines: Vec<&str> = problems.lines().collect();
    assert_eq!(lines.len(), 101);
    insta::assert_snapshot!(lines[100], @"p.toml:100:1: and 30 more problems");

    let text = (0..130).map(|n| {
        format!(
            "[[example]]\nid = \"e{n}\"\ngiven = {{ product = \"A\" }}\nexpect = {{ outcome = \"denied\" }}\n"
        )
    });
    let problems = self::problems(&text.collect::<String>());
    let lines: Vec<&str> = problems.lines().collect();
    assert_eq!(lines.len(), 101);
    insta::assert_snapshot!(lines[100], @"p.toml:400:10: and 30 more problems");

    // A list of all names would be longer than anybody reads.
    let asked = (0..30).map(|n| {
        format!("[[guard]]\nid = \"g{n}\"\nask = [{{ id = \"question_{n:02}\", text = \"Q?\" }}]\n")
    });
    let text = format!(
        "[[guard]]\nid = \"g\"\ndeny = \"No.\"\nwhen = 'has(request.answers.zzz)'\n{}",
        asked.collect::<String>()
    );
    insta::assert_snapshot!(self::problems(&text), @"p.toml:4:28: no guard asks a question with the id `zzz`; known are question_00, question_01, question_02, question_03, question_04, question_05, question_06, question_07, question_08, question_09, question_10, question_11, question_12, question_13, question_14, question_15, question_16, question_17, question_18, question_19 and 10 more");
}

#[test]
fn of_rules_that_take_long_together() {
    let guards = |count: usize, products: &str| {
        let guard = |n: usize| {
            format!(
                "[[guard]]\nid = \"g{n}\"\ndeny = \"No.\"\nwhen = '\"G{n}\" in beneficiary.groups'\n{}\n",
                products.replace('N', &n.to_string())
            )
        };
        (0..count).map(guard).collect::<String>()
    };
    insta::assert_snapshot!(problems(&guards(1_100, "")), @"p.toml:1:1: the rules about one product can take 5503301 steps together when lists and texts are as long as they may be; at most 5000000 are allowed: give rules their `products`, or ask less of long lists like beneficiary.groups");
    insta::assert_snapshot!(problems(&guards(1_100, "products = [\"A\"]")), @"p.toml:1:1: the rules about the product `A` can take 5503301 steps together when lists and texts are as long as they may be; at most 5000000 are allowed: give rules their `products`, or ask less of long lists like beneficiary.groups");
    let route = "[[route]]\nid = \"r\"\napprove = \"automatic\"\n";
    for good in [guards(900, ""), guards(1_100, "products = [\"N\"]")] {
        assert!(Policy::parse("p.toml", format!("{good}{route}").as_bytes()).is_ok());
    }
}

#[test]
fn of_names_that_the_catalogue_does_not_have() {
    let text = "[[guard]]\nid = \"g\"\nproducts = [\"VISIOCLIENT\", \"VISIOCLEINT\"]\nkeep_off = [\"SWAY\", \"SWAYY\", \"NOTHING_LIKE_IT\"]\n[[route]]\nid = \"r\"\napprove = \"automatic\"\n";
    let policy =
        Policy::parse("p.toml", text.as_bytes()).expect("names are not part of what makes a policy good");
    let plans = ["SWAY".to_owned()].into();
    let catalogue = [("VISIOCLIENT".to_owned(), plans)].into();
    let unknown = policy.unknown_names("p.toml", &catalogue);
    let lines: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    p.toml:3:28: unknown product `VISIOCLEINT`; did you mean `VISIOCLIENT`?
    p.toml:4:21: unknown service plan `SWAYY`; did you mean `SWAY`?
    p.toml:4:30: unknown service plan `NOTHING_LIKE_IT`
    "#);
}
