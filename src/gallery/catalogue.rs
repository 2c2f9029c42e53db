//! Samples of the pages on which the catalogue is edited and names are imported.

use askama::Template;

use super::{ago, choices, chrome, s};
use crate::administration::catalogue_views::{
    BadLine, Below, ChangeLine, FieldRow, ImportPage, ImportResultPage, ImportRow, LastChange, PlanTitleRow,
    ProductPage, ProductRow, ProductsPage,
};
use crate::web::page::{Badge, Place, Tone};

pub fn products(query: &str, count: usize) -> String {
    let row = |n: usize| ProductRow {
        href: s("/admin/catalogue/products/06ebc4ee"),
        name: s("Microsoft 365 E5"),
        part_number: s("SPE_E5"),
        price: s("€54.75 a month"),
        owner: if n == 0 {
            String::new()
        } else {
            s("ada.holm@northwind.example")
        },
        cost_center: if n == 0 {
            String::new()
        } else {
            s("4711 Workplace")
        },
        seats: s("14 free of 40"),
        tags: ["office", "security"].map(s).to_vec(),
        hidden: n == 1,
    };
    let page = ProductsPage {
        chrome: chrome("Products", Place::Products),
        query: s(query),
        chosen: String::new(),
        filters: choices(&[("", "All products"), ("hidden", "Hidden")], ""),
        read: Some(ago(3)),
        rows: (0..count).map(row).collect(),
        before: None,
        after: (count > 0).then(|| s("/admin/catalogue?page=1")),
    };
    page.render().unwrap()
}

/// In which state the page of a product is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    Fine,
    Wrong,
    Moved,
}

pub fn product(sample: Sample) -> String {
    let field = |name, label, value: &str| FieldRow {
        name,
        label,
        hint: "What it is.",
        value: s(value),
        longest: 100,
        source: s("From the catalogue file."),
        now: (sample == Sample::Moved).then(|| s("Something else")),
        ..FieldRow::default()
    };
    let wrong = |message: &str| (sample == Sample::Wrong).then(|| s(message));
    let page = ProductPage {
        chrome: chrome("Microsoft 365 E5", Place::Products),
        sku: s("06ebc4ee"),
        title: s("Microsoft 365 E5"),
        part_number: s("SPE_E5"),
        version: s("0"),
        fields: vec![
            field("name", "Name", "Microsoft 365 E5"),
            FieldRow {
                long: true,
                ..field("description", "Description", "Everything.")
            },
            FieldRow {
                currency: Some(s("EUR")),
                error: wrong("Write the price as 12.90."),
                below: Some(Below {
                    whose: "the catalogue file’s",
                    value: s("€57.60 a month"),
                }),
                ..field("price", "Price", "54,75,1")
            },
            FieldRow {
                warning: Some(s(
                    "This account is disabled: administrators sign in the owner's place.",
                )),
                ..field("owner", "Owner", "ada.holm@northwind.example")
            },
        ],
        visibility: choices(
            &[("everybody", "Everybody finds it"), ("hidden", "Hidden")],
            "hidden",
        ),
        visibility_now: (sample == Sample::Moved).then(|| s("everybody")),
        plans: vec![PlanTitleRow {
            id: s("p1"),
            name: s("TEAMS1"),
            value: String::new(),
            below: Some((s("Microsoft Teams"), "Microsoft’s list")),
            error: wrong("The title is too long."),
            now: None,
        }],
        plans_open: sample == Sample::Wrong,
        errors: wrong("Write the price as 12.90.")
            .map(|message| (s("price"), message))
            .into_iter()
            .collect(),
        moved: (sample == Sample::Moved).then(|| s("It was changed meanwhile (Mira Sato, 2 minutes ago).")),
        last: Some(LastChange {
            by: s("Mira Sato"),
            at: ago(2),
            lines: vec![ChangeLine {
                field: s("Price"),
                before: s("57.60 EUR"),
                after: s("54.75 EUR"),
            }],
            action: s("/admin/catalogue/products/06ebc4ee/put-back"),
        }),
    };
    page.render().unwrap()
}

fn row() -> ImportRow {
    ImportRow {
        href: s("/admin/catalogue/imports/1"),
        file_name: s("Product names and service plan identifiers for licensing.csv"),
        by: s("Ada Holm"),
        began: ago(20),
        state: Badge::new(Tone::Waiting, "Done, with bad lines"),
        lines_read: 5990,
        taken: 5959,
        unchanged: 16,
        bad: 15,
    }
}

pub fn import(error: Option<&str>, count: usize) -> String {
    let page = ImportPage {
        chrome: chrome("Import names", Place::Products),
        largest: s("32 MiB"),
        error: error.map(s),
        imports: vec![row(); count],
    };
    page.render().unwrap()
}

pub fn import_result(is_running: bool, bad: i64) -> String {
    let line = |n| BadLine {
        number: n,
        what: s("GUID is no id: “c5928f49”"),
        text: s(
            "Visio Plan 2,VISIOCLIENT,c5928f49,ONEDRIVE_BASIC,da792a53-cbc0-4184-a10d-e544dd34b3c1,OneDrive",
        ),
    };
    let page = ImportResultPage {
        chrome: chrome("Names from a list", Place::Products),
        import: ImportRow { bad, ..row() },
        is_running,
        encoding: s("UTF-8"),
        problem: None,
        lines: (0..bad.unsigned_abs()).map(line).collect(),
        shown: Some(s("The first 3 of 15; the CSV has them all.")),
        csv_href: s("/admin/catalogue/imports/1/bad-lines.csv"),
    };
    page.render().unwrap()
}
