//! One line of the published list: its cells, and what they must be.

use uuid::Uuid;

use crate::ids::{PlanId, SkuId};

/// Characters of a name; the longest of the published list has 105.
const LONGEST_NAME_CHARS: usize = 250;
/// Characters of `String_Id` or `Service_Plan_Name`; the longest has 103.
const LONGEST_ID_CHARS: usize = 150;
/// What a spreadsheet takes for a formula, wherever the name is exported to.
const FORMULA_STARTS: [char; 4] = ['=', '+', '-', '@'];
/// The columns by their spelling without case, spaces and punctuation, and as Microsoft writes them.
const COLUMNS: [(&str, &str); 6] = [
    ("productdisplayname", "Product_Display_Name"),
    ("stringid", "String_Id"),
    ("guid", "GUID"),
    ("serviceplanname", "Service_Plan_Name"),
    ("serviceplanid", "Service_Plan_Id"),
    (
        "serviceplansincludedfriendlynames",
        "Service_Plans_Included_Friendly_Names",
    ),
];

/// How far a text is a whole row, by its quotation marks alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    Closed,
    /// The last cell is in a quotation mark that nothing closes.
    Open,
    /// Words stand behind a closing quotation mark.
    Astray,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub sku: SkuId,
    pub part_number: String,
    pub product: String,
    /// A product may have no plan.
    pub plan: Option<NamedPlan>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlan {
    pub id: PlanId,
    /// `servicePlanName`.
    pub name: String,
    pub title: String,
}

/// Where which column stands, and what is between the cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    separator: char,
    places: [usize; 6],
    columns: usize,
}

impl Header {
    /// Reads the first line; the error says what a list of names begins with.
    pub fn parse(line: &str) -> Result<Self, String> {
        // Spreadsheets write what their country writes.
        let mut best: Option<(usize, String)> = None;
        for separator in [',', ';', '\t'] {
            let Ok(cells) = cells(line, separator) else {
                continue;
            };
            let spelt: Vec<String> = cells.iter().map(|cell| bare(cell)).collect();
            let place = |column: &str| spelt.iter().position(|cell| cell == column);
            let missing: Vec<_> = COLUMNS
                .iter()
                .filter(|(column, _)| place(column).is_none())
                .map(|(_, name)| *name)
                .collect();
            if missing.is_empty() {
                return Ok(Self {
                    separator,
                    places: COLUMNS.map(|(column, _)| place(column).unwrap_or_default()),
                    columns: cells.len(),
                });
            }
            if best.as_ref().is_none_or(|(count, _)| missing.len() < *count) {
                best = Some((missing.len(), missing.join(", ")));
            }
        }
        Err(match best {
            Some((count, missing)) if count < COLUMNS.len() => {
                format!("the first line lacks the columns {missing}")
            }
            _ => format!(
                "this is not Microsoft's list of product names: its first line has the columns {}",
                COLUMNS.map(|(_, name)| name).join(", ")
            ),
        })
    }

    pub fn quotes(&self, text: &str) -> Quotes {
        match cells(text, self.separator) {
            Ok(_) => Quotes::Closed,
            Err(broken) => broken,
        }
    }

    /// What the line says, or what is wrong with it.
    pub fn read(&self, line: &str) -> Result<Named, String> {
        let cells = cells(line, self.separator).map_err(Quotes::words)?;
        if cells.len() != self.columns {
            return Err(format!(
                "has {} cells, and the header {}",
                cells.len(),
                self.columns
            ));
        }
        let [product, part_number, sku, plan_name, plan, title] =
            self.places.map(|place| clean(&cells[place]));
        let (product, part_number) = (
            cell(&product, "Product_Display_Name", LONGEST_NAME_CHARS)?,
            cell(&part_number, "String_Id", LONGEST_ID_CHARS)?,
        );
        let sku = SkuId(id(&sku, "GUID")?);
        let plan = match (plan_name.as_str(), plan.as_str(), title.as_str()) {
            ("", "", "") => None,
            _ => Some(NamedPlan {
                id: PlanId(id(&plan, "Service_Plan_Id")?),
                name: cell(&plan_name, "Service_Plan_Name", LONGEST_ID_CHARS)?,
                title: cell(
                    &title,
                    "Service_Plans_Included_Friendly_Names",
                    LONGEST_NAME_CHARS,
                )?,
            }),
        };
        Ok(Named {
            sku,
            part_number,
            product,
            plan,
        })
    }
}

