//! Microsoft's list of names, taken in by the command and by the page: every trap of the file, and nothing lost.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use countersign::catalog::names;
use countersign::clock::Clock;
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

use crate::cluster::{self, TestDatabase};
use crate::commands::said;
use crate::desk::{Desk, Page, Person, VISIO, until};

const HEADER: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names";
const ONEDRIVE: &str = "da792a53-cbc0-4184-a10d-e544dd34b3c1";
const PAGE: &str = "/admin/catalogue/import";
/// A product that the tenant in the box does not have.
const FOREIGN: &str = "11111111-2222-4333-8444-555555555555";

fn lines(lines: &[String]) -> String {
    std::iter::once(HEADER.to_owned())
        .chain(lines.iter().cloned())
        .collect::<Vec<_>>()
        .join("\r\n")
}

fn line(product: &str, sku: &str, plan: &str, title: &str) -> String {
    format!(
        "{product},PART_{},{sku},PLAN_{},{plan},{title}",
        &sku[..8],
        &plan[..8]
    )
}

/// The n-th id of its kind.
fn id(kind: u32, n: u32) -> String {
    format!("{kind:08x}-0000-4000-8000-0000{n:08x}")
}

struct House {
    database: TestDatabase,
    folder: tempfile::TempDir,
}

impl House {
    async fn open() -> Self {
        Self {
            database: cluster::database().await,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command
            .args(["catalog", "import-names"])
            .args(arguments)
            .env_clear()
            .env("COUNTERSIGN_DATABASE_URL", &self.database.service_url)
            .current_dir(env!("CARGO_TARGET_TMPDIR"));
        command
    }

    fn imports(&self, file: &Path) -> Output {
        self.command(&[file.to_str().unwrap()]).output().unwrap()
    }

    async fn pool(&self) -> sqlx::PgPool {
        sqlx::PgPool::connect(&self.database.service_url).await.unwrap()
    }

    async fn close(self) {
        self.database.remove().await;
    }
}

/// What the command said last, without how long it took.
fn summary(output: &Output) -> String {
    let said = said(output);
    let last = said.trim_end().lines().last().unwrap_or_default();
    last.split(" (").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn good_lines_go_in_bad_lines_are_named_and_a_second_time_writes_nothing() {
    let house = House::open().await;
    let (first, second) = (id(1, 1), id(1, 2));
    let text = lines(&[
        line("Whiteboards", &first, &id(2, 1), "Board"),
        // The traps of the published list: a pair twice, no-break spaces, another case.
        line("Whiteboards", &first, &id(2, 1), "Board"),
        line(
            "Whiteboards",
            &format!("{}\u{a0}", first.to_uppercase()),
            &id(2, 2),
            "Pens\u{a0}",
        ),
        line("WHITEBOARDS", &first, &id(2, 3), "Sponge"),
        String::new(),
        // Contradicting: the first counts, and what else the line says goes in.
        line("Blackboards", &first, &id(2, 4), "Chalk"),
        line("Whiteboards", &first, &id(2, 1), "Plank"),
        // Bad.
        line("=1+1", &second, &id(2, 1), "Board"),
        "a,b,c".to_owned(),
        line("Tables", "not-an-id-at-all", &id(2, 1), "Board"),
        "\"never closed,x,y".to_owned(),
        format!("{},P,{second},,,", "x".repeat(300)),
        // A product without a plan.
        format!("\"Chairs, \"\"soft\"\"\",CHAIRS,{second},,,"),
    ]);
    let file = house.file("list.csv", format!("\u{feff}{text}"));
    let report = house.folder.path().join("report.csv");
    let once = house
        .command(&[file.to_str().unwrap(), "--report", report.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(once.status.code(), Some(3), "{}", said(&once));
    assert_eq!(
        summary(&once),
        "12 lines of UTF-8 read: 4 taken, 1 unchanged, 7 bad"
    );
    let words = said(&once);
    for expected in [
        &format!("line 7: names the product {first} otherwise than line 2; line 2 counts"),
        &format!(
            "line 8: names the plan {} otherwise than line 2 for the same product; line 2 counts",
            id(2, 1)
        ),
        "line 9: Product_Display_Name begins with “=”, which a spreadsheet would take for a formula",
        "line 10: has 3 cells, and the header 6",
        "line 11: GUID is no id: “not-an-id-at-all”",
        "line 12: a quotation mark is opened and not closed on the line",
        "line 13: Product_Display_Name has 300 characters; 250 are taken",
    ] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    let report = std::fs::read_to_string(report).unwrap();
    assert_eq!(report.lines().count(), 8, "{report}");
    assert!(
        report.contains("'=1+1,PART"),
        "a formula is neutralised: {report}"
    );

    let pool = house.pool().await;
    let names = sqlx::query_scalar!("select name from product_names order by sku_id");
    assert_eq!(
        names.fetch_all(&pool).await.unwrap(),
        ["Whiteboards", "Chairs, \"soft\""]
    );
    let titles = sqlx::query_scalar!("select title from plan_names order by plan_id");
    assert_eq!(
        titles.fetch_all(&pool).await.unwrap(),
        ["Board", "Pens", "Sponge", "Chalk"]
    );
    let written = async || {
        let newest = sqlx::query_scalar!(
            r#"select max(x::text::bigint) as "x!" from (select xmin as x from product_names union all select xmin from plan_names) w"#
        );
        newest.fetch_one(&pool).await.unwrap()
    };
    let before = written().await;
    let twice = house.imports(&file);
    assert_eq!(
        summary(&twice),
        "12 lines of UTF-8 read: 0 taken, 5 unchanged, 7 bad"
    );
    assert_eq!(written().await, before, "a row that says the same was written");
    let events = sqlx::query!(
        r#"select actor, detail->>'taken' as "taken!" from audit_events where kind = 'catalog.names_imported'"#
    );
    let events = events.fetch_all(&pool).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(
        (events[0].actor.as_str(), events[0].taken.as_str()),
        ("operator", "4")
    );
    pool.close().await;
    house.close().await;
}

#[tokio::test]
async fn no_part_of_a_cell_with_a_line_break_is_taken_for_a_row() {
    let house = House::open().await;
    let text = lines(&[
        "\"Two".to_owned(),
        format!("lines\",Q4,{},,,", id(3, 1)),
        "\"Three".to_owned(),
        format!("Looks good,Q5,{},,,", id(3, 2)),
        format!("lines\",Q6,{},,,", id(3, 3)),
        format!("Good,G,{},,,", id(3, 4)),
    ]);
    let output = house.imports(&house.file("list.csv", text));
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert_eq!(
        summary(&output),
        "6 lines of UTF-8 read: 1 taken, 0 unchanged, 5 bad"
    );
    for expected in [
        "line 2: a quotation mark is opened and not closed on the line",
        "line 3: belongs to the quotation mark that line 2 opens",
        "line 5: belongs to the quotation mark that line 4 opens",
        "line 6: belongs to the quotation mark that line 4 opens",
    ] {
        assert!(said(&output).contains(expected), "{expected}: {}", said(&output));
    }
    let pool = house.pool().await;
    let names = sqlx::query_scalar!("select name from product_names order by sku_id");
    assert_eq!(names.fetch_all(&pool).await.unwrap(), ["Good"]);
    pool.close().await;
    house.close().await;
}

#[tokio::test]
async fn every_encoding_is_read_or_refused_in_a_sentence() {
    let house = House::open().await;
    let mut n = 0;
    let mut text = || {
        n += 1;
        lines(&[line("Bürostühle", &id(7, n), &id(8, n), "Größe")])
    };
    let utf16 = |text: String| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let windows = |text: String| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    for (bytes, encoding) in [
        (text().into_bytes(), "UTF-8"),
        (format!("\u{feff}{}", text()).into_bytes(), "UTF-8"),
        (utf16(format!("\u{feff}{}", text())), "UTF-16LE"),
        (utf16(text()), "UTF-16LE"),
        (windows(text()), "Windows-1252"),
    ] {
        let output = house.imports(&house.file("list.csv", bytes));
        assert_eq!(output.status.code(), Some(0), "{encoding}: {}", said(&output));
        assert_eq!(
            summary(&output),
            format!("1 line of {encoding} read: 1 taken, 0 unchanged, 0 bad")
        );
    }
    let pool = house.pool().await;
    let names = sqlx::query_scalar!("select distinct name from product_names");
    assert_eq!(names.fetch_all(&pool).await.unwrap(), ["Bürostühle"]);
    for (bytes, why) in [
        (&b""[..], "the file is empty"),
        (b"\xEF\xBB\xBF", "the file is empty"),
        (b"\n\n\n", "the file is empty"),
        (b"PK\x03\x04\x14\0\x06\0", "this is an Excel workbook or another packed file; save it as “CSV UTF-8” and send that"),
        (b"{\"not\": \"a list\"}", "this is not Microsoft's list of product names: its first line has the columns Product_Display_Name"),
        (b"<!doctype html><title>Sign in</title>", "this is a web page, not a CSV"),
        (b"Product_Display_Name,String_Id,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n", "the first line lacks the columns GUID"),
        (HEADER.as_bytes(), "the list holds no product: there is nothing behind its first line"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0", "this is not text"),
    ] {
        let output = house.imports(&house.file("bad.csv", bytes));
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(&format!("bad.csv: {why}")), "{why}: {}", said(&output));
    }
    // What was refused stands among the imports with its reason.
    let refused = sqlx::query_scalar!(
        r#"select count(*) as "n!" from imports where refused is not null and finished_at is not null"#
    );
    assert_eq!(refused.fetch_one(&pool).await.unwrap(), 9);
    pool.close().await;
    house.close().await;
}

#[tokio::test]
async fn a_file_that_is_not_there_and_a_wrong_command_line_are_told_apart() {
    let house = House::open().await;
    let missing = house.command(&["no-such.csv"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        said(&missing).starts_with("countersign: no-such.csv can not be read"),
        "{}",
        said(&missing)
    );
    let folder = house.imports(house.folder.path());
    assert_eq!(folder.status.code(), Some(1));
    assert!(said(&folder).contains("is a folder"), "{}", said(&folder));
    let wrong = house.command(&[]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let mut piped = house
        .command(&["-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let text = lines(&[line("Piped", &id(1, 9), &id(2, 9), "Title")]);
    piped.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = piped.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    house.close().await;
}

/// 200,000 lines, of which every tenth is bad.
fn many(products: u32) -> String {
    let mut text = lines(&[]);
    for n in 0..products {
        for plan in 0..9 {
            text.push_str(&format!(
                "\r\n{}",
                line(&format!("Product {n}"), &id(1, n), &id(2, n * 9 + plan), "Title")
            ));
        }
        text.push_str(&format!("\r\nProduct {n},P,@SUM(1),x,y,z"));
    }
    text
}

#[tokio::test]
async fn what_is_killed_half_way_goes_on_when_it_is_run_again() {
    let house = House::open().await;
    let text = many(20_000);
    let pool = house.pool().await;
    // It hangs half-way for want of more input, with some batches written, and is killed there.
    let mut child = house
        .command(&["-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&text.as_bytes()[..text.len() / 3]).unwrap();
    let so_far = async || {
        let lines = sqlx::query_scalar!("select lines_read from imports")
            .fetch_optional(&pool)
            .await
            .unwrap();
        lines.unwrap_or_default()
    };
    until("a third is written", async || so_far().await >= 60_000).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let written = so_far().await;
    let unfinished = sqlx::query_scalar!(r#"select finished_at is null as "open!" from imports"#);
    assert!(unfinished.fetch_one(&pool).await.unwrap());

    let again = house.imports(&house.file("many.csv", &text));
    assert_eq!(again.status.code(), Some(3), "{}", said(&again));
    // Nine of ten lines that the first run read are known.
    let known = written / 10 * 9;
    assert_eq!(
        summary(&again),
        format!(
            "200000 lines of UTF-8 read: {} taken, {known} unchanged, 20000 bad",
            180_000 - known
        )
    );
    assert!(said(&again).contains("… and 19950 more bad lines; write them all to a file with --report FILE"));
    let plans = sqlx::query_scalar!(r#"select count(*) as "n!" from plan_names"#);
    assert_eq!(plans.fetch_one(&pool).await.unwrap(), 180_000);
    pool.close().await;
    house.close().await;
}

#[tokio::test]
async fn a_newer_edition_renames_and_an_import_follows_the_order_of_the_layers() {
    let desk = Desk::open().await;
    let mia = desk.sign_in("mia.berg").await;
    let ada = desk.sign_in("ada.novak").await;
    // The catalogue file names Visio; nobody named this one.
    let bare = sqlx::query!("select sku_id, part_number from products where name is null limit 1");
    let bare = bare.fetch_optional(&desk.app.pool).await.unwrap();
    let mut text = vec![
        line("Visio of the list", VISIO, ONEDRIVE, "OneDrive of the list"),
        line("Foreign", FOREIGN, ONEDRIVE, "OneDrive of the list"),
    ];
    if let Some(bare) = &bare {
        text.push(line("Known by the list", &bare.sku_id.to_string(), ONEDRIVE, "x"));
    }
    let page = sends(&ada, "list.csv", lines(&text).into_bytes()).await;
    done(&ada, &page).await;
    let name = async |sku: &str| {
        let name = sqlx::query_scalar!("select name from products where sku_id = $1::text::uuid", sku);
        name.fetch_one(&desk.app.pool).await.unwrap()
    };
    assert_eq!(
        name(VISIO).await.as_deref(),
        Some("Visio Plan 2"),
        "the file stands above the list"
    );
    if let Some(bare) = &bare {
        assert_eq!(
            name(&bare.sku_id.to_string()).await.as_deref(),
            Some("Known by the list")
        );
    }
    assert!(mia.get("/").await.text.contains("Visio Plan 2"));
    // The tenant gets the product later: its name is there.
    let kept = sqlx::query_scalar!(
        "select name from product_names where sku_id = $1::text::uuid",
        FOREIGN
    );
    assert_eq!(kept.fetch_one(&desk.app.pool).await.unwrap(), "Foreign");
    let newer =
        lines(&[line("Foreign, renamed", FOREIGN, ONEDRIVE, "x").replace("Foreign, renamed", "Renamed")]);
    let page = sends(&ada, "newer.csv", newer.into_bytes()).await;
    done(&ada, &page).await;
    let kept = sqlx::query_scalar!(
        "select name from product_names where sku_id = $1::text::uuid",
        FOREIGN
    );
    assert_eq!(kept.fetch_one(&desk.app.pool).await.unwrap(), "Renamed");
    desk.close().await;
}

/// Sends a file through the page; answers what came back.
async fn sends(person: &Person, name: &str, bytes: Vec<u8>) -> Page {
    let token = person.get(PAGE).await.field("csrf");
    let form = Form::new()
        .text("csrf", token)
        .part("file", Part::bytes(bytes).file_name(name.to_owned()));
    let request = person.http.post(format!("{}{PAGE}", person.url)).multipart(form);
    Page::of(request.send().await.unwrap()).await
}

/// The page of the import, once it is over.
async fn done(person: &Person, sent: &Page) -> Page {
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let address = sent.location.clone().unwrap();
    until("the import is over", async || {
        !person.get(&address).await.text.contains("data-live")
    })
    .await;
    person.get(&address).await
}

#[tokio::test]
async fn the_page_takes_a_file_shows_bad_lines_by_number_and_gives_all_of_them_as_a_file() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let mut text = vec![line("Good", &id(1, 1), &id(2, 1), "Title")];
    text.extend((0..250).map(|n| format!("=bad {n},b,{},c,{},d", id(1, 2), id(2, 2))));
    let sent = sends(&ada, "<b>list</b>.csv", lines(&text).into_bytes()).await;
    let page = done(&ada, &sent).await;
    assert_eq!(page.words("h1"), "<b>list</b>.csv");
    assert_eq!(
        page.words("dl.import"),
        "Lines read 251 Taken 1 Unchanged 0 Bad 250"
    );
    assert_eq!(page.values(".bad-lines tbody tr").len(), 200);
    assert!(
        page.words("main")
            .contains("The first 200 of 250; the CSV has them all.")
    );
    assert!(
        page.words(".bad-lines")
            .contains("3 Product_Display_Name begins with “=”")
    );
    let file = ada
        .get(
            &ada.get(&sent.location.clone().unwrap())
                .await
                .hrefs("/admin/catalogue/imports/")[0],
        )
        .await;
    assert_eq!(file.text.lines().count(), 251);
    assert!(file.text.contains("'=bad 249"));
    assert!(ada.get(PAGE).await.words("tbody").contains("Ada Novak"));
    let otto = desk.sign_in("otto.keller").await;
    assert!(
        otto.get("/audit?kind=catalog.names_imported")
            .await
            .words("tbody")
            .contains("Took 1 name from a list")
    );
    desk.close().await;
}

#[tokio::test]
async fn what_can_not_be_taken_from_the_page_is_said_there() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let none = sends(&ada, "", Vec::new()).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.words(".message"), "Choose the CSV file first.");
    let empty = sends(&ada, "nothing.csv", Vec::new()).await;
    assert_eq!(empty.words(".message"), "nothing.csv is empty.");
    let large = sends(&ada, "large.csv", vec![b'x'; 32 * 1024 * 1024 + 1]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        large
            .words(".message")
            .starts_with("The file is larger than 32 MiB. Nothing was taken."),
        "{}",
        large.words(".message")
    );
    let workbook = sends(&ada, "list.xlsx", b"PK\x03\x04....".to_vec()).await;
    let page = done(&ada, &workbook).await;
    assert!(
        page.words(".notice").starts_with("this is an Excel workbook"),
        "{}",
        page.words("main")
    );
    assert_eq!(page.words(".badge.large"), "Nothing could be read");
    // Without the token, and with one of another session, nothing is believed.
    for token in [None, Some("not-ours")] {
        let mut form = Form::new();
        if let Some(token) = token {
            form = form.text("csrf", token);
        }
        let form = form.part(
            "file",
            Part::bytes(HEADER.as_bytes().to_vec()).file_name("list.csv"),
        );
        let request = ada.http.post(format!("{}{PAGE}", ada.url)).multipart(form);
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    }
    let plain = ada
        .post_bare(PAGE, &[("csrf", &ada.get(PAGE).await.field("csrf"))])
        .await;
    assert_eq!(plain.status, StatusCode::BAD_REQUEST);
    let imports = sqlx::query_scalar!(r#"select count(*) as "n!" from imports"#);
    assert_eq!(imports.fetch_one(&desk.app.pool).await.unwrap(), 1);
    desk.close().await;
}

#[tokio::test]
async fn an_import_whose_process_ended_is_said_to_have_stopped() {
    let desk = Desk::open().await;
    let ada = desk.sign_in("ada.novak").await;
    let mut tx = desk.app.pool.begin().await.unwrap();
    let begun = names::begin(&mut tx, desk.now(), "list.csv", None).await.unwrap();
    tx.commit().await.unwrap();
    let address = format!("/admin/catalogue/imports/{}", begun.id);
    assert_eq!(ada.get(&address).await.words(".badge.large"), "Running");
    desk.turn(chrono::Duration::seconds(61));
    let page = ada.get(&address).await;
    assert_eq!(page.words(".badge.large"), "Stopped before the end");
    assert!(
        page.words(".notice")
            .contains("Send the file again, and it goes on.")
    );
    assert!(!page.text.contains("data-live"));
    desk.close().await;
}

#[tokio::test]
async fn two_imports_of_the_same_list_at_once_both_end() {
    let house = House::open().await;
    let pool = house.pool().await;
    let text = many(1_500);
    let runs = (0..2).map(|_| {
        let (pool, text) = (pool.clone(), text.clone());
        tokio::spawn(async move {
            let clock = Clock::default();
            let mut tx = pool.begin().await.unwrap();
            let import = names::begin(&mut tx, clock.now(), "list.csv", None)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            let file = Box::new(std::io::Cursor::new(text.into_bytes()));
            names::run(&pool, &clock, &import, file, |_, _| Ok(()))
                .await
                .unwrap()
        })
    });
    let mut taken = 0;
    for run in runs.collect::<Vec<_>>() {
        let names::Ended::Done(counts, _) = run.await.unwrap() else {
            panic!("refused");
        };
        assert_eq!((counts.read, counts.bad), (15_000, 1_500));
        taken += counts.taken;
    }
    assert_eq!(taken, 13_500, "each line was taken by exactly one of them");
    pool.close().await;
    house.close().await;
}