/// Letters and digits of a column's name, small.
fn bare(cell: &str) -> String {
    cell.chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Without what only looks like nothing: no-break spaces, zero-width characters, spaces at the ends, spaces in a row.
fn clean(cell: &str) -> String {
    let visible = cell.replace(['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}'], "");
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn id(cell: &str, column: &str) -> Result<Uuid, String> {
    if cell.is_empty() {
        return Err(format!("{column} is empty"));
    }
    let id = (cell.len() == 36).then(|| Uuid::try_parse(cell).ok()).flatten();
    match id {
        Some(id) if !id.is_nil() => Ok(id),
        _ => Err(format!("{column} is no id: “{}”", cut(cell, 40))),
    }
}

/// The words of a cell; `column` names it in the error, which is kept with the import.
fn cell(text: &str, column: &str, longest: usize) -> Result<String, String> {
    words(text, longest).map_err(|fault| match fault {
        Fault::Empty => format!("{column} is empty"),
        Fault::TooLong(count) => format!("{column} has {count} characters; {longest} are taken"),
        Fault::Formula(sign) => {
            format!("{column} begins with “{sign}”, which a spreadsheet would take for a formula")
        }
        Fault::Unseen => format!("{column} has a character that can not be seen"),
        Fault::Lost => format!("{column} has a character that was lost in an earlier conversion"),
    })
}

/// Why words may not stand on a page and in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Empty,
    /// So many characters.
    TooLong(usize),
    /// Begins as a spreadsheet's formula does.
    Formula(char),
    /// Has a character that can not be seen.
    Unseen,
    /// Has a character that was lost in an earlier conversion.
    Lost,
}

/// Words that may stand on a page and in a file.
pub fn words(text: &str, longest: usize) -> Result<String, Fault> {
    let count = text.chars().count();
    match text.chars().next() {
        None => Err(Fault::Empty),
        Some(_) if count > longest => Err(Fault::TooLong(count)),
        Some(first) if FORMULA_STARTS.contains(&first) => Err(Fault::Formula(first)),
        Some(_) if text.chars().any(|c| c.is_control() || is_bidi(c)) => Err(Fault::Unseen),
        Some(_) if text.contains(char::REPLACEMENT_CHARACTER) => Err(Fault::Lost),
        Some(_) => Ok(text.to_owned()),
    }
}

/// Turns the direction of what follows: a name could read as another one.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The first characters, and a sign that there were more.
pub fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Quotes {
    fn words(self) -> String {
        match self {
            Self::Open => "a quotation mark is opened and not closed on the line",
            Self::Closed | Self::Astray => "has words behind a closing quotation mark",
        }
        .to_owned()
    }
}

/// The cells of one line, or how its quotation marks are wrong. A cell in quotation marks ends on its line: the list has no line breaks in cells, and a quotation mark
/// that is never closed must not swallow the rest of the file.
fn cells(line: &str, separator: char) -> Result<Vec<String>, Quotes> {
    let mut found = Vec::with_capacity(COLUMNS.len());
    let mut rest = line;
    loop {
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => in_quotes(quoted)?,
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        found.push(cell);
        match after.strip_prefix(separator) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(found),
            None => return Err(Quotes::Astray),
        }
    }
}

/// The cell, and what stands behind its closing quotation mark.
fn in_quotes(mut text: &str) -> Result<(String, &str), Quotes> {
    let mut cell = String::new();
    loop {
        let Some(end) = text.find('"') else {
            return Err(Quotes::Open);
        };
        cell.push_str(&text[..end]);
        text = &text[end + 1..];
        match text.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                text = after;
            }
            None => return Ok((cell, text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names";
    const SKU: &str = "c5928f49-12ba-48f7-ada3-0d743a3601d5";
    const PLAN: &str = "da792a53-cbc0-4184-a10d-e544dd34b3c1";

    fn read(line: &str) -> Result<Named, String> {
        Header::parse(HEADER).unwrap().read(line)
    }

    #[test]
    fn a_line_with_every_trap_of_the_published_list_is_read() {
        let plain = read(&format!(
            "Visio Plan 2,VISIOCLIENT,{SKU},ONEDRIVE_BASIC,{PLAN},OneDrive for business Basic"
        ))
        .unwrap();
        assert_eq!(plain.plan.as_ref().unwrap().title, "OneDrive for business Basic");
        for line in [
            format!(
                "Visio Plan 2\u{a0},VISIOCLIENT\t,{SKU}\u{a0},ONEDRIVE_BASIC,{PLAN},OneDrive for business\u{a0}Basic"
            ),
            format!(
                "\"Visio Plan 2\",\u{feff}VISIOCLIENT,{},ONEDRIVE_BASIC,{PLAN},\" OneDrive for  business Basic\"",
                SKU.to_uppercase()
            ),
        ] {
            assert_eq!(read(&line).unwrap(), plain, "{line}");
        }
        let quoted = read(&format!("\"Dynamics, \"\"old\"\"\",D,{SKU},,,")).unwrap();
        assert_eq!(
            (quoted.product.as_str(), quoted.plan),
            ("Dynamics, \"old\"", None)
        );
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said() {
        let long = "x".repeat(251);
        for (line, words) in [
            (String::new(), "has 1 cells"),
            ("a,b".into(), "has 2 cells, and the header 6"),
            (format!("a,b,{SKU},c,{PLAN},d,e"), "has 7 cells"),
            (format!(",b,{SKU},c,{PLAN},d"), "Product_Display_Name is empty"),
            (
                format!("\u{a0},b,{SKU},c,{PLAN},d"),
                "Product_Display_Name is empty",
            ),
            (format!("a,b,,c,{PLAN},d"), "GUID is empty"),
            (format!("a,b,c5928f49,c,{PLAN},d"), "GUID is no id: “c5928f49”"),
            (format!("a,b,{{{SKU}}},c,{PLAN},d"), "GUID is no id"),
            (
                format!("a,b,{SKU},c,00000000-0000-0000-0000-000000000000,d"),
                "Service_Plan_Id is no id",
            ),
            (format!("a,b,{SKU},c,,d"), "Service_Plan_Id is empty"),
            (
                format!("{long},b,{SKU},c,{PLAN},d"),
                "has 251 characters; 250 are taken",
            ),
            (format!("=HYPERLINK(1),b,{SKU},c,{PLAN},d"), "begins with “=”"),
            (format!("a,b,{SKU},c,{PLAN},\" +1\""), "begins with “+”"),
            (format!("a,b,{SKU},-c,{PLAN},d"), "begins with “-”"),
            (format!("a,\t@b,{SKU},c,{PLAN},d"), "begins with “@”"),
            (format!("a\u{1b}[31m,b,{SKU},c,{PLAN},d"), "can not be seen"),
            (format!("a\u{202e}b,b,{SKU},c,{PLAN},d"), "can not be seen"),
            (
                format!("a\u{fffd}b,b,{SKU},c,{PLAN},d"),
                "lost in an earlier conversion",
            ),
            (format!("\"a,b,{SKU},c,{PLAN},d"), "not closed on the line"),
            (
                format!("\"a\"x,b,{SKU},c,{PLAN},d"),
                "behind a closing quotation mark",
            ),
        ] {
            let said = read(&line).unwrap_err();
            assert!(said.contains(words), "{line:?}: {said}");
        }
    }

    #[test]
    fn the_header_is_known_by_its_words_not_by_its_spelling() {
        for header in [
            "\u{feff}product display name;STRING ID;Guid;service plan name;Service Plan Id;Service plans included (friendly names)",
            "GUID\tString_Id\tProduct_Display_Name\tService_Plan_Name\tService_Plan_Id\tService_Plans_Included_Friendly_Names\tNew",
        ] {
            assert!(Header::parse(header).is_ok(), "{header}");
        }
        assert_eq!(
            Header::parse("Product_Display_Name,GUID,Service_Plan_Name,Service_Plan_Id,x").unwrap_err(),
            "the first line lacks the columns String_Id, Service_Plans_Included_Friendly_Names"
        );
        assert!(
            Header::parse("{\"a\": 1}")
                .unwrap_err()
                .starts_with("this is not Microsoft's list")
        );
    }
}
